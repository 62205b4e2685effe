"""What the search adds to a load: a first load with it and one without, in turn, and the ratios of the pairs."""

import shutil
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.jobs import Corpus, corpus_of, load_once
from benchmarks.processes import JobFailedError
from warehouse.connection import PUBLISHED, open_read_only

_AIM = 1.5
_MB = 1_000_000


class Share(NamedTuple):
    """One figure of a load with and without the search, as medians, and the median of the pairs' ratios.

    ``unit`` is that of the two values, ``s`` or ``MB``; ``aim`` is what the ratio may be at most, None for none.
    """

    figure: str
    searched: float
    unsearched: float
    unit: str
    ratio: float
    aim: float | None


class _Load(NamedTuple):
    wall: float
    processor: float
    memory: float
    copy: float


_FIGURES = (("wall time", "s", _AIM), ("processor time", "s", None), ("peak memory", "MB", None), ("copy", "MB", None))
"""Those of ``_Load``, in its order."""


def measure(work: Path, count: int, seed: int, repeat: int) -> list[Share]:
    """Some rounds over a corpus, after one that is not counted. Raises JobFailedError."""
    corpus = corpus_of(work, count, seed)
    _load(corpus, work, "benchmarks.unindexed")
    pairs = [(_load(corpus, work, "cli"), _load(corpus, work, "benchmarks.unindexed")) for _ in range(repeat)]
    return [_share(at, pairs) for at in range(len(_FIGURES))]


def _load(corpus: Corpus, work: Path, program: str) -> _Load:
    home = work / "home"
    try:
        load = load_once(corpus, home, work, program)
        _check(home / PUBLISHED, searched=program == "cli")
        return _Load(load.seconds, load.cpu_seconds, load.peak_bytes / _MB, (home / PUBLISHED).stat().st_size / _MB)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _check(copy: Path, *, searched: bool) -> None:
    """Raise JobFailedError unless the copy can be searched, or cannot, as it should be."""
    with open_read_only(copy) as connection:
        found = bool(connection.execute("SELECT 1 FROM search_postings LIMIT 1").fetchall())
    if found is not searched:
        msg = f"{copy} was to have {'some' if searched else 'no'} words for the search"
        raise JobFailedError(msg)


def _share(at: int, pairs: list[tuple[_Load, _Load]]) -> Share:
    figure, unit, aim = _FIGURES[at]
    searched, unsearched = (median(pair[side][at] for pair in pairs) for side in (0, 1))
    return Share(figure, searched, unsearched, unit, median(having[at] / without[at] for having, without in pairs), aim)


def as_table(shares: list[Share]) -> str:
    """The shares for people."""
    lines = [f"{'first load':16} {'searched':>12} {'without':>12} {'ratio':>8}"]
    lines += [
        f"{share.figure:16} {share.searched:9,.1f} {share.unit:2} {share.unsearched:9,.1f} {share.unit:2} "
        f"{share.ratio:7.2f}x"
        + (f"  aim {share.aim}: {'met' if share.ratio <= share.aim else 'missed'}" if share.aim else "")
        for share in shares
    ]
    return "\n".join(lines)
