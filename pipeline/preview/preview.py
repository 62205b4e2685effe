"""Preview files: parse and validate them as a run would, without a warehouse."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from articles.identity import article_id_from_name
from articles.record import Parsed
from pipeline.intake.read import derived_id, parse_safely, too_large
from pipeline.preview.lines import Piece, label_lines
from pipeline.preview.profile_choice import ProfileChoice, explain_choice
from schemas.rules import Rule
from schemas.validation.frames import frames_of
from schemas.validation.shapes import parsed_shapes
from schemas.validation.validate import validate
from settings.inboxes import path_text
from settings.model import Settings, rules_in_force
from settings.profiles import PathProfiles, load_profiles, read_profiles

STDIN = "-"
_STDIN_FD = 0  # sys.stdin is None where it was closed
_AT_ONCE = 200
"""Files that are validated together: one by one each would cost 0.1 s."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """Result that a run would have for a file.

    ``record`` and ``images`` are rows as the warehouse would have them, ``issues`` the verdicts with what to do;
    ``record`` is None for what is no article, and its article_id for a file that lies in no inbox and whose name
    has no id.
    """

    file: str
    withheld: bool
    chosen: ProfileChoice
    record: dict[str, Any] | None
    images: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    lines: list[Piece]

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        return {
            "file": self.file,
            "verdict": "withheld" if self.withheld else "loaded",
            "profile": self.chosen.as_json(),
            "record": self.record,
            "images": self.images,
            "issues": self.issues,
            "lines": [piece._asdict() for piece in self.lines],
        }


class Unreadable(NamedTuple):
    """A file that cannot be read, and why."""

    file: str
    error: str

    def as_json(self) -> dict[str, Any]:
        """The same, for ``--json``."""
        return self._asdict()


class _Sample(NamedTuple):
    """A file that was read and parsed; without an inbox its path tells no id."""

    file: str
    article_id: str | None
    chosen: ProfileChoice
    parsed: Parsed


def preview_files(
    settings: Settings, files: Iterable[str], *, profile: str | None = None, today: date | None = None
) -> Iterator[FilePreview | Unreadable]:
    """Yield the result that a run would have for each file; ``-`` is standard input.

    A file that lies in an inbox is read as the settings say of that inbox. Raises UsageError.
    """
    rules = rules_in_force(settings)
    day = today or datetime.now(UTC).date()
    waiting = iter(files)
    while some := list(islice(waiting, _AT_ONCE)):
        read = [_read(file, settings, profile, day) for file in some]
        previews = _validate([sample for sample in read if isinstance(sample, _Sample)], rules)
        yield from (next(previews) if isinstance(sample, _Sample) else sample for sample in read)


def _read(file: str, settings: Settings, profile: str | None, today: date) -> _Sample | Unreadable:
    """Read and parse a file."""
    name = os.fsencode(file).decode("utf-8", "backslashreplace")
    try:
        size, data = _read_bytes(file, settings.max_file_size)
    except OSError as error:
        return Unreadable(name, _reason(error, name))
    inbox, path = _place(file, settings)
    choice, said_by = _choose(inbox or settings, path, profile)
    known = too_large(size, settings.max_file_size) if data is None else None
    parsed = known or parse_safely(data or b"", path, choice.profiles, today)
    article_id = article_id_from_name(path) or (derived_id(path_text(inbox.inbox), path) if inbox else None)
    return _Sample(name, article_id, explain_choice(parsed.text, choice, said_by), parsed)


def _read_bytes(file: str, limit: int) -> tuple[int, bytes | None]:
    """Size and bytes of a file; None for the bytes of one over the limit."""
    with open(file, "rb") if file != STDIN else os.fdopen(os.dup(_STDIN_FD), "rb") as source:  # noqa: PTH123
        data = source.read(limit + 1)
        size = max(len(data), os.fstat(source.fileno()).st_size)
    return size, data if len(data) <= limit else None


def _reason(error: OSError, name: str) -> str:
    if isinstance(error, IsADirectoryError):
        return f"a directory; name its files, for example {name.rstrip('/')}/*.txt"
    return f"{(error.strerror or str(error)).lower()}; name a file, or - for standard input"


def _place(file: str, settings: Settings) -> tuple[Settings | None, str]:
    """The settings of the inbox that a file lies in, and its path inside; None and its name if it lies in none."""
    place = path_text(Path(file))
    for chosen in settings.each_inbox() if file != STDIN else ():
        inbox = f"{path_text(chosen.inbox)}/"
        if place.startswith(inbox):
            return chosen, place.removeprefix(inbox)
    return None, place.rpartition("/")[2]


def _choose(settings: Settings, path: str, profile: str | None) -> tuple[PathProfiles, str]:
    """The profiles for a path, and where they were named."""
    if profile:
        return load_profiles(read_profiles(profile)).choose(path), "--profile"
    choice = load_profiles(read_profiles(settings.profile, settings.profiles)).choose(path)
    return choice, f"the settings for {choice.pattern!r}" if choice.pattern else "the settings"


def _validate(samples: Sequence[_Sample], rules: Mapping[str, Rule]) -> Iterator[FilePreview]:
    """Validate samples as one frame, like a batch of a run."""
    ids = [sample.article_id or "0" * 16 for sample in samples]
    frames = frames_of(parsed_shapes(), range(len(samples)), ids, [sample.parsed for sample in samples])
    judgement = validate(frames, rules)
    records, images = _by_ordinal(frames.records), _by_ordinal(frames.images)
    issues, withheld = _by_ordinal(judgement.verdicts), set(judgement.withheld)
    for ordinal, sample in enumerate(samples):
        found = [issue | {"remedy": rules[issue["rule"]].remedy} for issue in issues.get(ordinal, [])]
        marks = sorted({issue["rule"] for issue in found if issue["severity"] == "warning"})
        own = records.get(ordinal)
        yield FilePreview(
            file=sample.file,
            withheld=ordinal in withheld,
            chosen=sample.chosen,
            record=own[0] | {"article_id": sample.article_id, "warnings": marks} if own else None,
            images=images.get(ordinal, []),
            issues=found,
            lines=label_lines(sample.parsed.text, sample.parsed.spans),
        )


def _by_ordinal(frame: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row.pop("ordinal"), []).append(row)
    return rows
