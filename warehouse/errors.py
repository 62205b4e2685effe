"""Every error that ends a command, with its exit code.

WarehouseError                 exit 1
├── UsageError                 exit 2: wrong usage or settings
├── LockedError                exit 4: another run holds the warehouse
├── RunError                   a run failed
│   └── NotPublishedError      a run was completed, but its result is not published yet
├── WarehouseBusyError         exit 4: another process has the database open
├── WarehouseDamagedError      the file is damaged, or was made by a newer wirehouse
├── WarehouseMissingError      there is no database yet
├── ReceiptError               the counts of a run do not add up
├── DatabaseFailedError        DuckDB failed at a statement
└── QueryError                 the user's SQL statement failed
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.incidents.events import Event

QUARANTINED = 3
"""Exit code of ``--strict`` when files are quarantined."""


class WarehouseError(Exception):
    """The root: its text is a sentence for the user.

    ``recorded`` is True if an incident reports the error; ``events`` are the incident changes of the failed run.
    """

    exit_code = 1
    recorded = False
    events: "Sequence[Event]" = ()


class UsageError(WarehouseError):
    """Raised when an argument or a setting is wrong."""

    exit_code = 2


class LockedError(WarehouseError):
    """Raised when another run holds the warehouse for longer than lock_timeout."""

    exit_code = 4


class RunError(WarehouseError):
    """Raised when a run could not be finished; its files stay pending."""


class NotPublishedError(RunError):
    """Raised when a run is finished but could not be published; the next run publishes it."""


class WarehouseBusyError(WarehouseError):
    """Raised when another process has the database open."""

    exit_code = 4


class WarehouseDamagedError(WarehouseError):
    """Raised when the file is damaged, or was made by a newer wirehouse."""


class WarehouseMissingError(WarehouseError):
    """Raised when there is no database yet."""


class ReceiptError(WarehouseError):
    """Raised when the counts of a run do not add up."""


class DatabaseFailedError(WarehouseError):
    """Raised when DuckDB fails at a statement: the disk is full, the memory limit is reached, a table is missing."""


class QueryError(WarehouseError):
    """Raised when an SQL statement of the user's fails."""


def first_line(error: BaseException) -> str:
    """Return the text of an error in one line: of an OSError the file and the system's words; else the type's name."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the system'}: {error.strerror.lower()}"
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def typed_line(error: BaseException) -> str:
    """Return the type and the text of an error in one line: of an error that is not ours the text alone says little."""
    return f"{type(error).__name__}: {error}".splitlines()[0]
