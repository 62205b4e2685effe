"""The ledger's view of a scan: what is known, what must be read, what is gone."""

from collections.abc import Iterator, Sequence
from typing import Any

from warehouse.connection import Connection, frames
from warehouse.sql import first_of, run_sql

_AT_ONCE = 5_000


def classify_sightings(connection: Connection, inbox: str, seen: Any, unreadable: Sequence[str]) -> int:
    """Compare a scan with the ledger; how many files are to be read.

    ``seen`` is an Arrow stream of path, size, mtime_ns, ctime_ns, inode; ``unreadable`` the directories, each ending
    in a slash, that could not be looked into. Leaves the temporary tables sightings (what is not as the ledger has
    it) and absent for the batches.
    """
    values = {"inbox": inbox, "blind": list(unreadable)}
    with frames(connection, seen=seen):
        run_sql(connection, "load/ledger", "classify_sightings", values)
    run_sql(connection, "load/ledger", "list_absent", values)
    count = first_of(connection.execute("SELECT count(*) FROM sightings WHERE look <> 'absent'"))
    return int(count[0]) if count else 0


def list_unread(connection: Connection, settled_ns: int) -> Iterator[tuple[Any, ...]]:
    """The files to read, as rows like those of the scan, some thousands at a time.

    Those whose inode changed after ``settled_ns`` (nanoseconds since 1970) come last.
    """
    run_sql(connection, "load/ledger", "list_unread", {"settled_ns": settled_ns})
    after = 0
    while rows := run_sql(connection, "load/ledger", "read_unread", {"after": after, "count": _AT_ONCE}).fetchall():
        yield from rows
        after += len(rows)
