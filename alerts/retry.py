"""When a destination or a message is tried again after a failure."""

import random
from datetime import timedelta

_FIRST, _LAST = timedelta(seconds=30), timedelta(hours=1)
"""Back-off after the first failure, and at most; doubled with each failure."""
_JITTER = 0.25
LONGEST_BACKOFF = _LAST * (1 + _JITTER)


def backoff(failures: int) -> timedelta:
    """Return the pause after so many failures in a row: 30 s, doubled up to an hour, with jitter."""
    pause: timedelta = min(_LAST, _FIRST * 2 ** min(failures - 1, 10))
    return pause * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  spreads retries, guards nothing
