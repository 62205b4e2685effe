"""Files that were still changing when a run looked at them: glanced at until they rest, which costs no run.

Only the machine's monotonic clock is used: the times of files are those of other clocks.
"""

import os
from collections.abc import Callable, Iterable
from time import monotonic

Glance = tuple[int, int, int, int]
"""Size, mtime_ns, ctime_ns and inode."""

_SHARE = 4
"""Glances in the time that a file has to rest."""
_SOONEST = 0.2
"""Seconds between two glances, at least."""


class Lingering:
    """The files of one inbox that have not settled, with what they looked like and since when.

    ``rest`` is how many seconds a file has to look the same; ``due`` the moment (monotonic) of the next glance.
    """

    def __init__(self, rest: float, clock: Callable[[], float] = monotonic) -> None:
        """Nothing lingers yet."""
        self._rest = max(rest, _SOONEST)
        self._clock = clock
        self._seen: dict[str, tuple[Glance, float]] = {}
        self.due = float("inf")

    @property
    def paths(self) -> frozenset[str]:
        """Where the files are."""
        return frozenset(self._seen)

    def begin(self, paths: Iterable[str]) -> int:
        """Glance at these files from now on, and at no others; how many of them cannot be seen."""
        paths = list(paths)
        now = self._clock()
        found = {path: glance for path in paths if (glance := _glance(path))}
        self._seen = {path: self._since(path, glance, now) for path, glance in found.items()}
        self._await(now)
        return len(paths) - len(found)

    def rest(self) -> bool:
        """Glance at the files, if it is time to; whether one of them rests, or is gone."""
        now = self._clock()
        if now < self.due:
            return False
        rested = False
        for path in self._seen:
            if (glance := _glance(path)) is None:
                rested = True
                continue
            self._seen[path] = self._since(path, glance, now)
            rested |= now - self._seen[path][1] >= self._rest
        self._await(now)
        return rested

    def _since(self, path: str, glance: Glance, now: float) -> tuple[Glance, float]:
        before = self._seen.get(path)
        return before if before and before[0] == glance else (glance, now)

    def _await(self, now: float) -> None:
        self.due = now + max(self._rest / _SHARE, _SOONEST) if self._seen else float("inf")


def _glance(path: str) -> Glance | None:
    try:
        stat = os.lstat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
