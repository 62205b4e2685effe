"""A change of an incident, as the outbox keeps it and the messages tell it."""

from datetime import datetime
from typing import Literal

from msgspec import Struct, json

Kind = Literal["opened", "reminder", "resolved"]


class Example(Struct, frozen=True):
    """One of the places where a rule fails: the path inside its inbox, the value at fault, what is wrong."""

    path: str
    value: str | None
    message: str


class Event(Struct, frozen=True, kw_only=True):
    """An incident was opened, lasts, or is over.

    ``key`` is the idempotency key: the same change has the same one for ever. ``inbox`` and ``scope`` are empty if it
    is about the whole warehouse or the whole inbox. ``files`` counts those that fail now, of a resolved incident the
    most that did; ``runs`` those that found it. ``command`` shows the rest, ``link`` is the page of the run if it
    has one.
    """

    key: str
    incident_id: str
    kind: Kind
    rule: str
    severity: Literal["error", "warning"]
    inbox: str
    scope: str
    at: datetime
    opened_at: datetime
    run_id: str | None
    files: int
    runs: int
    message: str
    description: str
    remedy: str
    command: str
    link: str | None = None
    examples: tuple[Example, ...] = ()


def key_of(incident_id: str, kind: Kind, reminders: int = 0) -> str:
    """The idempotency key of a change; ``reminders`` counts those told so far, and tells one from the next."""
    return f"{incident_id}:{kind}:{reminders if kind == 'reminder' else 0}"


def to_json(event: Event) -> str:
    """The event as a line of JSON."""
    return json.encode(event).decode()


def from_json(line: str | bytes) -> Event:
    """The event of a line that ``to_json`` made. Raises msgspec.ValidationError."""
    return json.decode(line, type=Event)
