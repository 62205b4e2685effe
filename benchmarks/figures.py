"""From measurements to figures: every job against its floor, pair by pair, and the median of the pairs."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.jobs import NEW, REVISED, Pair, Plan, Results

_AIM_J1, _AIM_J2, _AIM_J3, _AIM_MEMORY = 3.0, 2.5, 1.5, 1.3
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report: a measured value, what it is held against, and the figure that the aim is about.

    ``unit`` is that of value and against: ``s`` or ``MB``. The figure is a ratio (``x``) or a difference (``s``).
    ``details`` are other medians that no aim is about: ``cpu_seconds`` of the job, ``floor_cpu_seconds``,
    ``peak_mb`` and ``largest_process_mb``.
    """

    job: str
    value: float
    against: float
    unit: str
    figure: float
    figure_unit: str
    aim: float
    details: dict[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether the aim is met."""
        return self.figure <= self.aim

    def as_json(self) -> dict[str, Any]:
        """All of it, for ``--json``."""
        return asdict(self) | {"met": self.met}


def figures_of(plan: Plan, results: Results) -> list[Figure]:
    """The report's lines."""
    files, small = plan.files, plan.small
    return [
        _seconds(f"J1 first load of {small:,} files", results.first_small, _ratio, "x", _AIM_J1),
        _seconds(f"J1 first load of {files:,} files", results.first_large, _ratio, "x", _AIM_J1),
        _seconds(f"J2 run over {files:,} unchanged files", results.unchanged, _ratio, "x", _AIM_J2),
        _seconds(f"J3 {NEW} new, {REVISED} changed among {files:,}", results.changed, _difference, "s", _AIM_J3),
        _memory(f"peak memory of J1, {files:,} against {small:,}", results),
    ]


def _seconds(job: str, pairs: list[Pair], figure: Callable[[Pair], float], unit: str, aim: float) -> Figure:
    value = median(pair.job.seconds for pair in pairs)
    against = median(pair.floor.seconds for pair in pairs)
    return Figure(job, value, against, "s", median(map(figure, pairs)), unit, aim, _details(pairs))


def _details(pairs: list[Pair]) -> dict[str, float]:
    return {
        "cpu_seconds": median(pair.job.cpu_seconds for pair in pairs),
        "floor_cpu_seconds": median(pair.floor.cpu_seconds for pair in pairs),
        "peak_mb": median(pair.job.peak_bytes for pair in pairs) / _MB,
        "largest_process_mb": median(pair.job.largest_bytes for pair in pairs) / _MB,
    }


def _memory(job: str, results: Results) -> Figure:
    small, large = (
        median(pair.job.peak_bytes for pair in pairs) / _MB for pairs in (results.first_small, results.first_large)
    )
    return Figure(job, large, small, "MB", large / small, "x", _AIM_MEMORY)


def _ratio(pair: Pair) -> float:
    return pair.job.seconds / pair.floor.seconds


def _difference(pair: Pair) -> float:
    return pair.job.seconds - pair.floor.seconds
