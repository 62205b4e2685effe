"""The search against its floor: how long queries take on a loaded home, as ratios to one LIKE over all bodies.

``python -m benchmarks.searching HOME [--repeat N] [--json]``; HOME has a published database, as ``python -m benchmarks
--keep`` leaves one in ``benchmarks/work/home``. Floor and query run in turn, in this process; the first time of each
query counts apart.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import duckdb

from warehouse.connection import PUBLISHED

QUERIES = (
    "harbour", "to lam", "tô lâm kazakhstan", '"đà nẵng" rice -harbour', '"crop insurance" Lâm Đồng', "nobodysword",
    "the of in", '"of the"',
)  # fmt: skip
"""Rare and common words, phrases, one to leave out, one that nobody has; the last two are as bad as they come."""
_FLOOR = "SELECT count(*) FROM articles WHERE article_body LIKE '%nobodysword%'"
_SEARCH = "SELECT article_id, score, headline FROM search(?) LIMIT 10"


class Timing(NamedTuple):
    """A query: seconds of the first time, the median of the others, and that against the floor's."""

    query: str
    first: float
    seconds: float
    ratio: float


def measure(home: Path, repeat: int) -> list[Timing]:
    """Every query some times, each time after the floor."""
    with duckdb.connect(str(home / PUBLISHED), read_only=True) as connection:
        _seconds(connection, _FLOOR, [])
        return [_timing(connection, query, repeat) for query in QUERIES]


def _timing(connection: duckdb.DuckDBPyConnection, query: str, repeat: int) -> Timing:
    first = _seconds(connection, _SEARCH, [query])
    pairs = [(_seconds(connection, _FLOOR, []), _seconds(connection, _SEARCH, [query])) for _ in range(repeat)]
    return Timing(query, first, median(took for _, took in pairs), median(took / floor for floor, took in pairs))


def _seconds(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[str]) -> float:
    started = time.perf_counter()
    connection.execute(sql, list(values)).fetchall()
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.searching", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--repeat", type=int, default=5, choices=range(1, 100), metavar="N", help="rounds (default 5)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    timings = measure(options.home, options.repeat)
    if options.json:
        print(json.dumps([timing._asdict() for timing in timings], ensure_ascii=False, indent=2))
    else:
        print(f"{'query':30} {'first':>8} {'then':>8} {'floors':>8}")
        for timing in timings:
            print(f"{timing.query:30} {timing.first:7.2f}s {timing.seconds:7.2f}s {timing.ratio:7.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
