"""What a sender does with the queue: see what may go, make it a message, and write down what came of each attempt.

The caller holds the destination's lock: one sender at a time. A message is written before it is attempted, so after a
crash it is repeated as it was, with its id. So is one whose end is unclear. One that was surely not taken waits with
its events, and says with them what has come since.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from alerts.queue.queue import Deliveries
from alerts.queue.timestamps import moment_text, read_moment_text
from warehouse.incidents.events import Event, from_json

End = Literal["sent", "refused", "failed", "unclear"]
"""Of an attempt: taken; answered with a no; surely not taken, as the destination is down; nobody knows."""


class Message(NamedTuple):
    """A message as it is sent: every repetition is the same. ``state`` is as it was before the attempt."""

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


class Health(NamedTuple):
    """How a destination fares: failures one after the other, since when, and until when it rests."""

    failures: int = 0
    failing_since: datetime | None = None
    hold_until: datetime | None = None
    last_error: str | None = None


def pending_events(deliveries: Deliveries, destination: str, now: datetime) -> list[Event]:
    """What waits for a destination in no message that is under way, the oldest first."""
    rows = deliveries.run("queue/attempts", "list_pending", destination=destination, now=moment_text(now))
    return [from_json(event) for (event,) in rows]


def unfinished_messages(deliveries: Deliveries, destination: str, now: datetime) -> list[Message]:
    """Messages that are to be sent as they are, the oldest first."""
    rows = deliveries.rows("queue/attempts", "list_unfinished", destination=destination, now=moment_text(now))
    return [_message(row) for row in rows]


def claim_message(deliveries: Deliveries, message: Message, keys: Sequence[str], now: datetime) -> Message:
    """Store a message, and which events it tells; those that waited with some of them are merged into it.

    What comes back is the message as it is stored: one of just these events may have been there.
    """
    values = message._asdict() | {
        "incident_ids": json.dumps(message.incident_ids),
        "keys": json.dumps(list(keys)),
        "now": moment_text(now),
    }
    with deliveries.writing():
        for name in ("merge_messages", "insert_message", "assign_events"):
            deliveries.run("queue/attempts", name, **values)
    (stored,) = deliveries.rows("queue/attempts", "read_message", alert_id=message.alert_id)
    return _message(stored)


def begin_attempt(deliveries: Deliveries, alert_id: str, now: datetime) -> None:
    """Write down that a message is being sent: if we are killed now, it is repeated."""
    with deliveries.writing():
        deliveries.run("queue/attempts", "begin_attempt", alert_id=alert_id, now=moment_text(now))


def end_attempt(  # noqa: PLR0913  what came of it
    deliveries: Deliveries, message: Message, end: End, now: datetime, *, error: str | None, again: datetime | None
) -> None:
    """Write down what came of an attempt; after a failure nothing is tried before ``again``.

    Of a message that was refused that is true of itself, else of the whole destination. One whose end was unclear
    before may have been taken then: that its destination is down now makes it no clearer.
    """
    unclear = end == "unclear" or (end == "failed" and message.state in {"sending", "unclear"})
    held = None if end == "refused" or again is None else moment_text(again)
    values = {
        "alert_id": message.alert_id,
        "destination": message.destination,
        "end": end,
        "state": "sent" if end == "sent" else "unclear" if unclear else "waiting",
        "error": error,
        "now": moment_text(now),
        "again": moment_text(again) if again else None,
        "hold": held,
    }
    with deliveries.writing():
        deliveries.run("queue/attempts", "end_attempt", **values)
        deliveries.run("queue/attempts", "note_success" if end == "sent" else "note_failure", **values)


def note_failure(deliveries: Deliveries, destination: str, error: str, now: datetime, again: datetime) -> None:
    """Write down that a destination cannot be tried at all: its address cannot be had."""
    values = {"destination": destination, "error": error, "now": moment_text(now), "hold": moment_text(again)}
    with deliveries.writing():
        deliveries.run("queue/attempts", "note_failure", **values)


def read_health(deliveries: Deliveries, destination: str) -> Health:
    """How a destination fares."""
    row = deliveries.run("queue/attempts", "read_health", destination=destination).fetchone()
    if row is None:
        return Health()
    return Health(row[0], read_moment_text(row[1]), read_moment_text(row[2]), row[3])


def list_sent_since(deliveries: Deliveries, destination: str, since: datetime) -> list[datetime]:
    """When messages about incidents were sent after a moment, the oldest first."""
    rows = deliveries.run("queue/attempts", "list_sent_since", destination=destination, since=moment_text(since))
    return [datetime.fromisoformat(sent) for (sent,) in rows]


def _message(row: dict[str, Any]) -> Message:
    known = {name: row[name] for name in Message._fields}
    return Message(**known | {"incident_ids": tuple(json.loads(row["incident_ids"]))})
