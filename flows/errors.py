"""What stops a command, with the exit code that says so.

FlowError
├── UsageError     exit 2: wrong usage or settings
├── LockedError    exit 4: another run holds the warehouse
└── RunError       exit 1: a run failed
    └── NotPublishedError   it was finished, but its readers have not got it yet
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.incidents.events import Event

QUARANTINED = 3
"""The exit code for files that are withheld, where somebody asked for it."""


class FlowError(Exception):
    """The root: its text is a sentence for the user.

    ``recorded`` says whether an incident tells of it, ``events`` what the run that failed changed of any.
    """

    exit_code = 1
    recorded = False
    events: "Sequence[Event]" = ()


class UsageError(FlowError):
    """Raised when an argument or a setting is wrong."""

    exit_code = 2


class LockedError(FlowError):
    """Raised when another run holds the warehouse for longer than lock_timeout."""

    exit_code = 4


class RunError(FlowError):
    """Raised when a run could not be finished; its files stay pending."""


class NotPublishedError(RunError):
    """Raised when a run is finished but could not be published; the next one does it."""
