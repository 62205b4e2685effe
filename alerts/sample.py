"""A sample for a destination, to see whether it arrives."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime

from alerts.grouping import PlainLetter, with_key
from alerts.queue.attempts import Message
from alerts.queue.queue import TEST
from alerts.transport.blocks import prepare_blocks
from alerts.transport.process import Courier, require_right
from articles.text.spelling import did_you_mean
from settings.destinations import Destination, read_address, warn_of
from settings.model import Settings
from warehouse.errors import UsageError

_TEXT = "This is a sample. What is told here are incidents: when they open, while they last, and when they are over."


def send_sample(settings: Settings, name: str, report: Callable[[str], None]) -> tuple[str | None, float]:
    """Send a sample: what went wrong, None if it was taken, and the seconds that it took.

    Raises UsageError for a destination that there is not, and for a wrong address.
    """
    destination = _find(settings, name)
    if warning := warn_of(destination):
        report(warning)
    prepare_blocks(settings, [destination])
    address = read_address(destination, os.environ)
    alert_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{TEST}"
    letter = with_key(PlainLetter(f"wirehouse: a sample for {name}", _TEXT, f"<p>{_TEXT}</p>"), alert_id)
    with Courier() as courier:
        require_right(courier, name, address)
        begun = time.monotonic()
        message = Message(alert_id, name, TEST, "", "", *letter)
        _, fault = courier.send(address, message, destination.timeout)
    return fault, time.monotonic() - begun


def _find(settings: Settings, name: str) -> Destination:
    """The destination of a name. Raises UsageError."""
    names = [one.name for one in settings.destinations]
    if name in names:
        return settings.destinations[names.index(name)]
    hint = did_you_mean(name, names) or "; the settings name none; write a [[destination]] table"
    raise UsageError(f"there is no destination {name}{hint}")
