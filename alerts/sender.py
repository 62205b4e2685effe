"""Sending what waits: each destination in a thread of its own, nothing locked but the destination itself.

What is told when stands in ``alerts.queue.attempts``; how a message is made of events, in ``alerts.grouping``.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from alerts.grouping import BUNDLE, Group, Letter, alert_id_of, bundle_letters, compose_plainly, group_events, with_key
from alerts.queue.attempts import (
    Message,
    begin_attempt,
    claim_message,
    end_attempt,
    list_sent_since,
    note_failure,
    pending_events,
    read_health,
    unfinished_messages,
)
from alerts.queue.queue import DELIVERIES, Deliveries, open_deliveries
from alerts.routing import routes_of
from alerts.transport.blocks import prepare_blocks
from alerts.transport.process import Courier, destination_lock, require_right
from settings.destinations import Destination, read_address
from settings.model import Settings
from settings.units import is_quiet, read_rate, read_span
from warehouse.errors import UsageError, WarehouseError, first_line
from warehouse.incidents.events import Event

SOON = 5.0
"""Seconds after which no message is begun any more where a run waits; the last one has its own time (timeout)."""
PATIENT = 300.0
"""Seconds that a pass is given where nobody waits for it."""
OFTEN, SELDOM = timedelta(minutes=1), timedelta(minutes=15)
"""How often somebody tries to send what waits: usually, and while nothing is due."""
_FIRST, _LAST = timedelta(seconds=30), timedelta(hours=1)
"""How long a destination rests after its first failure, and at most; doubled from one to the next."""
_JITTER = 0.25
_GRACE = 2.0
"""Seconds more than its last message that a thread is waited for: a Prefect API that hangs holds nobody up."""
_DOWN = timedelta(minutes=15)
"""How long a destination must have failed for the others to be told."""
_STUBBORN = 3
"""Attempts after which a message may be at fault itself, and another one is tried as well."""

Compose = Callable[[Sequence[Event]], Letter]
Clock = Callable[[], datetime]
_utc_now: Clock = partial(datetime.now, UTC)


class Outcome(NamedTuple):
    """What came of a destination in one pass: messages sent, what waits still, and what went wrong in a line.

    ``busy``: another process is sending to it.
    """

    destination: str
    sent: int = 0
    waiting: int = 0
    error: str | None = None
    busy: bool = False


@dataclass
class _Pass:
    """One destination's part of a pass; ``deadline`` is of the monotonic clock."""

    home: Path
    timezone: str
    destination: Destination
    compose: Compose
    clock: Clock
    deadline: float
    force: bool = False
    tried: set[str] = field(default_factory=set)
    sent: int = 0
    error: str | None = None
    busy: bool = False

    @property
    def name(self) -> str:
        return self.destination.name

    @property
    def left(self) -> float:
        """Seconds left of it."""
        return self.deadline - time.monotonic()

    def letter(self, events: Sequence[Event]) -> Letter:
        """The letter of these events; a plain one if a template fails: that must not keep it from being told."""
        try:
            return self.compose(events)
        except Exception as error:  # noqa: BLE001  templates are the user's own
            self.error = f"a message cannot be made ({type(error).__name__}); it is sent without its template"
            return compose_plainly(events)


def send_due(  # noqa: PLR0913  what a pass is made of
    settings: Settings,
    *,
    clock: Clock = _utc_now,
    compose: Compose | None = None,
    seconds: float = PATIENT,
    only: str | None = None,
    force: bool = False,
) -> list[Outcome]:
    """Send what is due to every destination (or ``only`` one), for so many seconds at most.

    Nothing that goes wrong with a destination is raised. With ``force`` one that rests after a failure is tried too.
    Raises WarehouseError if the queue cannot be opened.
    """
    if not (settings.home / DELIVERIES).exists():
        return []
    _tell_troubles(settings, clock())
    deadline = time.monotonic() + seconds
    chosen = [one for one in settings.destinations if only in (None, one.name)]
    prepare_blocks(settings, chosen)
    makes = compose or composer_of(settings)
    passes = [_Pass(settings.home, settings.timezone, one, makes, clock, deadline, force) for one in chosen]
    threads = [Thread(target=_run_pass, args=[each], daemon=True) for each in passes]
    for thread in threads:
        thread.start()
    patience = max((one.timeout for one in chosen), default=0.0) + _GRACE
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()) + patience)
    _tell_troubles(settings, clock())
    with open_deliveries(settings.home) as deliveries:
        waiting = {row["name"]: row["waiting"] for row in deliveries.destinations()}
    return [Outcome(each.name, each.sent, waiting.get(each.name, 0), each.error, each.busy) for each in passes]


def composer_of(settings: Settings) -> Compose:
    """What makes letters under the settings: their templates, or ours."""
    from alerts.messages.incident import composer

    return composer(settings)


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether there is anything to send now. Quick; raises WarehouseError if the queue cannot be opened."""
    if not settings.destinations or not (settings.home / DELIVERIES).exists():
        return False
    with open_deliveries(settings.home) as deliveries:
        return _reminders_due(deliveries, settings, now) or any(
            _may_send(deliveries, settings.timezone, one, now) for one in settings.destinations
        )


def pace_of(settings: Settings, now: datetime) -> timedelta | None:
    """How often somebody should try to send: None if nothing waits; seldom if nothing will be due for a while.

    That is so in quiet hours, past a limit, and where a destination has been down for long.
    """
    if not anything_waits(settings):
        return None
    return OFTEN if is_due(settings, now) or is_due(settings, now + SELDOM) else SELDOM


def anything_waits(settings: Settings) -> bool:
    """Whether anything waits for a destination of the settings, due or not."""
    if not (settings.home / DELIVERIES).exists():
        return False
    names = {one.name for one in settings.destinations}
    with open_deliveries(settings.home) as deliveries:
        return any(row["waiting"] for row in deliveries.destinations() if row["name"] in names)


def _may_send(deliveries: Deliveries, timezone: str, destination: Destination, now: datetime) -> bool:
    hold = read_health(deliveries, destination.name).hold_until
    if hold and now < hold <= now + _LAST * (1 + _JITTER):  # one that is later than that is of a clock that was wrong
        return False
    if unfinished_messages(deliveries, destination.name, now):
        return True
    return _slots(deliveries, destination, now) > 0 and bool(
        _audible(pending_events(deliveries, destination.name, now), destination, timezone, now)
    )


def _run_pass(each: _Pass) -> None:
    """Send to one destination until nothing is due, it fails, or time is over."""
    try:
        with destination_lock(each.home, each.name) as lock, open_deliveries(each.home) as deliveries:
            if lock is None:
                each.busy = True
            elif each.force or _may_send(deliveries, each.timezone, each.destination, each.clock()):
                _send_all(each, deliveries, lock)
    except (WarehouseError, OSError) as error:
        each.error = first_line(error)
    except Exception as error:  # noqa: BLE001  in a thread nobody else would hear of it; its words may hold anything
        each.error = f"sending broke down ({type(error).__name__})"


def _send_all(each: _Pass, deliveries: Deliveries, lock: int) -> None:
    """Send with one courier, and with another if a message took too long and others are to be tried."""
    going = True
    while going and each.left > 0:
        with Courier(lock=lock) as courier:
            try:
                address = read_address(each.destination, os.environ)
                require_right(courier, each.name, address)
            except UsageError as error:
                each.error = str(error).removeprefix(f"destination {each.name}: ")
                _note_wrong_address(each, deliveries)
                return
            if not courier.ready:
                each.error = "its courier did not start"
                return
            going = _send_by(courier, address, each, deliveries)


def _send_by(courier: Courier, address: str, each: _Pass, deliveries: Deliveries) -> bool:
    """Send for as long as the courier lives; whether to go on with another."""
    while courier.ready:
        message = _next_message(each, deliveries) if each.left > 0 else None
        if message is None or not _send_one(each, deliveries, courier, address, message):
            return False
    return True


def _note_wrong_address(each: _Pass, deliveries: Deliveries) -> None:
    now = each.clock()
    failures = read_health(deliveries, each.name).failures + 1
    note_failure(deliveries, each.name, each.error or "", now, now + rest_after(failures))


def _send_one(each: _Pass, deliveries: Deliveries, courier: Courier, address: str, message: Message) -> bool:
    """Send a message; whether to go on to the next."""
    begin_attempt(deliveries, message.alert_id, each.clock())
    each.tried.add(message.alert_id)
    letter = with_key(message, message.alert_id)
    marked = message._replace(title=letter.title, text=letter.text, html=letter.html)
    end, fault = courier.send(address, marked, each.destination.timeout)
    now = each.clock()
    failures = max(message.attempts if end == "refused" else 0, read_health(deliveries, each.name).failures)
    again = None if end == "sent" else now + rest_after(failures + 1)
    end_attempt(deliveries, message, end, now, error=fault, again=again)
    if end == "sent":
        each.sent += 1
        each.error = None
        return True
    each.error = fault
    return end == "refused" or message.attempts >= _STUBBORN


def _next_message(each: _Pass, deliveries: Deliveries) -> Message | None:
    """What is to be sent now: first what was begun, then a new message of what waits."""
    now = each.clock()
    rested = now + _LAST * (1 + _JITTER) if each.force else now
    begun = unfinished_messages(deliveries, each.name, rested)
    if fresh := [message for message in begun if message.alert_id not in each.tried]:
        return fresh[0]
    if (slots := _slots(deliveries, each.destination, now)) <= 0:
        return None
    events = _audible(pending_events(deliveries, each.name, rested), each.destination, each.timezone, now)
    groups = group_events(events)
    if slots == 1 and len(groups) > 1:
        groups = [Group(BUNDLE, "", "", tuple(events))]
    for group in groups:
        alert_id = alert_id_of(each.name, group.events)
        if alert_id not in each.tried:
            message = _message(each, alert_id, group)
            return claim_message(deliveries, message, [event.key for event in group.events], now)
    return None


def _message(each: _Pass, alert_id: str, group: Group) -> Message:
    """The message of a group; of a bundle the letters that its events would have made."""
    if group.kind == BUNDLE:
        letters = [each.letter(inner.events) for inner in group_events(group.events)]
        letter: Letter = bundle_letters(letters, each.destination.rate)
    else:
        letter = each.letter(group.events)
    ids = tuple(dict.fromkeys(event.incident_id for event in group.events))
    facts = (alert_id, each.name, group.kind, group.rule, group.inbox)
    return Message(*facts, letter.title, letter.text, letter.html, ids)


def _audible(events: Sequence[Event], destination: Destination, timezone: str, now: datetime) -> list[Event]:
    """The events that may be told at this hour; of an incident all or none."""
    if not is_quiet(destination.quiet, timezone, now):
        return list(events)
    passing = {"error": {"error"}, "warning": {"error", "warning"}}.get(destination.quiet_severity, set())
    loud = {event.incident_id for event in events if event.severity in passing}
    return [event for event in events if event.incident_id in loud]


def _slots(deliveries: Deliveries, destination: Destination, now: datetime) -> int:
    """How many messages the destination takes now."""
    rate = read_rate(destination.rate)
    if rate is None:
        return 1_000_000
    return rate.limit - len(list_sent_since(deliveries, destination.name, now - rate.span))


def rest_after(failures: int) -> timedelta:
    """How long to rest after so many failures in a row: 30 s, doubled up to an hour, some more or less by chance."""
    rest: timedelta = min(_LAST, _FIRST * 2 ** min(failures - 1, 10))
    return rest * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  spreads retries, guards nothing


def _tell_troubles(settings: Settings, now: datetime) -> None:
    """Tell the others of a destination that stays down, and of its return; remind of troubles that last."""
    known = {one.name for one in settings.destinations}
    with open_deliveries(settings.home) as deliveries:
        for row in deliveries.destinations():
            name, since = row["name"], row["failing_since"]
            others = routes_of(settings, but=name)
            if since is None or name not in known:
                deliveries.end_trouble("destination_down", "", now, routes=others, scope=name)
            elif now - since >= _DOWN:
                told = (
                    f"The destination {name} takes no messages since {since:%Y-%m-%d %H:%M} UTC: {row['last_error']}."
                )
                deliveries.begin_trouble("destination_down", "", "warning", told, now, routes=others, scope=name)
        if every := read_span(settings.alerts.remind):
            deliveries.remind_of_troubles(every, now, routes=routes_of(settings))


def _reminders_due(deliveries: Deliveries, settings: Settings, now: datetime) -> bool:
    every = read_span(settings.alerts.remind)
    silenced = deliveries.acknowledged(now)
    return every is not None and any(
        row["state"] == "open" and row["told_at"] <= now - every and row["incident_id"] not in silenced
        for row in deliveries.troubles()
    )
