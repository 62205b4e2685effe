"""What the events of a message amount to: an account of each rule in each inbox, every text of it ready to be written.

Texts from outside (paths, values, what an error said) come through ``Write``, which makes them harmless in the form
that the message has.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple

from alerts.messages.escape import inert, is_copyable, one_line, path_line, quoted
from settings.units import clock_text, span_text
from warehouse.incidents.events import Event
from warehouse.incidents.events import Example as Found

_SCOPES = 5
_EXAMPLES = 3
_COMMANDS = 3
_LINES = 5
_PATH_LIMIT = 120
_VALUE_LIMIT = 120
_LINE_LIMIT = 160
_NAME_LIMIT = 60


class Write(NamedTuple):
    """How a form writes what is from outside: a line of text, and a name that stands among our own words."""

    quote: Callable[[str], str]
    name: Callable[[str], str]


TEXT = Write(quoted, inert)
"""In quotes, and inert: the text goes to chats that read Markdown into it."""
HTML = Write(str, str)
"""As it is: the template escapes it, and puts it into an element of its own."""


class Scope(NamedTuple):
    """One of the places of a rule's trouble: its name, how many files, and ``over`` if it is over there."""

    name: str
    files: int
    over: bool


class Example(NamedTuple):
    """A file at fault: its path, the value (empty if there is none), what is wrong."""

    path: str
    value: str
    message: str


class Account(NamedTuple):
    """What is told of one rule in one inbox.

    ``name`` is the rule with count and inbox in a line, ``word`` what happened (opened, reminder, resolved …),
    ``over`` whether nothing of it is open, ``news`` whether its beginning has not been told before. ``since``,
    ``until`` and ``lasted`` are texts; ``until`` is empty while it lasts, ``files`` is 0 if it is about no files.
    ``commands`` show the rest; ``incidents`` are the ids of those that are open.
    """

    rule: str
    severity: str
    inbox: str
    name: str
    word: str
    over: bool
    news: bool
    description: str
    remedy: str
    commands: tuple[str, ...]
    since: str
    until: str
    lasted: str
    files: int
    runs: int
    scopes: tuple[Scope, ...]
    more_scopes: int
    messages: tuple[str, ...]
    more_messages: int
    examples: tuple[Example, ...]
    incidents: tuple[str, ...]


def accounts_of(events: Iterable[Event], write: Write, zone: tzinfo) -> list[Account]:
    """One account for each rule and inbox, the gravest first; times in the zone."""
    ordered = sorted(events, key=_subject)
    found = [_account(list(group), write, zone) for _, group in groupby(ordered, key=_subject)]
    return sorted(found, key=lambda account: (account.over, account.severity != "error"))


def _subject(event: Event) -> tuple[str, str]:
    return event.rule, event.inbox


def _account(events: list[Event], write: Write, zone: tzinfo) -> Account:
    """The account of one rule in one inbox."""
    last = _last_of_each(events)
    still = [event for event in last if event.kind != "resolved"]
    told, first = still or last, events[0]
    opened, ended = min(event.opened_at for event in last), max(event.at for event in last)
    files, inbox = sum(event.files for event in told), write.name(inbox_name(first.inbox))
    scopes = [_scope(event, write) for event in last if event.scope]
    lines = list(dict.fromkeys(line for event in told for line in _lines(event)))
    return Account(
        rule=first.rule,
        severity=first.severity,
        inbox=inbox,
        name=_name(first.rule, files, inbox),
        word=_word(events, last),
        over=not still,
        news=any(event.kind == "opened" for event in events),
        description=one_line(first.description, 2 * _LINE_LIMIT),
        remedy=one_line(first.remedy, 2 * _LINE_LIMIT),
        commands=tuple(dict.fromkeys(_command(event.command) for event in told if event.command))[:_COMMANDS],
        since=clock_text(opened, zone),
        until="" if still else clock_text(ended, zone),
        lasted=span_text(ended - opened),
        files=files,
        runs=max(event.runs for event in told),
        scopes=tuple(scopes[:_SCOPES]),
        more_scopes=max(0, len(scopes) - _SCOPES),
        messages=tuple(write.quote(one_line(line, _LINE_LIMIT)) for line in lines[:_LINES]),
        more_messages=max(0, len(lines) - _LINES),
        examples=tuple(_example(example, write) for example in _examples(told)),
        incidents=tuple(event.incident_id for event in still),
    )


def _last_of_each(events: Sequence[Event]) -> list[Event]:
    """The last event of every incident; those that last first, the most files first."""
    last = {event.incident_id: event for event in sorted(events, key=lambda event: event.at)}
    return sorted(last.values(), key=lambda event: (event.kind == "resolved", -event.files, event.scope))


def _word(events: Sequence[Event], last: Sequence[Event]) -> str:
    """What happened, in a word or two."""
    over = sum(event.kind == "resolved" for event in last)
    kinds = {event.kind for event in events}
    begun = "opened" if "opened" in kinds else "reminder" if "reminder" in kinds else ""
    if not over:
        return begun
    ended = "resolved" if over == len(last) else f"{over} of {len(last)} resolved"
    return f"{begun} and {ended}" if begun == "opened" else ended


def _name(rule: str, files: int, inbox: str) -> str:
    count = f" ×{files:,}" if files else ""
    return f"{rule}{count} in {inbox}" if inbox else f"{rule}{count}"


def inbox_name(inbox: str) -> str:
    """What an inbox is called in a line: the last part of its path."""
    return path_line(PurePath(inbox).name or inbox, _NAME_LIMIT)


def _scope(event: Event, write: Write) -> Scope:
    return Scope(write.quote(path_line(event.scope, _NAME_LIMIT)), event.files, event.kind == "resolved")


def _lines(event: Event) -> list[str]:
    """The lines of an event's message, unless it only says what the rule is about."""
    lines = [line for line in event.message.splitlines() if line.strip()]
    return [] if lines == [event.description] else lines


def _command(command: str) -> str:
    """The command, unless a path in it would come alive in a message: then one that leads there, too."""
    return command if is_copyable(command) else "wirehouse status"


def _examples(events: Sequence[Event]) -> list[Found]:
    """Some examples, the first of every scope before the second of any."""
    by_rank = [example for rank in range(_EXAMPLES) for event in events for example in event.examples[rank : rank + 1]]
    return list(dict.fromkeys(by_rank))[:_EXAMPLES]


def _example(example: Found, write: Write) -> Example:
    return Example(
        path=write.quote(path_line(example.path, _PATH_LIMIT)),
        value=write.quote(one_line(example.value, _VALUE_LIMIT)) if example.value else "",
        message=write.quote(one_line(example.message, _LINE_LIMIT)),
    )
