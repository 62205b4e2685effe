"""One run for each inbox of the settings, and one exit code for all of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipeline.job import check_settings
from pipeline.receipt import Receipt
from settings.model import Settings
from warehouse.errors import QUARANTINED, RunError, UsageError


class InboxResult(NamedTuple):
    """Settings of one inbox with its receipt, or with the error that replaced it."""

    settings: Settings
    receipt: Receipt | None
    error: RunError | UsageError | None = None


def run_inboxes(settings: Settings, run: Callable[[Settings], Receipt]) -> Iterator[InboxResult]:
    """Run one inbox after the other.

    If one of several inboxes fails, the others still run. Errors of the whole warehouse are raised, and so are those
    of the only inbox. Invalid settings of any inbox are raised before the first run.
    """
    if not settings.inboxes:
        yield InboxResult(settings, run(settings))
        return
    each = settings.each_inbox()
    for chosen in each:
        check_settings(chosen)
    for chosen in each:
        yield _try(chosen, run)


def exit_code(results: Iterable[InboxResult], *, strict: bool) -> int:
    """1 if a run failed, else 2 if an inbox could not be run, else 3 if ``strict`` and files were withheld, else 0."""
    results = list(results)
    failed = [result.error.exit_code for result in results if result.error]
    withheld = any(result.receipt.run["quarantined"] for result in results if result.receipt)
    return min(failed, default=QUARANTINED if strict and withheld else 0)


def _try(settings: Settings, run: Callable[[Settings], Receipt]) -> InboxResult:
    try:
        return InboxResult(settings, run(settings))
    except (RunError, UsageError) as error:
        return InboxResult(settings, None, error)
