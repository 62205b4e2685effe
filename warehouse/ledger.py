"""The ledger's view of a scan: what is known, what must be read, what is gone."""

from collections.abc import Sequence
from typing import Any

from warehouse.connection import Connection, frames
from warehouse.statements import run_sql


def classify_sightings(connection: Connection, inbox: str, seen: Any, blind: Sequence[str]) -> list[tuple[Any, ...]]:
    """Compare a scan with the ledger; the files to read, as rows of ``seen`` in the order to read them in.

    ``seen`` is a frame of path, size, mtime_ns, ctime_ns, inode; ``blind`` the directories, each ending in a
    slash, that could not be looked into. Leaves the temporary tables sightings and absent for the batches.
    """
    values = {"inbox": inbox, "blind": list(blind)}
    with frames(connection, seen=seen):
        run_sql(connection, "classify_sightings", values)
    run_sql(connection, "list_absent", values)
    return run_sql(connection, "list_unread", values).fetchall()
