"""A run that fails: its row says so, and an incident, unless it was interrupted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from traceback import format_exception

from pipeline.job import Job
from pipeline.relay import is_reported, policy_of
from warehouse.connection import Connection, DatabaseError, OutOfMemory
from warehouse.errors import NotPublishedError, ReceiptError, RunError, WarehouseError, typed_line
from warehouse.incidents.events import Event
from warehouse.incidents.outbox import events_of
from warehouse.runs.runs import begin_run, fail_run


@contextmanager
def recorded_run(job: Job, loader: Connection) -> Iterator[None]:
    """Begin the run's row, and mark it as failed if the block raises. Raises WarehouseError.

    An error that an incident reports has ``recorded`` set.
    """
    begin_run(loader, job.run, list(job.rules.values()))
    try:
        yield
    except (NotPublishedError, ReceiptError) as error:  # the run itself has ended
        error.events = _events(job, loader)
        raise
    except BaseException as error:
        recorded = _record(job, loader, error)
        if _is_interrupt(error):
            raise KeyboardInterrupt from error
        if not isinstance(error, Exception):
            raise
        failure = error if isinstance(error, WarehouseError) else _run_error(job, error)
        failure.recorded, failure.events = recorded, _events(job, loader)
        if failure is error:
            raise
        raise failure from error


def _run_error(job: Job, error: Exception) -> RunError:
    """Return what is raised in place of an unexpected error."""
    msg = f"run {job.run.run_id} broke down ({typed_line(error)}); what is not loaded stays pending"
    return RunError(msg + memory_hint(job, error))


def _record(job: Job, loader: Connection, error: BaseException) -> bool:
    """Mark the run as failed, with an incident unless it was interrupted or ``run_failed`` is open already.

    Returns whether an incident was written.
    """
    reported = isinstance(error, Exception) and not _is_interrupt(error) and not is_reported(job)
    with suppress(DatabaseError):  # after a full disk the database is dead: the next run finds this one crashed
        fail_run(loader, job.run, _error_text(error), job.clock(), policy_of(job), notify=reported)
        return reported
    return False


def _events(job: Job, loader: Connection) -> list[Event]:
    """Return the incident changes of a failed run."""
    with suppress(DatabaseError):
        return events_of(loader, job.run.run_id)
    return []


def _is_interrupt(error: BaseException) -> bool:
    """Whether DuckDB turned SIGINT into this error: one of its own, or a RuntimeError."""
    if isinstance(error, DatabaseError):
        return str(error).startswith("KeyboardInterrupt")
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def memory_hint(job: Job, error: Exception) -> str:
    """Return the remedy for a lack of memory, else nothing."""
    return f"; raise memory_limit ({job.settings.memory_limit})" if isinstance(error, OutOfMemory) else ""


def _error_text(error: BaseException) -> str:
    """Return one line for users, then the traceback for developers."""
    return f"{typed_line(error)}\n\n{''.join(format_exception(error))}"
