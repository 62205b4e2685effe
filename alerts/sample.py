"""Send a sample to a destination, to see whether it arrives."""

import logging
import os
import time
from datetime import UTC, datetime

from alerts.messages.message import Message, with_alert_id
from alerts.queue.queue import TEST
from alerts.transport.process import TransportProcess
from alerts.transport.protocol import TransportRequest
from alerts.transport.secrets import address_warning, prepare_prefect, read_address, require_valid_address
from articles.text.spelling import did_you_mean
from settings.destinations import Destination
from settings.model import Settings
from warehouse.errors import UsageError

_logger = logging.getLogger("wirehouse")
_TEXT = "This is a sample. What is told here are incidents: when they open, while they last, and when they are over."


def send_sample(settings: Settings, name: str) -> tuple[str | None, float]:
    """Send a sample; return the error, None if it was accepted, and the seconds that it took.

    Raises UsageError for an unknown destination, and for an invalid address.
    """
    destination = _find(settings, name)
    if warning := address_warning(destination):
        _logger.warning(warning)
    prepare_prefect(settings, [destination])
    address = read_address(destination, os.environ)
    alert_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{TEST}"
    message = with_alert_id(Message(f"wirehouse: a sample for {name}", _TEXT, f"<p>{_TEXT}</p>"), alert_id)
    request = TransportRequest(
        address=address, send=True, alert_id=alert_id, kind=TEST, timeout=destination.timeout, **message._asdict()
    )
    with TransportProcess() as transport:
        require_valid_address(transport, name, address)
        begun = time.monotonic()
        result = transport.send(request)
    return result.error, time.monotonic() - begun


def _find(settings: Settings, name: str) -> Destination:
    """Return the destination of a name. Raises UsageError."""
    names = [one.name for one in settings.destinations]
    if name in names:
        return settings.destinations[names.index(name)]
    hint = did_you_mean(name, names) or "; the settings name none; write a [[destination]] table"
    raise UsageError(f"there is no destination {name}{hint}")
