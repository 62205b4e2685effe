"""Measure how long a dropped file takes to its row in the published database, with ``wirehouse watch`` at work.

Of a given inbox and home the drops are added to and removed from the inbox again.
"""

import argparse
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.generator import article_file, kind_of
from benchmarks.layouts import LAYOUTS

_POLL = 0.01  # seconds
_PATIENCE = 60.0  # seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Drop files one by one, print the median and the longest latency in seconds; 1 if a file did not arrive."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("inbox", type=Path, nargs="?", help="an inbox that is loaded (default: an empty one)")
    parser.add_argument("home", type=Path, nargs="?", help="the home that it is loaded into")
    parser.add_argument("--drops", type=int, default=50, help="default 50")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as place:
        inbox, home = options.inbox or Path(place, "inbox"), options.home or Path(place, "home")
        inbox.mkdir(exist_ok=True)
        try:
            latencies = _measure(inbox, home, options.drops)
        except TimeoutError as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
    print(f"{len(latencies)} drops: median {statistics.median(latencies):.2f} s, longest {max(latencies):.2f} s")
    return 0


def _measure(inbox: Path, home: Path, drops: int) -> list[float]:
    command = [sys.executable, "-m", "cli", "watch", str(inbox), "--home", str(home)]
    seed = time.time_ns()  # texts that no earlier round has dropped
    numbers = (number for number in count() if kind_of(number, seed) in LAYOUTS)
    files = [article_file(number, seed) for number in islice(numbers, drops + 1)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as watcher:
        try:
            latencies = [_drop(inbox, home, name, data) for name, data in files]
        finally:
            watcher.send_signal(signal.SIGTERM)
            watcher.communicate()
            for name, _ in files:
                (inbox / name).unlink(missing_ok=True)
    return latencies[1:]  # with the first one the watcher starts


def _drop(inbox: Path, home: Path, name: str, data: bytes) -> float:
    """Seconds from the finished file to its published row."""
    (inbox / name).write_bytes(data)
    begun = time.monotonic()
    while not _is_published(home, name.partition("_")[2].removesuffix(".txt")):
        if time.monotonic() > begun + _PATIENCE:
            msg = f"{name} was not published in {_PATIENCE:.0f} s"
            raise TimeoutError(msg)
        time.sleep(_POLL)
    return time.monotonic() - begun


def _is_published(home: Path, article_id: str) -> bool:
    path = home / "published.duckdb"
    if not path.exists():
        return False
    with duckdb.connect() as connection:  # in memory: a path that was replaced is not opened anew otherwise
        connection.execute(f"ATTACH '{path}' AS published (READ_ONLY)")
        found = connection.execute("SELECT count(*) FROM published.articles WHERE article_id = ?", [article_id])
        return found.fetchone() != (0,)


if __name__ == "__main__":
    sys.exit(main())
