"""One run: scan, recall, classify, settle, replay, read, validate, commit, check, receipt, tell, publish.

The steps are plain functions. Who asks for the run decides how a step is called: directly, or as a Prefect task.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import chain
from traceback import format_exception
from typing import Any

from pipeline.intake.scan import Look, scan_inbox
from pipeline.intake.settle import settled
from pipeline.job import Job
from pipeline.receipt import Receipt, Tally, receipt_of
from pipeline.relay import hand_over_changes, handing_over, is_told, policy_of
from pipeline.replay import recall_withheld, replayed_batches
from pipeline.signals import finish_asked, signals_kept, stop_if_asked
from pipeline.steps import Step, Stopwatch, plainly
from warehouse.connection import (
    LOADER,
    ORIGINALS,
    PUBLISHED,
    Connection,
    DatabaseError,
    OutOfMemory,
    expect_frames,
    open_loader,
)
from warehouse.errors import NotPublishedError, ReceiptError, RunError, WarehouseError
from warehouse.incidents.events import Event
from warehouse.incidents.outbox import events_of
from warehouse.load.batch import Batch, commit_batch
from warehouse.load.dry_run import open_rehearsal
from warehouse.load.ledger import classify_sightings, list_unread
from warehouse.load.originals import keep_originals
from warehouse.load.replay import stage_replay
from warehouse.lock import writer_lock
from warehouse.migrate import migrate
from warehouse.publish.publish import Draft, drafting, needs_publishing, publish
from warehouse.publish.restore import restore_lost
from warehouse.runs.checks import check_run
from warehouse.runs.runs import begin_run, fail_run, finish_run, keep_laps, note_unpublished


def ingest_inbox(job: Job, step: Step = plainly) -> Receipt:
    """Bring the warehouse up to what lies in the inbox; with ``job.dry_run``, say what that would do.

    Raises WarehouseError. Whatever is raised in the middle leaves whole batches behind, and the
    run marked as failed: its other files stay pending for the next run. They do so too in a run that was asked to
    finish, which is no failure.
    """
    with signals_kept(), loader_of(job) as loader, handing_over(job, loader), a_run(job, loader):
        return _run_steps(job, loader, step)


@contextmanager
def a_run(job: Job, loader: Connection) -> Iterator[None]:
    """The block as one run: its row begins it, and says so if the block fails. Raises WarehouseError.

    Those have ``recorded`` set if an incident tells of them.
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
        failure = error if isinstance(error, WarehouseError) else _broken_down(job, error)
        failure.recorded, failure.events = recorded, _events(job, loader)
        if failure is error:
            raise
        raise failure from error


def _broken_down(job: Job, error: Exception) -> RunError:
    msg = f"run {job.run.run_id} broke down ({_first_line(error)}); what is not loaded stays pending"
    return RunError(msg + _cure(job, error))


def _record(job: Job, loader: Connection, error: BaseException) -> bool:
    """Write that the run failed, and an incident unless somebody interrupted it (he knows) or it is told already.

    Whether an incident was written.
    """
    told = isinstance(error, Exception) and not _is_interrupt(error) and not is_told(job)
    with suppress(DatabaseError):  # after a full disk the database is dead: the next run finds this one crashed
        fail_run(loader, job.run, _told(error), job.clock(), policy_of(job), told=told)
        return told
    return False


def _events(job: Job, loader: Connection) -> list[Event]:
    """What a run that failed changed of incidents."""
    with suppress(DatabaseError):
        return events_of(loader, job.run.run_id)
    return []


def _is_interrupt(error: BaseException) -> bool:
    """Whether this is what DuckDB made of a Ctrl-C: an error of its own, or one of Python's."""
    if isinstance(error, DatabaseError):
        return str(error).startswith("KeyboardInterrupt")
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def publish_run(job: Job, loader: Connection, draft: Draft | None = None) -> datetime:
    """Publish what has been loaded; when. Raises NotPublishedError."""
    now = job.clock()
    try:
        publish(loader, job.home, now, draft)
    except (OSError, DatabaseError, WarehouseError) as error:
        msg = f"everything is loaded, but not published ({_first_line(error)}); readers keep the copy that they have, "
        failure = NotPublishedError(f"{msg}and the next run publishes{_cure(job, error)}")
        with suppress(DatabaseError):
            note_unpublished(loader, job.run, _first_line(error), now)
            failure.recorded = True
        raise failure from error
    return now


def _cure(job: Job, error: Exception) -> str:
    return f"; raise memory_limit ({job.settings.memory_limit})" if isinstance(error, OutOfMemory) else ""


def _told(error: BaseException) -> str:
    """One line for people, then the traceback for whoever mends it."""
    return f"{_first_line(error)}\n\n{''.join(format_exception(error))}"


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _run_steps(job: Job, loader: Connection, way: Step) -> Receipt:
    expect_frames()
    watch = Stopwatch()
    step = watch.timed(way)
    scan = step("scan", lambda: scan_inbox(job.inbox, job.settings.patterns, outside=[job.home]))
    tally = Tally(scan, found=len(scan.looks))
    step("recall", lambda: recall_withheld(job, loader))
    tally.to_read = step("classify", lambda: classify_sightings(loader, job.run.inbox, scan.hand_over(), scan.blind))
    tally.to_replay = stage_replay(loader)
    looks = settled(job, scan, list_unread(loader, scan.ended_ns - job.settle_ns), tally)
    work = tally.to_read + tally.to_replay
    with drafting(job.home, early=work > 0 and not job.dry_run) as draft:
        for batch in chain(replayed_batches(job, loader, tally, step), _batches(job, looks, tally, step)):
            step("commit", partial(commit, job, loader, batch))
            job.on_progress(tally.read + tally.replayed, work)
            stop_if_asked()
            if finish_asked.is_set():
                break
        if finish_asked.is_set():
            tally.left = tally.to_read - tally.read - len(tally.pending)
        oddities = step("check", lambda: check_run(loader, job.run, job.rules))
        row = step("receipt", lambda: _finish(job, loader, tally, watch))
        if job.alerting.open_queue and not job.dry_run:
            step("tell", lambda: hand_over_changes(job, loader, completed=True))
        if not job.dry_run and needs_publishing(loader, job.home):
            row["published_at"] = step("publish", lambda: publish_run(job, loader, draft))
            keep_laps(loader, job.run, watch.take())
    return receipt_of(loader, row, tally, oddities, dry_run=job.dry_run)


def _finish(job: Job, loader: Connection, tally: Tally, watch: Stopwatch) -> dict[str, Any]:
    return finish_run(loader, job.run, tally.counts(), job.clock(), policy_of(job), laps=watch.take())


def _batches(job: Job, looks: Iterator[Look], tally: Tally, step: Step) -> Iterator[Batch]:
    """The files to read, as batches of read, parsed and judged ones."""
    if not tally.to_read:
        return
    from pipeline.intake.batches import read_batches

    batches = read_batches(job, looks, tally)
    while (chunks := step("read", lambda: next(batches, None))) is not None:
        from pipeline.intake.validate import judge_batch

        yield step("validate", partial(judge_batch, job.rules, chunks))


def commit(job: Job, loader: Connection, batch: Batch) -> None:
    """Originals first: the batch is committed only when they are on the disk, and prepared meanwhile."""
    with ThreadPoolExecutor(1) as beside:
        kept = None if job.dry_run else beside.submit(_keep, job, batch)
        commit_batch(loader, job.run, batch, now=job.clock(), first=kept.result if kept else lambda: None)


def _keep(job: Job, batch: Batch) -> None:
    settings = job.settings
    path = job.home / ORIGINALS
    keep_originals(path, batch.originals, memory_limit=settings.memory_limit, patience=settings.lock_timeout)


@contextmanager
def loader_of(job: Job) -> Iterator[Connection]:
    """The loader's database, locked for this run; for a dry run a copy of the ledger in memory."""
    if job.dry_run:
        with open_rehearsal(job.home / LOADER) as rehearsal:
            yield rehearsal
        return
    job.home.mkdir(parents=True, exist_ok=True)
    with (
        writer_lock(job.home, job.settings.lock_timeout, finish_asked.is_set),
        open_loader(job.home / LOADER, memory_limit=job.settings.memory_limit) as loader,
    ):
        migrate(loader)
        if lost := restore_lost(loader, job.home / PUBLISHED):
            job.say(
                f"the loader's database lacked {len(lost)} runs that readers know; it has them back from their copy"
            )
        yield loader
