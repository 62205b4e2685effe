"""Watching inboxes: something stirs, a run looks; whatever goes wrong is told once, and its end too.

Events only wake us: what is new the run's scan decides. Runs never overlap, since one thread makes them all.
"""

from collections.abc import Callable, Sequence
from threading import Event

from flows.receipt import Receipt
from flows.settings import Settings


def watch_inboxes(
    each: Sequence[Settings], run: Callable[[Settings], Receipt], report: Callable[[str], None], stop: Event
) -> None:
    """Make a run of an inbox whenever something stirs in it, until ``stop`` is set; the runs are made in this thread.

    ``report`` is called with a line for every run that did something, for every trouble and for its end.
    """
    raise NotImplementedError
