"""The log of wirehouse in flow runs: its lines go to the log of the run that Prefect keeps."""

import logging

from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger


class _RunLogFilter(logging.Filter):
    """Give records to the logger of the current flow or task run instead of the handlers.

    A filter, not a handler as by Prefect's setting of extra loggers: that would print each line a second time, and warn
    of every line of a thread that is in no run.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the handlers get the record: outside of runs."""
        try:
            run_logger = get_run_logger()
        except MissingContextError:
            return True
        run_logger.log(record.levelno, "%s", record.getMessage())
        return False


_FILTER = _RunLogFilter()


def log_to_runs() -> None:
    """Send the log of wirehouse to the current run from now on, in every run of this process."""
    logging.getLogger("wirehouse").addFilter(_FILTER)
