"""What can go wrong in the warehouse.

WarehouseError
├── WarehouseBusyError      another process has the database
├── WarehouseDamagedError   the file is no sound database, or one of a newer wirehouse
├── WarehouseMissingError   there is no database yet
├── ReceiptError            the counts of a run do not add up
└── QueryError              an SQL statement of the user's failed
"""

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.incidents.events import Event

DatabaseError = duckdb.Error
"""What DuckDB raises, for those who may not import it."""
OutOfMemory = duckdb.OutOfMemoryException
"""The same for a statement that needs more than the connection's memory limit."""


class WarehouseError(Exception):
    """The root: its text is a sentence for the user.

    ``recorded`` says whether an incident tells of it, ``events`` what the run that failed changed of any.
    """

    recorded = False
    events: "Sequence[Event]" = ()


class WarehouseBusyError(WarehouseError):
    """Raised when another process has the database."""


class WarehouseDamagedError(WarehouseError):
    """Raised when the file is no sound database, or was made by a newer wirehouse."""


class WarehouseMissingError(WarehouseError):
    """Raised when there is no database yet."""


class ReceiptError(WarehouseError):
    """Raised when the counts of a run do not add up."""


class QueryError(WarehouseError):
    """Raised when an SQL statement of the user's fails."""
