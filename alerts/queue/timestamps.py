"""Moments as the queue of alerts keeps them: SQLite has no type of its own for them."""

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """A moment as this file keeps it: sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment_text(text: str | None) -> datetime | None:
    """The moment that ``moment_text`` wrote; None for none."""
    return datetime.fromisoformat(text) if text else None
