"""Processes that a command starts beside itself, and that end with it, however it ends."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when the thread that started it ends."""


def start_child(
    command: Sequence[str], environment: Mapping[str, str], log: Path | None = None, *, silent: bool = False
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C in the terminal is for us, who end it in our order.

    It gets SIGTERM if we are killed. Call this in the main thread. With a log, which begins anew, what it says on
    stderr goes there; if it is to be ``silent``, so does stdout.
    """
    with log.open("wb") if log else nullcontext() as words:
        return subprocess.Popen(  # noqa: S603  our own commands
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=words if silent else None,
            stderr=words,
            start_new_session=True,
            preexec_fn=partial(_end_with, os.getpid(), ctypes.CDLL(None)),  # noqa: PLW1509  we have one thread
        )


def stop_child(child: subprocess.Popen[bytes], patience: float) -> None:
    """End a process, with all that it started once ``patience`` (seconds) is over."""
    with suppress(ProcessLookupError):
        child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _end_with(parent: int, libc: ctypes.CDLL) -> None:
    """In the new process, before its program: ask for a signal at the parent's death."""
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGTERM)
