"""Verifying the queue of alerts: it can be read, knows what was handed over, and whom what waits in it is for."""

from collections.abc import Iterator
from datetime import UTC, datetime

from alerts.queue.queue import QUEUE_FILE
from alerts.queue.status import queue_of
from settings.model import Settings
from warehouse.connection import Connection
from warehouse.errors import WarehouseDamagedError
from warehouse.incidents.outbox import list_relayed
from warehouse.verify.verify import EXAMPLES, FAULT, NOTE, PENDING, Check, CheckFinding

_SOUND = Check(
    "alerts_readable", "The queue of alerts, alerts.sqlite, can be read.", FAULT,
    "move it away, with its -wal: a new one is made, and the next run hands over again what is open",
)  # fmt: skip
_KNOWN = Check(
    "alerts_known", "The queue of alerts knows every open incident that was handed over.", PENDING,
    "the next run hands it over again: wirehouse ingest",
)  # fmt: skip
_ADDRESSED = Check(
    "alerts_addressed", "What waits to be sent is for destinations of the settings.", NOTE,
    "it is kept, and goes out if the destination comes back",
)  # fmt: skip
CHECKS = (_SOUND, _KNOWN, _ADDRESSED)


def verify_alerts(connection: Connection, settings: Settings) -> Iterator[CheckFinding]:
    """Hold the outbox of the loader's database and the queue of its home against each other."""
    try:
        yield from _verify_queue(connection, settings)
    except WarehouseDamagedError as error:
        yield _SOUND.finding(1, [{"error": str(error)}])


def _verify_queue(connection: Connection, settings: Settings) -> Iterator[CheckFinding]:
    handed = [key for key, _ in list_relayed(connection, datetime.now(UTC))]
    with queue_of(settings.home) as queue:
        if queue and (damage := queue.damage()):
            raise WarehouseDamagedError(f"{settings.home / QUEUE_FILE}: {damage}")
        unknown = sorted(queue.unknown(handed)) if queue else handed
        waiting = [row for row in queue.destinations() if row["waiting"]] if queue else []
    if unknown:
        yield _KNOWN.finding(len(unknown), [{"key": key} for key in unknown[:EXAMPLES]])
    known = {one.name for one in settings.destinations}
    if lost := [row for row in waiting if row["name"] not in known]:
        yield _ADDRESSED.finding(
            len(lost), [{"destination": row["name"], "waiting": row["waiting"]} for row in lost[:EXAMPLES]]
        )
