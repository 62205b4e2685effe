"""Values as a person can read them: one line, nothing that a terminal would obey."""

from datetime import date, datetime
from typing import Any

VALUE_LIMIT = 200
"""Characters of a value at fault that are kept in ``issues``."""


def printable(value: str, limit: int = VALUE_LIMIT) -> str:
    """The value in one line: cut to ``limit`` characters, control and other unprintable characters escaped."""
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    return cut if cut.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in cut)


def _escaped(character: str) -> str:
    return ascii(character)[1:-1]


def differing(before: str | None, after: str | None, limit: int = VALUE_LIMIT) -> tuple[str | None, str | None]:
    """Two values in one line each, cut to the part in which they begin to differ."""
    if before is None or after is None or max(len(before), len(after)) <= limit:
        old, new = (None if value is None else printable(value, limit) for value in (before, after))
        return old, new
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
    same = same or min(len(before), len(after))
    start = max(0, same - limit // 4)
    lead = "…" if start else ""
    return printable(lead + before[start:], limit), printable(lead + after[start:], limit)


def whole_cell(value: Any) -> str:
    """One value in one line, however long; times in ISO 8601."""
    if isinstance(value, list):
        return ", ".join(whole_cell(item) for item in value)
    text = iso_text(value)
    return printable(text, len(text) + 1)


def iso_text(value: Any) -> str:
    """A value as text; times in ISO 8601."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
