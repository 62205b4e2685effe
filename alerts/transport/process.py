"""One message at a time to one destination: its lock, and the courier process that takes messages to it."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Self

from msgspec import DecodeError, json

from alerts.queue.attempts import End, Message
from settings.destinations import Destination, read_address
from warehouse.errors import UsageError

_START = 20.0
"""Seconds that the courier is given to start: on a busy machine the import alone takes some."""
_LOCKS = "alerts.locks"


@contextmanager
def destination_lock(home: Path, name: str) -> Iterator[int | None]:
    """The lock of a destination, as a file descriptor; None while another sender has it.

    A courier inherits it, so that a message that is still under way when its sender is killed is not overtaken.
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


class Courier:
    """The process that sends; it ends with the block, and is killed if a message takes too long."""

    def __init__(self, *, lock: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "alerts.transport.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is for us, and lets the message in hand arrive
            pass_fds=[lock] if lock is not None else [],
            env=os.environ | {"PYTHONPATH": _import_path()},
        )
        self.ready = self._within(_START, b"") == b"ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it; what it was at may arrive or not."""
        self._kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self.process.wait()

    def send(self, address: str, message: Message, timeout: float) -> tuple[End, str | None]:
        """Send a message; what came of it, and what went wrong."""
        request = {
            "address": address,
            "send": True,
            "alert_id": message.alert_id,
            "title": message.title,
            "text": message.text,
            "html": message.html,
            "kind": message.kind,
            "timeout": timeout,
        }
        return self._ask(request, timeout)

    def check(self, address: str) -> str | None:
        """What is wrong with an address; None if nothing."""
        _, fault = self._ask({"address": address}, _START)
        return fault if self.ready else None

    def _ask(self, request: dict[str, object], timeout: float) -> tuple[End, str | None]:
        if not self.ready:
            return "failed", "its courier did not start"
        line = self._within(timeout, json.encode(request) + b"\n")
        try:
            told = json.decode(line)
            return told["end"], told["fault"]
        except DecodeError:
            self.ready = False
            return "unclear", "no answer in time"

    def _within(self, seconds: float, words: bytes) -> bytes:
        """Say something, and hear a line; empty if there is none in time."""
        timer = Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            if self.process.stdin and words:
                self.process.stdin.write(words)
                self.process.stdin.flush()
            return self.process.stdout.readline() if self.process.stdout else b""
        except OSError:
            return b""
        finally:
            timer.cancel()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)


def check_addresses(destinations: Sequence[Destination], environment: Mapping[str, str]) -> None:
    """Raise UsageError for the first destination whose address cannot be had or is not right; nothing is sent."""
    addresses = [(one.name, read_address(one, environment)) for one in destinations]
    if not addresses:
        return
    with Courier() as courier:
        for name, address in addresses:
            require_right(courier, name, address)


def require_right(courier: Courier, name: str, address: str) -> None:
    """Raise UsageError for an address that Apprise cannot read. It loads what Apprise needs for it, too."""
    if fault := courier.check(address):
        raise UsageError(f"destination {name}: {fault}")


def _import_path() -> str:
    """Where the courier finds us, wherever it is started: an inherited working directory may not be ours."""
    ours = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH", "")]))
