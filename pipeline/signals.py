"""Ctrl-C and SIGTERM: both interrupt the run, or let it finish the batch in hand, as the command wants it.

A signal that arrives inside a library's native code may be swallowed there; so it is remembered too. Signals
belong to the process, and so does this memory.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_asked = Event()
finish_asked = Event()
"""Set when a run is to end as it stands: its whole batches are published, its other files stay pending."""


def heed_signals() -> None:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt in the main thread."""
    _on_signals(_interrupt)


def finish_on_signals() -> None:
    """Let the first SIGINT or SIGTERM ask for an end, and the next one raise KeyboardInterrupt."""
    _on_signals(_finish)


@contextmanager
def signals_kept() -> Iterator[None]:
    """What ``finish_on_signals`` said holds in the block, whoever has set handlers of his own: Prefect's flows do."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    ours = current_thread() is main_thread() and _finishing.is_set()
    if ours:
        _on_signals(_finish)
    try:
        yield
    finally:
        for number, handler in before.items() if ours else ():
            signal.signal(number, handler)


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt if a signal came that nobody has heard."""
    if _asked.is_set():
        raise KeyboardInterrupt


_finishing = Event()


def _on_signals(handler: Callable[[int, object], None]) -> None:
    if handler is _finish:
        _finishing.set()
    for number in _SIGNALS:
        signal.signal(number, handler)


def _finish(number: int, frame: object) -> None:
    if finish_asked.is_set():
        _interrupt(number, frame)
    finish_asked.set()


def _interrupt(_number: int, _frame: object) -> None:
    _asked.set()
    raise KeyboardInterrupt
