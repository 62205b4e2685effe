"""SIGINT and SIGTERM: interrupt the run, or stop it after the current batch, as the command chose.

Native code of a library may swallow a signal, so it is recorded too. Handlers and records belong to the process.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_interrupted = Event()
stop_requested = Event()
"""Set when a run is to stop after the current batch: committed batches are published, other files stay pending."""


def install_handlers() -> None:
    """Make SIGINT and SIGTERM raise KeyboardInterrupt in the main thread."""
    _on_signals(_interrupt)


def request_stop_on_signals() -> None:
    """Make the first SIGINT or SIGTERM request a stop, and the next one raise KeyboardInterrupt."""
    _on_signals(_request_stop)


@contextmanager
def keep_handlers() -> Iterator[None]:
    """Restore the handlers of ``request_stop_on_signals`` for the block: a Prefect flow replaces them."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    ours = current_thread() is main_thread() and _stops_on_signal.is_set()
    if ours:
        _on_signals(_request_stop)
    try:
        yield
    finally:
        for number, handler in before.items() if ours else ():
            signal.signal(number, handler)


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt if a signal was recorded and its exception lost."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


_stops_on_signal = Event()


def _on_signals(handler: Callable[[int, object], None]) -> None:
    if handler is _request_stop:
        _stops_on_signal.set()
    for number in _SIGNALS:
        signal.signal(number, handler)


def _request_stop(number: int, frame: object) -> None:
    if stop_requested.is_set():
        _interrupt(number, frame)
    stop_requested.set()


def _interrupt(_number: int, _frame: object) -> None:
    _interrupted.set()
    raise KeyboardInterrupt
