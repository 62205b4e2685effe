"""Why a file stays pending: the next run tries it again."""

GROWING = "it was still changing"
CHANGED = "it changed while it was read"
GONE = "it was gone when it was to be read"
DAMAGED = "its original is damaged"
PASSING = frozenset((GROWING, CHANGED, GONE))
"""Reasons for which a file stays pending that pass with time."""


def pending_reason(error: OSError) -> str:
    """Return why a file that cannot be opened or read stays pending."""
    return GONE if isinstance(error, FileNotFoundError) else f"it cannot be read: {(error.strerror or '?').lower()}"
