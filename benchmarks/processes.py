"""Running a command and measuring it: wall time, and the memory of all its processes together."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_INTERVAL = 0.02  # seconds between two looks at the memory
_PAGE = os.sysconf("SC_PAGE_SIZE")
_KIB = 1_024


class JobFailedError(Exception):
    """Raised when a measured command fails, or does not do what it was to do."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One command that ran.

    seconds         wall time, from before its start until it was waited for
    cpu_seconds     processor time of all its processes; busy neighbours change it less than the wall time
    peak_bytes      most memory that its processes held together: what each has alone, and the largest shared part once
    largest_bytes   most memory resident in any single process, as the kernel counted it
    output          what it printed
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    largest_bytes: int
    output: str


def run_module(arguments: Sequence[str], work: Path) -> Measurement:
    """Run ``python -m ARGUMENTS`` in the work directory and measure it. Raises JobFailedError."""
    printed, complained = work / "stdout.txt", work / "stderr.txt"
    with printed.open("wb") as out, complained.open("wb") as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=work, env=_environment(work), stdout=out, stderr=err
        )
        watcher = MemoryWatcher(process.pid)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.stop()
    if process.returncode:
        last = complained.read_text(errors="replace").strip()[-2_000:]
        msg = f"python -m {' '.join(arguments)} ended with exit code {process.returncode}:\n{last}"
        raise JobFailedError(msg)
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Measurement(seconds, cpu_seconds, watcher.peak_bytes, usage.ru_maxrss * _KIB, printed.read_text())


class MemoryWatcher(threading.Thread):
    """Looks at a process and its descendants every 20 ms.

    It reads ``statm``, which costs 0.02 ms a process; ``smaps_rollup`` would be exact about shared pages, but
    costs 2 to 8 ms and holds up the process that it looks at.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until stopped."""
        while not self._ended.wait(_INTERVAL):
            self.peak_bytes = max(self.peak_bytes, tree_memory(self._pid))

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def tree_memory(pid: int) -> int:
    """Bytes that a process and its descendants hold now: the private parts, and the largest shared part once."""
    held = [memory_of(each) for each in _descendants(pid)]
    return sum(private for private, _ in held) + max((shared for _, shared in held), default=0)


def _environment(work: Path) -> dict[str, str]:
    """Ours, with this project's modules, and bytecode kept in the work directory: as on a machine in daily use."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return ours | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(work / "bytecode")}


def _descendants(pid: int) -> list[int]:
    """The process and all below it; those that ended meanwhile are left out."""
    found = [pid]
    for each in found:  # grows while we go
        found.extend(children_of(each))
    return found


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    texts = (_text(children) for children in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for text in texts for child in text.split()]


def memory_of(pid: int) -> tuple[int, int]:
    """Private and shared bytes of one process."""
    fields = _text(Path(f"/proc/{pid}/statm")).split()
    if len(fields) < 3:  # noqa: PLR2004  it has ended
        return 0, 0
    resident, shared = int(fields[1]) * _PAGE, int(fields[2]) * _PAGE
    return resident - shared, shared


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
