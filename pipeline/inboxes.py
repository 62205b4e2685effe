"""A round: one run for each inbox that the settings name, and one exit code for all of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipeline.job import check_settings
from pipeline.receipt import Receipt
from settings.model import Settings
from warehouse.errors import QUARANTINED, RunError, UsageError


class Outcome(NamedTuple):
    """What came of one inbox, with its settings: a receipt, or the error in place of one."""

    settings: Settings
    receipt: Receipt | None
    error: RunError | UsageError | None = None


def make_round(settings: Settings, run: Callable[[Settings], Receipt]) -> Iterator[Outcome]:
    """Run one inbox after the other.

    Of several inboxes one that fails does not keep the others from their runs. What concerns the whole warehouse
    ends the round, and so does a fault of the only inbox: it is raised. So is a mistake in the settings of any
    inbox, before the first run.
    """
    if not settings.inboxes:
        yield Outcome(settings, run(settings))
        return
    each = settings.each_inbox()
    for chosen in each:
        check_settings(chosen)
    for chosen in each:
        yield _try(chosen, run)


def exit_code(outcomes: Iterable[Outcome], *, strict: bool) -> int:
    """1 if a run failed, else 2 if an inbox could not be run, else 3 if ``strict`` and files were withheld, else 0."""
    outcomes = list(outcomes)
    failed = [outcome.error.exit_code for outcome in outcomes if outcome.error]
    withheld = any(outcome.receipt.run["quarantined"] for outcome in outcomes if outcome.receipt)
    return min(failed, default=QUARANTINED if strict and withheld else 0)


def _try(settings: Settings, run: Callable[[Settings], Receipt]) -> Outcome:
    try:
        return Outcome(settings, run(settings))
    except (RunError, UsageError) as error:
        return Outcome(settings, None, error)
