"""Golden cases of the parser: a directory with ``article.txt`` and ``expected.json``, which the tests discover."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from articles.parse import parse_with
from articles.record import Parsed
from flows.errors import RunError, UsageError
from flows.looking import original_bytes, published
from flows.profiles import AUTO, load_profiles, read_profiles
from flows.settings import Settings
from schemas.rules import RULES
from warehouse.quarantine import show_quarantine


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
    path, digest = found[0]["path"], found[0]["sha256"]
    data = original_bytes(settings.home, digest)
    if data is None:
        msg = f"the original of {path} is not kept; copy it from the inbox"
        raise RunError(msg)
    errors = sorted({row["rule"] for row in found if row["severity"] == "error"})
    case = directory / re.sub(r"[^a-z0-9_]", "_", f"{errors[0]}_{digest[:8]}")
    return _write(case, data, _choices(settings, path, datetime.now(UTC).date()), settings)


def _choices(settings: Settings, path: str, today: date) -> dict[str, str]:
    """What the case must be read with to be read as here."""
    chosen = {} if settings.profile == AUTO else {"profile": settings.profile}
    if settings.profile.endswith(".toml"):
        msg = f"a case names a profile of the package, and profile = {settings.profile!r}: add that to it first"
        raise UsageError(msg)
    return {"name": PurePosixPath(path).name, "today": today.isoformat(), **chosen}


def _write(case: Path, data: bytes, choices: dict[str, str], settings: Settings) -> Path:
    if case.exists():
        msg = f"{case} is there already: remove it, or give another directory with --to"
        raise UsageError(msg)
    profiles = load_profiles(read_profiles(settings.profile))
    parsed = parse_with(data, choices["name"], profiles, date.fromisoformat(choices["today"]))
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
