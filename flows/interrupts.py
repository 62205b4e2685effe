"""Ctrl-C and SIGTERM: both interrupt the run, at the latest after the batch in hand.

A signal that arrives inside a library's native code may be swallowed there; so it is remembered too. Signals
belong to the process, and so does this memory.
"""

import signal
from threading import Event

_asked = Event()


def heed_signals() -> None:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt in the main thread."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt if a signal came that nobody has heard."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _interrupt(_number: int, _frame: object) -> None:
    _asked.set()
    raise KeyboardInterrupt
