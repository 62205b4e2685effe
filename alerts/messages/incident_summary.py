"""Template context of an incident message: one summary per rule and inbox, all text from outside escaped."""

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple

from alerts.messages.escape import inert, is_copyable, one_line, path_line, quoted
from settings.units import clock_text, span_text
from warehouse.incidents.events import Event, Example

_SCOPES = 5
_EXAMPLES = 3
_COMMANDS = 3
_LINES = 5
_PATH_LIMIT = 120
_VALUE_LIMIT = 120
_LINE_LIMIT = 160
_NAME_LIMIT = 60


class Escaping(NamedTuple):
    """How a form of a message escapes text from outside: ``quote`` a line of its own, ``name`` within our words."""

    quote: Callable[[str], str]
    name: Callable[[str], str]


TEXT = Escaping(quoted, inert)
"""Quoted and inert: chats interpret the text as Markdown."""
HTML = Escaping(str, str)
"""Unchanged: the template escapes the text, and puts it into an element of its own."""


class Scope(NamedTuple):
    """A scope of a rule's incidents: its name, number of files, and whether it is resolved there."""

    name: str
    files: int
    resolved: bool


class ExampleText(NamedTuple):
    """An invalid file: its path, the value (may be empty), what is wrong."""

    path: str
    value: str
    message: str


class RuleSummary(NamedTuple):
    """The events of one rule in one inbox.

    ``name`` is the rule with count and inbox in a line, ``status`` what happened (opened, reminder, resolved …),
    ``resolved`` whether none of it is open, ``is_new`` whether the opening is among the events. ``since``, ``until``
    and ``duration`` are texts; ``until`` is empty while it is open, ``files`` is 0 if it is not about files.
    ``commands`` show the rest; ``incident_ids`` are those that are open.
    """

    rule: str
    severity: str
    inbox: str
    name: str
    status: str
    resolved: bool
    is_new: bool
    description: str
    remedy: str
    commands: tuple[str, ...]
    since: str
    until: str
    duration: str
    files: int
    runs: int
    scopes: tuple[Scope, ...]
    more_scopes: int
    messages: tuple[str, ...]
    more_messages: int
    examples: tuple[ExampleText, ...]
    incident_ids: tuple[str, ...]


def summarize(events: Iterable[Event], escaping: Escaping, zone: tzinfo) -> list[RuleSummary]:
    """Summarize events per rule and inbox, open errors first; times in the zone."""
    ordered = sorted(events, key=_subject)
    found = [_summary_of(list(group), escaping, zone) for _, group in groupby(ordered, key=_subject)]
    return sorted(found, key=lambda summary: (summary.resolved, summary.severity != "error"))


def _subject(event: Event) -> tuple[str, str]:
    return event.rule, event.inbox


def _summary_of(events: list[Event], escaping: Escaping, zone: tzinfo) -> RuleSummary:
    """Summarize the events of one rule in one inbox."""
    last = _last_of_each(events)
    open_events = [event for event in last if event.kind != "resolved"]
    shown, first = open_events or last, events[0]
    opened, ended = min(event.opened_at for event in last), max(event.at for event in last)
    files, inbox = sum(event.files for event in shown), escaping.name(inbox_name(first.inbox))
    scopes = [_scope(event, escaping) for event in last if event.scope]
    lines = list(dict.fromkeys(line for event in shown for line in _lines(event)))
    return RuleSummary(
        rule=first.rule,
        severity=first.severity,
        inbox=inbox,
        name=_name(first.rule, files, inbox),
        status=_status(events, last),
        resolved=not open_events,
        is_new=any(event.kind == "opened" for event in events),
        description=one_line(first.description, 2 * _LINE_LIMIT),
        remedy=one_line(first.remedy, 2 * _LINE_LIMIT),
        commands=tuple(dict.fromkeys(_command(event.command) for event in shown if event.command))[:_COMMANDS],
        since=clock_text(opened, zone),
        until="" if open_events else clock_text(ended, zone),
        duration=span_text(ended - opened),
        files=files,
        runs=max(event.runs for event in shown),
        scopes=tuple(scopes[:_SCOPES]),
        more_scopes=max(0, len(scopes) - _SCOPES),
        messages=tuple(escaping.quote(one_line(line, _LINE_LIMIT)) for line in lines[:_LINES]),
        more_messages=max(0, len(lines) - _LINES),
        examples=tuple(_example(example, escaping) for example in _examples(shown)),
        incident_ids=tuple(event.incident_id for event in open_events),
    )


def _last_of_each(events: Sequence[Event]) -> list[Event]:
    """Return the last event of every incident; open ones first, then the most files first."""
    last = {event.incident_id: event for event in sorted(events, key=lambda event: event.at)}
    return sorted(last.values(), key=lambda event: (event.kind == "resolved", -event.files, event.scope))


def _status(events: Sequence[Event], last: Sequence[Event]) -> str:
    """Return what happened, in a word or two."""
    resolved = sum(event.kind == "resolved" for event in last)
    kinds = {event.kind for event in events}
    begun = "opened" if "opened" in kinds else "reminder" if "reminder" in kinds else ""
    if not resolved:
        return begun
    ended = "resolved" if resolved == len(last) else f"{resolved} of {len(last)} resolved"
    return f"{begun} and {ended}" if begun == "opened" else ended


def _name(rule: str, files: int, inbox: str) -> str:
    count = f" ×{files:,}" if files else ""
    return f"{rule}{count} in {inbox}" if inbox else f"{rule}{count}"


def inbox_name(inbox: str) -> str:
    """Return the short name of an inbox: the last part of its path."""
    return path_line(PurePath(inbox).name or inbox, _NAME_LIMIT)


def _scope(event: Event, escaping: Escaping) -> Scope:
    return Scope(escaping.quote(path_line(event.scope, _NAME_LIMIT)), event.files, event.kind == "resolved")


def _lines(event: Event) -> list[str]:
    """Return the lines of an event's message; none if it only repeats the rule's description."""
    lines = [line for line in event.message.splitlines() if line.strip()]
    return [] if lines == [event.description] else lines


def _command(command: str) -> str:
    """Return the command; another that leads there if a path in it would be active in a chat."""
    return command if is_copyable(command) else "wirehouse status"


def _examples(events: Sequence[Event]) -> list[Example]:
    """Return some examples, the first of every scope before the second of any."""
    by_rank = [example for rank in range(_EXAMPLES) for event in events for example in event.examples[rank : rank + 1]]
    return list(dict.fromkeys(by_rank))[:_EXAMPLES]


def _example(example: Example, escaping: Escaping) -> ExampleText:
    return ExampleText(
        path=escaping.quote(path_line(example.path, _PATH_LIMIT)),
        value=escaping.quote(one_line(example.value, _VALUE_LIMIT)) if example.value else "",
        message=escaping.quote(one_line(example.message, _LINE_LIMIT)),
    )
