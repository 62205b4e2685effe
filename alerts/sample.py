"""A sample for a destination, to see whether it arrives."""

import logging
import os
import time
from datetime import UTC, datetime
from difflib import get_close_matches

from alerts.grouping import PlainLetter, with_key
from alerts.queue.attempts import Message
from alerts.queue.queue import TEST
from alerts.transport.blocks import prepare_blocks
from alerts.transport.process import Courier, require_right
from settings.destinations import Destination, read_address, warn_of
from settings.load import Settings
from warehouse.errors import UsageError

_logger = logging.getLogger("wirehouse")
_TEXT = "This is a sample. What is told here are incidents: when they open, while they last, and when they are over."


def send_sample(settings: Settings, name: str) -> tuple[str | None, float]:
    """Send a sample: what went wrong, None if it was taken, and the seconds that it took.

    Raises UsageError for a destination that there is not, and for a wrong address.
    """
    destination = _find(settings, name)
    if warning := warn_of(destination):
        _logger.warning(warning)
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
    near = get_close_matches(name, names, n=1, cutoff=0)
    hint = f"did you mean {near[0]}?" if near else "the settings name none; write a [[destination]] table"
    raise UsageError(f"there is no destination {name}; {hint}")
