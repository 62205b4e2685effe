"""The log of wirehouse on the terminal: a command chooses how its lines are printed."""

import logging
from collections.abc import Callable

from cli.views.terminal import echo_failure


class _LineHandler(logging.Handler):
    """Print the message of each record."""

    def __init__(self, echo: Callable[[str], None]) -> None:
        """Print with ``echo``."""
        super().__init__()
        self._echo = echo

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record. Raises what printing raises: a reader that closed the pipe ends the command."""
        self._echo(record.getMessage())


def print_log(echo: Callable[[str], None] = echo_failure, level: int = logging.WARNING) -> None:
    """Print records of at least ``level`` with ``echo`` from now on, on stderr if not given, and nowhere else."""
    logger = logging.getLogger("wirehouse")
    logger.handlers = [_LineHandler(echo)]
    logger.setLevel(level)
    logger.propagate = False  # Prefect gives the root logger a handler of its own: lines would come twice
