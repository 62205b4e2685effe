"""A transport process, which sends one message at a time, and the lock of a destination, which it inherits."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Self

from msgspec import MsgspecError, json

from alerts.transport.protocol import TransportRequest, TransportResult

_START = 20.0
"""Seconds that the process is given to start: on a busy machine the import alone takes some."""
_LOCKS = "alerts.locks"
NOT_STARTED = "its transport process did not start"


@contextmanager
def destination_lock(home: Path, name: str) -> Iterator[int | None]:
    """Lock a destination; the file descriptor, None while another sender holds the lock.

    The transport process inherits it, so that no message overtakes one that is in flight when its sender is killed.
    """
    place = home / _LOCKS
    place.mkdir(exist_ok=True)
    lock = os.open(place / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield lock
            fcntl.flock(lock, fcntl.LOCK_UN)  # for a process that was forked meanwhile, too
    finally:
        os.close(lock)


class TransportProcess:
    """The process that sends; it ends with the block, and is killed when a message takes too long."""

    def __init__(self, *, lock: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "alerts.transport.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C must not interrupt the message in flight
            pass_fds=[lock] if lock is not None else [],
            env=os.environ | {"PYTHONPATH": _import_path()},
        )
        self.ready = self._exchange(b"", _START) == b"ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the process; a message in flight may arrive or not."""
        self._kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self.process.wait()

    def send(self, request: TransportRequest) -> TransportResult:
        """Send a message within its timeout."""
        return self._ask(request, request.timeout)

    def check(self, address: str) -> str | None:
        """Return what is wrong with an address; None if it is valid."""
        result = self._ask(TransportRequest(address=address), _START)
        return result.error if self.ready else None

    def _ask(self, request: TransportRequest, timeout: float) -> TransportResult:
        if not self.ready:
            return TransportResult(status="failed", error=NOT_STARTED)
        line = self._exchange(json.encode(request) + b"\n", timeout)
        try:
            return json.decode(line, type=TransportResult)
        except MsgspecError:
            self.ready = False
            return TransportResult(status="unclear", error="no answer in time")

    def _exchange(self, line: bytes, seconds: float) -> bytes:
        """Write a line and read one; empty if none comes in time."""
        timer = Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            if self.process.stdin and line:
                self.process.stdin.write(line)
                self.process.stdin.flush()
            return self.process.stdout.readline() if self.process.stdout else b""
        except OSError:
            return b""
        finally:
            timer.cancel()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)


def _import_path() -> str:
    """Return where the process finds our packages: an inherited working directory may not be ours."""
    ours = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH", "")]))
