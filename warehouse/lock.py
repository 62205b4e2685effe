"""The writer's lock: one run at a time in a home directory, and the message names who has it.

A file lock ends with its process, however that ends; a slot in a server would outlive a kill.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.errors import LockedError

NAME = "wirehouse.lock"


@contextmanager
def writer_lock(home: Path, timeout: float, cancelled: Callable[[], bool] | None = None) -> Iterator[None]:
    """Hold the lock of a home directory, which must exist.

    Raises LockedError, naming the holder's pid, after ``timeout`` seconds, or as soon as ``cancelled``
    returns True.
    """
    path = home / NAME
    try:
        lock = FileLock(path, timeout=timeout)
        lock.acquire(poll_interval=0.05, cancel_check=cancelled)
    except Timeout as error:
        who = f"another run (pid {recorded_pid(home) or 'unknown'})"
        msg = f"{who} holds {home} for more than {timeout:g} s; try later or raise lock_timeout"
        raise LockedError(msg) from error
    try:
        path.write_text(f"{os.getpid()}\n", encoding="ascii")
        yield
    finally:
        path.write_text("", encoding="ascii")
        lock.release()


def recorded_pid(home: Path) -> int | None:
    """The pid of the run that holds the lock, if one does."""
    try:
        return int((home / NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def running_pid(home: Path) -> int | None:
    """The pid of the run that is at work now, 0 if it has not said; None if there is none."""
    if not (home / NAME).exists():
        return None
    try:
        with FileLock(home / NAME, timeout=0):
            return None
    except (Timeout, OSError):  # held, or of another user
        return recorded_pid(home) or 0
