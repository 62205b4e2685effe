"""Which events go into one message, and several messages in one when a destination takes no more."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC
from hashlib import sha256
from html import escape
from typing import NamedTuple, Protocol

from warehouse.incidents.events import Event

BUNDLE = "bundle"
_WHOLE = 20
"""Messages of a bundle that are told in full; of the others there is the title."""
_TITLES = 100


class Letter(Protocol):
    """What ``alerts.messages.incident.compose`` makes of events."""

    @property
    def title(self) -> str:
        """In one line."""
        ...

    @property
    def text(self) -> str:
        """As plain text."""
        ...

    @property
    def html(self) -> str:
        """As HTML."""
        ...


class PlainLetter(NamedTuple):
    """A letter as it is."""

    title: str
    text: str
    html: str


class Group(NamedTuple):
    """Events of one rule in one inbox that go into one message; all that wait of an incident are in it."""

    kind: str
    rule: str
    inbox: str
    events: tuple[Event, ...]


def group_events(events: Sequence[Event]) -> list[Group]:
    """The messages that events make, the one with the oldest event first.

    An incident that was opened and resolved while both waited is told so in one message; its events stay together, so
    that nothing is told before what came before it.
    """
    incidents: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        incidents[event.incident_id].append(event)
    groups: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for changes in incidents.values():
        groups[_kind(changes), changes[0].rule, changes[0].inbox].extend(changes)
    made = [Group(*key, tuple(found)) for key, found in groups.items()]
    return sorted(made, key=lambda group: (min(event.at for event in group.events), group[:3]))


def alert_id_of(destination: str, events: Sequence[Event]) -> str:
    """The id of a message: the same events for the same destination have the same; it sorts by time."""
    keys = sorted(event.key for event in events)
    digest = sha256("\0".join((destination, *keys)).encode()).hexdigest()
    return f"{max(event.at for event in events).astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:12]}"


def bundle_letters(letters: Sequence[Letter], limit: str) -> PlainLetter:
    """Several letters as one, because the destination takes no more than ``limit``; it says how many they are."""
    whole, others = letters[:_WHOLE], letters[_WHOLE:]
    count = len(letters)
    why = f"{count:,} messages in one: this destination takes {limit}."
    titles = [letter.title for letter in others[:_TITLES]]
    more = f"… and {len(others) - _TITLES:,} more: wirehouse alerts list" if len(others) > _TITLES else ""
    text = "\n\n".join([why, *(f"== {letter.title}\n\n{letter.text.strip()}" for letter in whole)])
    text += "".join(f"\n== {line}" for line in ([""] if titles else []) + titles)
    html = f"<p>{escape(why)}</p>" + "".join(f"<h3>{escape(one.title)}</h3>{_body(one.html)}" for one in whole)
    html += "".join(f"<p>{escape(line)}</p>" for line in titles)
    if more:
        text += f"\n{more}"
        html += f"<p>{escape(more)}</p>"
    return PlainLetter(f"wirehouse: {count:,} messages in one", text, html)


def with_key(letter: Letter, alert_id: str) -> PlainLetter:
    """A letter whose last line is its id, by which a repetition can be told."""
    line = f"alert {alert_id}"
    before, end, after = letter.html.rpartition("</body>")
    marked = f"<p><small>{escape(line)}</small></p>"
    html = f"{before}{marked}{end}{after}" if end else f"{letter.html}{marked}"
    return PlainLetter(" ".join(letter.title.split()), f"{letter.text.rstrip()}\n\n{line}", html)


def compose_plainly(events: Sequence[Event]) -> PlainLetter:
    """A letter without a template: one line for each of the first incidents."""
    first = events[0]
    kind = _kind(events)
    title = f"wirehouse: {first.rule} in {first.inbox or 'the warehouse'} ({kind})"
    lines = [f"{event.kind}: {event.scope or first.rule}: {event.message}" for event in events[:5]]
    lines += [f"… and {len(events) - 5:,} more"] if len(events) > 5 else []  # noqa: PLR2004
    lines += [first.remedy, f"See: {first.command}"]
    return PlainLetter(title, "\n".join(lines), "".join(f"<p>{escape(line)}</p>" for line in lines))


def _kind(changes: Sequence[Event]) -> str:
    kinds = {event.kind for event in changes}
    if "opened" in kinds:
        return "opened+resolved" if "resolved" in kinds else "opened"
    return "resolved" if "resolved" in kinds else "reminder"


def _body(html: str) -> str:
    """What is between the body's tags, if a letter is a whole page."""
    _, begin, rest = html.partition("<body")
    return rest.partition(">")[2].rpartition("</body>")[0] if begin else html
