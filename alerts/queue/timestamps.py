"""Moments as text of the alert queue: SQLite has no type for them."""

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """Return a moment as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment_text(text: str | None) -> datetime | None:
    """Return the moment that ``moment_text`` wrote; None if there is no text."""
    return datetime.fromisoformat(text) if text else None
