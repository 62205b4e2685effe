"""Files that were still changing during a run: stat'ed until they are stable, which costs no run.

Only the monotonic clock is used: times of files come from other clocks.
"""

import os
from collections.abc import Callable, Iterable
from time import monotonic

from pipeline.intake.scan import FileStat

_SHARE = 4
"""Stats in the time for which a file must be unchanged."""
_SOONEST = 0.2
"""Seconds between two stats, at least."""


class UnsettledFiles:
    """Files of one inbox that have not settled, with their stat and since when it is unchanged.

    ``settle`` is the seconds for which a file must be unchanged; ``due`` the monotonic time of the next stat.
    """

    def __init__(self, settle: float, clock: Callable[[], float] = monotonic) -> None:
        """Start without files."""
        self._settle = max(settle, _SOONEST)
        self._clock = clock
        self._seen: dict[str, tuple[FileStat, float]] = {}
        self.due = float("inf")

    @property
    def paths(self) -> frozenset[str]:
        """Paths of the files."""
        return frozenset(self._seen)

    def replace(self, paths: Iterable[str]) -> int:
        """Replace the files by these; return how many of them cannot be stat'ed."""
        paths = list(paths)
        now = self._clock()
        found = {path: stat for path in paths if (stat := _stat(path))}
        self._seen = {path: self._since(path, stat, now) for path, stat in found.items()}
        self._schedule(now)
        return len(paths) - len(found)

    def any_settled(self) -> bool:
        """Stat the files if that is due; return whether one of them has settled or is gone."""
        now = self._clock()
        if now < self.due:
            return False
        settled = False
        for path in self._seen:
            if (stat := _stat(path)) is None:
                settled = True
                continue
            self._seen[path] = self._since(path, stat, now)
            settled |= now - self._seen[path][1] >= self._settle
        self._schedule(now)
        return settled

    def _since(self, path: str, stat: FileStat, now: float) -> tuple[FileStat, float]:
        before = self._seen.get(path)
        return before if before and before[0] == stat else (stat, now)

    def _schedule(self, now: float) -> None:
        self.due = now + max(self._settle / _SHARE, _SOONEST) if self._seen else float("inf")


def _stat(path: str) -> FileStat | None:
    try:
        stat = os.lstat(path)
    except OSError:
        return None
    return FileStat.of(path, stat)
