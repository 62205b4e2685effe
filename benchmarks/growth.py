"""Whether the processes of a serve grow: their memory and their open handles, looked at again and again."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.processes import children_of, memory_of

_MB = 1e6
_ROLES = {"flows.serving.runner": "runner", "watch": "watcher", "server": "server"}
"""What the processes are known by, among the words of their command line."""
_SLACK = 3
"""Handles that come and go: connections to the server, files that are just being written."""

_POOLED = {"prefect.db": 15}
"""Handles of a file that a process may come to have and keep: Prefect's pool opens up to 5 + 10 connections, and SQLite
keeps the handle of one that is closed for the next one. They count as had from the beginning."""


class Look(NamedTuple):
    """One process at a moment: seconds since the beginning, bytes of resident memory, open handles by kind."""

    role: str
    seconds: float
    memory: float
    handles: Counter[str]


class Growth(NamedTuple):
    """One process at the beginning and at the end: the medians of the first and the last third, memory in MB.

    ``fewest`` are the fewest handles of each third, with those that a pool may keep: what comes and goes under load is
    not in them, and a leak raises them. ``kinds`` says of which kind there are more at the end than there ever were.
    """

    role: str
    memory: tuple[float, float]
    handles: tuple[float, float]
    fewest: tuple[int, int]
    kinds: Counter[str]

    @property
    def memory_ratio(self) -> float:
        """How often the memory of the beginning it has at the end."""
        return self.memory[1] / self.memory[0]

    @property
    def handles_ratio(self) -> float:
        """The same of the handles."""
        return self.handles[1] / self.handles[0]

    @property
    def handles_grew(self) -> bool:
        """Whether it has more handles open at the end, whatever it does."""
        return self.fewest[1] > self.fewest[0] + _SLACK


def look_at(serve: int, seconds: float) -> list[Look]:
    """The serve and the processes that it looks after; those of runs, which come and go, are left out."""
    found = []
    for pid in (serve, *children_of(serve)):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            handles = Counter(_kind(handle) for handle in Path(f"/proc/{pid}/fd").iterdir())
        except OSError:  # it has ended
            continue
        role = next((role for word, role in _ROLES.items() if word in words), "serve")
        found.append(Look(role, seconds, sum(memory_of(pid)), handles))
    return found


def growths_of(looks: Sequence[Look]) -> list[Growth]:
    """How each process grew, by role; of looks in the order of time."""
    return [
        _growth(role, [look for look in looks if look.role == role]) for role in sorted({look.role for look in looks})
    ]


def _growth(role: str, looks: Sequence[Look]) -> Growth:
    third = max(1, len(looks) // 3)
    first, last = looks[:third], looks[-third:]
    totals = [[look.handles.total() for look in some] for some in (first, last)]
    fewest = [min(_with_pool(look.handles) for look in some) for some in (first, last)]
    most = Counter[str]()
    for look in first:
        most |= look.handles
    return Growth(
        role,
        (median(look.memory for look in first) / _MB, median(look.memory for look in last) / _MB),
        (median(totals[0]), median(totals[1])),
        (fewest[0], fewest[1]),
        last[-1].handles - most,
    )


def _with_pool(handles: Counter[str]) -> int:
    """How many handles there are, with those that a pool may come to keep."""
    return sum(max(number, _POOLED.get(kind, 0)) for kind, number in handles.items())


def _kind(handle: Path) -> str:
    """What a handle is of: a file by its name, else a socket, a pipe and the like."""
    try:
        target = str(handle.readlink())
    except OSError:  # closed meanwhile
        return "closed"
    return target.partition(":")[0] if target[0] != "/" else Path(target).name
