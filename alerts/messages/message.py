"""A message and what can be done to it without templates: merge several, add the alert id, fall back to plain lines."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from alerts.grouping import kind_of
from warehouse.incidents.events import Event

_WHOLE = 20
"""Messages quoted in full in a merged one; of the others the title."""
_TITLES = 100
"""Titles listed in a merged message."""
_FALLBACK_EVENTS = 5
"""Events listed in a fallback message."""


class Message(NamedTuple):
    """A message: its title in one line, its body as plain text and as HTML.

    The text is inert in chats, too. The HTML is for what renders HTML itself, mail above all; never convert it to text
    or Markdown: it would become active.
    """

    title: str
    text: str
    html: str


def merge_messages(messages: Sequence[Message], limit: str) -> Message:
    """Merge messages into one, because the destination accepts no more than ``limit``; the text says how many."""
    whole, others = messages[:_WHOLE], messages[_WHOLE:]
    count = len(messages)
    why = f"{count:,} messages in one: this destination takes {limit}."
    titles = [message.title for message in others[:_TITLES]]
    more = f"… and {len(others) - _TITLES:,} more: wirehouse alerts list" if len(others) > _TITLES else ""
    text = "\n\n".join([why, *(f"== {message.title}\n\n{message.text.strip()}" for message in whole)])
    text += "".join(f"\n== {line}" for line in ([""] if titles else []) + titles)
    html = f"<p>{escape(why)}</p>" + "".join(f"<h3>{escape(one.title)}</h3>{_body(one.html)}" for one in whole)
    html += "".join(f"<p>{escape(line)}</p>" for line in titles)
    if more:
        text += f"\n{more}"
        html += f"<p>{escape(more)}</p>"
    return Message(f"wirehouse: {count:,} messages in one", text, html)


def with_alert_id(message: Message, alert_id: str) -> Message:
    """Add the alert id as the last line, so that the receiver recognises a repetition."""
    line = f"alert {alert_id}"
    before, end, after = message.html.rpartition("</body>")
    marked = f"<p><small>{escape(line)}</small></p>"
    html = f"{before}{marked}{end}{after}" if end else f"{message.html}{marked}"
    return Message(" ".join(message.title.split()), f"{message.text.rstrip()}\n\n{line}", html)


def fallback_message(events: Sequence[Event]) -> Message:
    """Compose a message without a template: one line for each of the first events."""
    first = events[0]
    title = f"wirehouse: {first.rule} in {first.inbox or 'the warehouse'} ({kind_of(events)})"
    lines = [f"{event.kind}: {event.scope or first.rule}: {event.message}" for event in events[:_FALLBACK_EVENTS]]
    lines += [f"… and {len(events) - _FALLBACK_EVENTS:,} more"] if len(events) > _FALLBACK_EVENTS else []
    lines += [first.remedy, f"See: {first.command}"]
    return Message(title, "\n".join(lines), "".join(f"<p>{escape(line)}</p>" for line in lines))


def _body(html: str) -> str:
    """Return the content of the body element, or the HTML itself if it is no whole page."""
    _, begin, rest = html.partition("<body")
    return rest.partition(">")[2].rpartition("</body>")[0] if begin else html
