"""Group pending events into messages: one per rule, inbox and kind of change."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple

from warehouse.incidents.events import Event

BUNDLE = "bundle"
"""Kind of a message that merges several, because its destination is at its limit."""


class EventGroup(NamedTuple):
    """Events of one rule in one inbox that go into one message; it has all pending events of each of its incidents."""

    kind: str
    rule: str
    inbox: str
    events: tuple[Event, ...]


def group_events(events: Sequence[Event]) -> list[EventGroup]:
    """Group events into messages, the one with the oldest event first.

    All pending events of an incident go into one message, so that none is sent before an earlier one.
    """
    incidents: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        incidents[event.incident_id].append(event)
    groups: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for changes in incidents.values():
        groups[kind_of(changes), changes[0].rule, changes[0].inbox].extend(changes)
    made = [EventGroup(*key, tuple(found)) for key, found in groups.items()]
    return sorted(made, key=lambda group: (min(event.at for event in group.events), group[:3]))


def alert_id_of(destination: str, events: Sequence[Event]) -> str:
    """Return the id of a message: the same for the same events and destination; it sorts by time."""
    keys = sorted(event.key for event in events)
    digest = sha256("\0".join((destination, *keys)).encode()).hexdigest()
    return f"{max(event.at for event in events).astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:12]}"


def kind_of(events: Sequence[Event]) -> str:
    """Return the kind of a message: opened, reminder, resolved or opened+resolved."""
    kinds = {event.kind for event in events}
    if "opened" in kinds:
        return "opened+resolved" if "resolved" in kinds else "opened"
    return "resolved" if "resolved" in kinds else "reminder"
