"""Send pending alerts in passes: each destination in a thread and a transport process of its own.

``alerts.pacing`` decides when a destination may be sent to, ``alerts.queue.attempts`` keeps every attempt, and
``alerts.grouping`` groups events into messages. Nothing is locked but the destination itself.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from alerts.failures import update_system_incidents
from alerts.grouping import BUNDLE, EventGroup, alert_id_of, group_events
from alerts.messages.message import Message, fallback_message, merge_messages, with_alert_id
from alerts.pacing import free_slots, may_send, without_quiet
from alerts.queue.attempts import (
    QueuedMessage,
    begin_attempt,
    claim_message,
    end_attempt,
    pending_events,
    read_health,
    record_failure,
    unfinished_messages,
)
from alerts.queue.queue import QUEUE_FILE, AlertQueue, open_queue
from alerts.retry import LONGEST_BACKOFF, backoff
from alerts.transport.process import NOT_STARTED, TransportProcess, destination_lock
from alerts.transport.protocol import TransportRequest
from alerts.transport.secrets import prepare_prefect, read_address, require_valid_address
from settings.destinations import Destination
from settings.model import Settings
from warehouse.errors import UsageError, WarehouseError, first_line
from warehouse.incidents.events import Event

SOON = 5.0
"""Seconds after which a pass begins no further message where a run waits for it; the last one has its own timeout."""
PATIENT = 300.0
"""The same where nothing waits for the pass."""
_GRACE = 2.0
"""Seconds beyond its last message that a thread is waited for: a Prefect API that hangs must not block the pass."""
_STUBBORN = 3
"""Attempts after which a message may be at fault itself, so that another one is tried as well."""

Compose = Callable[[Sequence[Event]], Message]
Clock = Callable[[], datetime]
_utc_now: Clock = partial(datetime.now, UTC)


class PassResult(NamedTuple):
    """Result of one pass for one destination: messages sent, messages still queued, last error.

    ``busy``: another process is sending to it.
    """

    destination: str
    sent: int = 0
    waiting: int = 0
    error: str | None = None
    busy: bool = False


@dataclass
class DestinationPass:
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
    template_error: str | None = None
    busy: bool = False

    @property
    def name(self) -> str:
        """The destination's name."""
        return self.destination.name

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.monotonic()

    def message(self, events: Sequence[Event]) -> Message:
        """Compose a message; if that fails, the fallback message: the events must be sent all the same."""
        try:
            return self.compose(events)
        except Exception as error:  # noqa: BLE001  templates are the user's own
            self.template_error = f"a message cannot be made ({type(error).__name__}); it is sent without its template"
            return fallback_message(events)

    def result(self, waiting: int) -> PassResult:
        """Return the result, with the number of messages still queued; an error of the destination comes first."""
        return PassResult(self.name, self.sent, waiting, self.error or self.template_error, self.busy)


def send_due(
    settings: Settings,
    *,
    clock: Clock = _utc_now,
    compose: Compose | None = None,
    seconds: float = PATIENT,
    force: bool = False,
) -> list[PassResult]:
    """Send what is due to every destination, beginning no message after so many seconds.

    Errors of a destination are returned, not raised. With ``force`` also destinations that back off are tried.
    Raises WarehouseError if the queue cannot be opened.
    """
    if not (settings.home / QUEUE_FILE).exists():
        return []
    update_system_incidents(settings, clock())
    deadline = time.monotonic() + seconds
    prepare_prefect(settings, settings.destinations)
    compose = compose or composer_of(settings)
    facts = (compose, clock, deadline, force)
    passes = [DestinationPass(settings.home, settings.timezone, one, *facts) for one in settings.destinations]
    _run_passes(passes)
    update_system_incidents(settings, clock())
    with open_queue(settings.home) as queue:
        waiting = {row["name"]: row["waiting"] for row in queue.destinations()}
    return [each.result(waiting.get(each.name, 0)) for each in passes]


def composer_of(settings: Settings) -> Compose:
    """Return what composes messages under the settings: with the user's templates, or ours."""
    from alerts.messages.incident import composer

    return composer(settings)


def _run_passes(passes: Sequence[DestinationPass]) -> None:
    """Run each pass in a thread; do not wait for one that is stuck."""
    threads = [Thread(target=_run_pass, args=[each], daemon=True) for each in passes]
    for thread in threads:
        thread.start()
    patience = max((each.destination.timeout for each in passes), default=0.0) + _GRACE
    for thread, each in zip(threads, passes, strict=True):
        thread.join(max(0.0, each.seconds_left) + patience)


def _run_pass(each: DestinationPass) -> None:
    """Send to one destination until nothing is due, it fails, or time is up."""
    try:
        with destination_lock(each.home, each.name) as lock, open_queue(each.home) as queue:
            if lock is None:
                each.busy = True
            elif each.force or may_send(queue, each.timezone, each.destination, each.clock()):
                _send_all(each, queue, lock)
    except (WarehouseError, OSError) as error:
        each.error = first_line(error)
    except Exception as error:  # noqa: BLE001  else the thread ends silently; its text may hold the address
        each.error = f"sending broke down ({type(error).__name__})"


def _send_all(each: DestinationPass, queue: AlertQueue, lock: int) -> None:
    """Send through one transport process, and through another if a message timed out and others are to be tried."""
    going = True
    while going and each.seconds_left > 0:
        with TransportProcess(lock=lock) as transport:
            try:
                address = read_address(each.destination, os.environ)
                require_valid_address(transport, each.name, address)
            except UsageError as error:
                each.error = str(error).removeprefix(f"destination {each.name}: ")
                _record_wrong_address(each, queue, each.error)
                return
            if not transport.ready:
                each.error = NOT_STARTED
                return
            going = _send_through(transport, address, each, queue)


def _send_through(transport: TransportProcess, address: str, each: DestinationPass, queue: AlertQueue) -> bool:
    """Send for as long as the process lives; whether to go on with another."""
    while transport.ready:
        message = _next_message(each, queue) if each.seconds_left > 0 else None
        if message is None or not _send_one(each, queue, transport, address, message):
            return False
    return True


def _record_wrong_address(each: DestinationPass, queue: AlertQueue, error: str) -> None:
    now = each.clock()
    failures = read_health(queue, each.name).failures + 1
    record_failure(queue, each.name, error, now, now + backoff(failures))


def _send_one(
    each: DestinationPass, queue: AlertQueue, transport: TransportProcess, address: str, message: QueuedMessage
) -> bool:
    """Send a message; whether to go on to the next."""
    begin_attempt(queue, message.alert_id, each.clock())
    each.tried.add(message.alert_id)
    result = transport.send(_request_of(message, address, each.destination.timeout))
    now = each.clock()
    failures = max(message.attempts if result.status == "refused" else 0, read_health(queue, each.name).failures)
    again = None if result.status == "sent" else now + backoff(failures + 1)
    end_attempt(queue, message, result.status, now, error=result.error, again=again)
    if result.status == "sent":
        each.sent += 1
        each.error = None
        return True
    each.error = result.error
    return result.status == "refused" or message.attempts >= _STUBBORN


def _request_of(message: QueuedMessage, address: str, timeout: float) -> TransportRequest:
    """Return the request that sends a message, with its id as the last line."""
    marked = with_alert_id(Message(message.title, message.text, message.html), message.alert_id)
    facts = {"alert_id": message.alert_id, "kind": message.kind, **marked._asdict()}
    return TransportRequest(address=address, send=True, timeout=timeout, **facts)


def _next_message(each: DestinationPass, queue: AlertQueue) -> QueuedMessage | None:
    """Return the message to send now: first one already begun, then a new one of pending events."""
    now = each.clock()
    rested = now + LONGEST_BACKOFF if each.force else now
    begun = unfinished_messages(queue, each.name, rested)
    if fresh := [message for message in begun if message.alert_id not in each.tried]:
        return fresh[0]
    if (slots := free_slots(queue, each.destination, now)) <= 0:
        return None
    events = without_quiet(pending_events(queue, each.name, rested), each.destination, each.timezone, now)
    groups = group_events(events)
    if slots == 1 and len(groups) > 1:
        groups = [EventGroup(BUNDLE, "", "", tuple(events))]
    for group in groups:
        alert_id = alert_id_of(each.name, group.events)
        if alert_id not in each.tried:
            message = _message_of(each, alert_id, group)
            return claim_message(queue, message, [event.key for event in group.events], now)
    return None


def _message_of(each: DestinationPass, alert_id: str, group: EventGroup) -> QueuedMessage:
    """Return the message of a group; of a bundle the messages of its groups, merged."""
    if group.kind == BUNDLE:
        messages = [each.message(inner.events) for inner in group_events(group.events)]
        message = merge_messages(messages, each.destination.rate)
    else:
        message = each.message(group.events)
    ids = tuple(dict.fromkeys(event.incident_id for event in group.events))
    return QueuedMessage(alert_id, each.name, group.kind, group.rule, group.inbox, *message, ids)
