"""Messages of the queue and the attempts to send them: claim pending events, record each attempt and its status.

The caller holds the destination's lock: one sender at a time. A message is stored before it is attempted, so after a
crash it is repeated unchanged, with its id. So is one whose status is unclear. One that was surely not accepted stays
pending with its events, and may be merged with later ones.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from alerts.queue.queue import AlertQueue
from alerts.queue.timestamps import moment_text, read_moment_text
from alerts.transport.protocol import DeliveryStatus
from warehouse.incidents.events import Event, from_json


class QueuedMessage(NamedTuple):
    """A stored message: every repetition is the same. ``state`` is the one before the attempt."""

    alert_id: str
    destination: str
    kind: str
    rule: str
    inbox: str
    title: str
    text: str
    html: str
    incident_ids: tuple[str, ...] = ()
    attempts: int = 0
    state: str = "waiting"


class DestinationHealth(NamedTuple):
    """Health of a destination: failures in a row, since when, and until when it backs off."""

    failures: int = 0
    failing_since: datetime | None = None
    hold_until: datetime | None = None
    last_error: str | None = None


def pending_events(queue: AlertQueue, destination: str, now: datetime) -> list[Event]:
    """Return the pending events of a destination that are in no message in flight, the oldest first."""
    rows = queue.run("queue/attempts", "list_pending", destination=destination, now=moment_text(now))
    return [from_json(event) for (event,) in rows]


def unfinished_messages(queue: AlertQueue, destination: str, now: datetime) -> list[QueuedMessage]:
    """Return the messages to be sent unchanged, the oldest first."""
    rows = queue.rows("queue/attempts", "list_unfinished", destination=destination, now=moment_text(now))
    return [_message(row) for row in rows]


def claim_message(queue: AlertQueue, message: QueuedMessage, keys: Sequence[str], now: datetime) -> QueuedMessage:
    """Store a message with its events; merge pending messages with some of them into it.

    Returns the message as stored: one of the same events may exist already.
    """
    values = message._asdict() | {
        "incident_ids": json.dumps(message.incident_ids),
        "keys": json.dumps(list(keys)),
        "now": moment_text(now),
    }
    with queue.writing():
        for name in ("merge_messages", "insert_message", "assign_events"):
            queue.run("queue/attempts", name, **values)
    (stored,) = queue.rows("queue/attempts", "read_message", alert_id=message.alert_id)
    return _message(stored)


def begin_attempt(queue: AlertQueue, alert_id: str, now: datetime) -> None:
    """Record that a message is being sent, so that it is repeated after a crash."""
    with queue.writing():
        queue.run("queue/attempts", "begin_attempt", alert_id=alert_id, now=moment_text(now))


def end_attempt(  # noqa: PLR0913  what an attempt is recorded with
    queue: AlertQueue,
    message: QueuedMessage,
    status: DeliveryStatus,
    now: datetime,
    *,
    error: str | None,
    again: datetime | None,
) -> None:
    """Record the status of an attempt; after a failure nothing is tried before ``again``.

    ``again`` delays only this message if it was refused, else the whole destination. An *unclear* message stays unclear
    after a failure: the receiver may have accepted it earlier.
    """
    unclear = status == "unclear" or (status == "failed" and message.state in {"sending", "unclear"})
    held = None if status == "refused" or again is None else moment_text(again)
    values = {
        "alert_id": message.alert_id,
        "destination": message.destination,
        "end": status,
        "state": "sent" if status == "sent" else "unclear" if unclear else "waiting",
        "error": error,
        "now": moment_text(now),
        "again": moment_text(again) if again else None,
        "hold": held,
    }
    with queue.writing():
        queue.run("queue/attempts", "end_attempt", **values)
        queue.run("queue/attempts", "note_success" if status == "sent" else "note_failure", **values)


def record_failure(queue: AlertQueue, destination: str, error: str, now: datetime, again: datetime) -> None:
    """Record that a destination cannot be tried at all, because its address is missing or invalid."""
    values = {"destination": destination, "error": error, "now": moment_text(now), "hold": moment_text(again)}
    with queue.writing():
        queue.run("queue/attempts", "note_failure", **values)


def read_health(queue: AlertQueue, destination: str) -> DestinationHealth:
    """Return the health of a destination."""
    row = queue.run("queue/attempts", "read_health", destination=destination).fetchone()
    if row is None:
        return DestinationHealth()
    return DestinationHealth(row[0], read_moment_text(row[1]), read_moment_text(row[2]), row[3])


def list_sent_since(queue: AlertQueue, destination: str, since: datetime) -> list[datetime]:
    """Return when messages about incidents were sent after a moment, the oldest first."""
    rows = queue.run("queue/attempts", "list_sent_since", destination=destination, since=moment_text(since))
    return [datetime.fromisoformat(sent) for (sent,) in rows]


def _message(row: dict[str, Any]) -> QueuedMessage:
    known = {name: row[name] for name in QueuedMessage._fields}
    return QueuedMessage(**known | {"incident_ids": tuple(json.loads(row["incident_ids"]))})
