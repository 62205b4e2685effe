"""Let ``wirehouse serve`` work for a while, and see whether anything grows or stays behind.

It serves a scratch home on a free port with a short schedule, drops a file now and then, and looks at its processes.
Exit code 1 if a run is left in state Running, a file did not arrive, or handles grew.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import duckdb

from benchmarks.generator import article_file, kind_of
from benchmarks.growth import Growth, Look, growths_of, look_at
from benchmarks.layouts import LAYOUTS
from benchmarks.processes import ROOT

_LOOK = 5.0  # seconds between two looks at the processes
_WARM = 60.0  # seconds from the start that count for nothing: caches fill, modules are imported
_START = 180.0  # seconds that serve is given to start
_END = 120.0  # seconds that the runs at work are given to end
_ASK = 10  # times, if Prefect's server is busy
_STATES = ("RUNNING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PENDING", "SCHEDULED")
_SETTINGS = """
inbox = "inbox"
home = "home"
schedule = "{schedule}"
settle = 0.5
reconcile = 20
workers = 1
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve for so many minutes; print what grew and how the runs ended."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="default 20")
    parser.add_argument("--schedule", default="10s", help="of the ingest (default 10s)")
    parser.add_argument(
        "--every", type=float, default=7.0, help="seconds from one dropped file to the next (default 7)"
    )
    options = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="soak-") as place:
        return _soak(Path(place), options.minutes * 60, options.schedule, options.every)


def _soak(place: Path, seconds: float, schedule: str, every: float) -> int:
    (place / "inbox").mkdir()
    (place / "wirehouse.toml").write_text(_SETTINGS.format(schedule=schedule))
    port = _free_port()
    with (place / "serve.out").open("w") as out:
        serve = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--port", str(port)],
            cwd=place, env=_environment(place), stdout=out, stderr=out,
        )  # fmt: skip
    try:
        _await(serve, place / "serve.out")
        looks, dropped = _work(serve, place / "inbox", seconds, every)
        stuck = _still_running(port)
        states = {state: number for state in _STATES if (number := _count_runs(port, state))}
    finally:
        serve.send_signal(signal.SIGTERM)
        code = serve.wait(_END)
    growths = growths_of([look for look in looks if look.seconds >= _WARM])
    arrived, own = _in_home(place / "home")
    faults = [f"the handles of {growth.role} grew" for growth in growths if growth.handles_grew]
    faults += [f"still running: {name}" for name in stuck]
    faults += [f"{dropped - arrived} files did not arrive"] if arrived != dropped else []
    faults += [f"serve ended with {code}"] if code else []
    _print(growths, seconds, states, own, dropped)
    for fault in faults:
        print(f"benchmarks: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _work(serve: subprocess.Popen[bytes], inbox: Path, seconds: float, every: float) -> tuple[list[Look], int]:
    """Drop files and look at the processes, in turn; the looks, and how many files were dropped."""
    looks: list[Look] = []
    files = _files()
    dropped = 0
    begun = time.monotonic()
    while (now := time.monotonic() - begun) < seconds:
        if serve.poll() is not None:
            raise SystemExit(f"benchmarks: serve ended with {serve.returncode}")
        if not looks or now >= looks[-1].seconds + _LOOK:
            looks += look_at(serve.pid, now)
        if now < seconds - _LOOK and now >= dropped * every:
            name, data = next(files)
            (inbox / name).write_bytes(data)
            dropped += 1
        time.sleep(0.2)
    return looks, dropped


def _files() -> Iterator[tuple[str, bytes]]:
    """Articles without end."""
    return (article_file(number, 1) for number in count() if kind_of(number, 1) in LAYOUTS)


def _await(serve: subprocess.Popen[bytes], out: Path) -> None:
    """Wait until serve has registered its deployments."""
    deadline = time.monotonic() + _START
    while "Deployment ingest" not in out.read_text():
        if serve.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"benchmarks: serve did not start:\n{out.read_text()}")
        time.sleep(0.5)


def _still_running(port: int) -> list[str]:
    """The runs that are at work now and do not end."""
    at_work = {run["id"]: run["name"] for run in _runs(port, "RUNNING")}
    deadline = time.monotonic() + _END
    while at_work and time.monotonic() < deadline:
        time.sleep(1)
        running = {run["id"] for run in _runs(port, "RUNNING")}
        at_work = {key: name for key, name in at_work.items() if key in running}
    return list(at_work.values())


def _runs(port: int, state: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _ask(port, "flow_runs/filter", _in_state(state))
    return found


def _count_runs(port: int, state: str) -> int:
    return int(_ask(port, "flow_runs/count", _in_state(state)))


def _in_state(state: str) -> dict[str, Any]:
    return {"flow_runs": {"state": {"type": {"any_": [state]}}}}


def _ask(port: int, path: str, query: dict[str, Any]) -> Any:
    """An answer of Prefect's API."""
    url = f"http://127.0.0.1:{port}/api/{path}"
    request = Request(url, json.dumps(query).encode(), {"Content-Type": "application/json"})
    for _ in range(_ASK):
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310  our own server
                return json.load(answer)
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:  # its database is busy: Prefect's clients ask again
                raise
            time.sleep(2)
    msg = f"benchmarks: Prefect is too busy to answer {path}"
    raise SystemExit(msg)


def _in_home(home: Path) -> tuple[int, Counter[str]]:
    """Files that readers have, and the warehouse's runs by state."""
    with duckdb.connect(str(home / "published.duckdb"), read_only=True) as published:
        (files,) = published.execute("SELECT count(*) FROM files").fetchone() or (0,)
    with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True) as loader:
        return files, Counter(state for (state,) in loader.execute("SELECT state FROM runs").fetchall())


def _print(growths: Sequence[Growth], seconds: float, states: dict[str, int], own: Counter[str], dropped: int) -> None:
    print(f"{seconds / 60:.1f} minutes; medians of the first and the last third, after a minute of warming up.")
    print(f"{'process':10}{'memory, MB':>24}{'handles':>20}{'fewest':>12}  more than ever in the first third")
    for growth in growths:
        memory = f"{growth.memory[0]:.0f} -> {growth.memory[1]:.0f} ({growth.memory_ratio:.2f})"
        handles = f"{growth.handles[0]:.0f} -> {growth.handles[1]:.0f} ({growth.handles_ratio:.2f})"
        fewest = f"{growth.fewest[0]} -> {growth.fewest[1]}"
        more = ", ".join(f"{number} {kind}" for kind, number in growth.kinds.items())
        print(f"{growth.role:10}{memory:>24}{handles:>20}{fewest:>12}  {more}")
    print("Prefect's runs:", ", ".join(f"{number:,} {state.lower()}" for state, number in states.items()))
    print("runs of the warehouse:", ", ".join(f"{number:,} {state}" for state, number in own.most_common()))
    print(f"files dropped: {dropped:,}")


def _environment(place: Path) -> dict[str, str]:
    """Ours without what would lead to another server or other settings."""
    ours = ("PREFECT_", "WIREHOUSE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(place / "prefect")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
