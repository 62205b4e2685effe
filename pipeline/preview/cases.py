"""Golden cases of the parser: a directory with ``article.txt`` and ``expected.json``, which the tests discover."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from articles.record import Parsed
from pipeline.intake.read import parse_safely
from schemas.rules import RULES
from settings.model import Settings
from settings.profiles import AUTO, PathProfiles, load_profiles, read_profiles
from warehouse.errors import RunError, UsageError
from warehouse.home import original_bytes, published
from warehouse.queries.quarantine import show_quarantine


def describe(parsed: Parsed) -> dict[str, Any]:
    """The parser's answer as JSON values, without what is empty; ``withheld`` are the rules that are errors."""
    rules = sorted({finding.rule for finding in parsed.findings})
    if parsed.article is None:
        return {"refused": rules}
    withheld = [rule for rule in rules if RULES[rule].severity == "error"]
    fields = {name: _plain(getattr(parsed.article, name)) for name in type(parsed.article).__slots__}
    return _filled(fields | {"warnings": [rule for rule in rules if rule not in withheld], "withheld": withheld})


def as_text(expected: Mapping[str, Any]) -> str:
    """The JSON text of a case as it is stored."""
    return json.dumps(expected, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def export_case(settings: Settings, name: str, directory: Path) -> Path:
    """Write a withheld file as a case; its directory. Raises UsageError and RunError."""
    with published(settings.home) as connection:
        found = show_quarantine(connection, name)
    if not found:
        msg = f"no withheld file is called {name}; see: wirehouse quarantine list"
        raise UsageError(msg)
    path, digest = _one_of(found, name)
    data = original_bytes(settings.home, digest)
    if data is None:
        msg = f"the original of {path} is not kept, damaged, or being written to; try again, or copy it from the inbox"
        raise RunError(msg)
    errors = sorted({row["rule"] for row in found if row["severity"] == "error"})
    case = directory / re.sub(r"[^a-z0-9_]", "_", f"{errors[0]}_{digest[:8]}")
    own = settings.for_inbox(Path(found[0]["inbox"]))
    chosen = load_profiles(read_profiles(own.profile, own.profiles)).choose(path)
    return _write(case, data, _choices(chosen, path, datetime.now(UTC).date()), chosen)


def _one_of(found: Sequence[Mapping[str, Any]], name: str) -> tuple[str, str]:
    """Path and digest of the file that the rows are about. Raises UsageError if they are about several."""
    files = {(row["inbox"], row["path"]): row["sha256"] for row in found}
    if len(files) > 1:
        told = ", ".join(f"{inbox}/{path}" for inbox, path in files)
        msg = f"{len(files)} withheld files are called {name}; give a whole path or an id: {told}"
        raise UsageError(msg)
    (((_, path), digest),) = files.items()
    return path, digest


def _choices(chosen: PathProfiles, path: str, today: date) -> dict[str, str]:
    """What the case must be read with to be read as here."""
    profile = {} if chosen.name == AUTO else {"profile": chosen.name}
    if chosen.name.endswith(".toml"):
        msg = f"a case names a profile of the package, and {path} is read with {chosen.name}: add that to it first"
        raise UsageError(msg)
    return {"name": PurePosixPath(path).name, "today": today.isoformat(), **profile}


def _write(case: Path, data: bytes, choices: dict[str, str], chosen: PathProfiles) -> Path:
    if case.exists():
        msg = f"{case} is there already: remove it, or give another directory with --to"
        raise UsageError(msg)
    parsed = parse_safely(data, choices["name"], chosen.profiles, date.fromisoformat(choices["today"]))
    case.mkdir(parents=True)
    (case / "article.txt").write_bytes(data)
    (case / "expected.json").write_text(as_text(choices | describe(parsed)), encoding="utf-8")
    return case


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "_asdict"):  # a picture
        return _filled(value._asdict())
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
