"""One run of an inbox: scan, classify, read and parse, validate, load, check, publish; then notify.

``ingest_inbox`` is the plain run. ``flows.ingest`` calls the same steps in the same order, each as a Prefect task.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from pipeline.failures import memory_hint, recorded_run
from pipeline.intake.scan import FileStat, Scan, scan_inbox
from pipeline.intake.settle import settled_files
from pipeline.intake.tally import Tally
from pipeline.job import Job
from pipeline.receipt import Receipt, receipt_of
from pipeline.relay import policy_of, relay_on_exit, relay_outbox
from pipeline.replay import recall_quarantined, reread_quarantined
from pipeline.signals import keep_handlers, raise_if_interrupted, stop_requested
from pipeline.steps import Step, Stopwatch, call_directly
from warehouse.connection import (
    LOADER,
    ORIGINALS,
    PUBLISHED,
    Connection,
    DatabaseError,
    database_errors,
    open_loader,
    preload_arrow,
)
from warehouse.errors import NotPublishedError, WarehouseError, typed_line
from warehouse.load.batch import Batch, commit_batch
from warehouse.load.dry_run import open_dry_run
from warehouse.load.ledger import classify_sightings, list_unread
from warehouse.load.originals import keep_originals
from warehouse.load.replay import stage_replay
from warehouse.lock import writer_lock
from warehouse.migrate import migrate
from warehouse.publish.publish import PublishedCopy, copy_in_progress, needs_publishing, publish
from warehouse.publish.restore import recover_runs
from warehouse.runs.checks import run_checks
from warehouse.runs.runs import finish_run, keep_laps, open_not_published

if TYPE_CHECKING:
    from pipeline.intake.read import Chunk

_logger = logging.getLogger("wirehouse")


def ingest_inbox(job: Job) -> Receipt:
    """Bring the warehouse up to the files of the inbox; with ``job.dry_run`` return what that would do.

    Raises WarehouseError. An error or a crash leaves whole batches behind and the run marked as failed; its other files
    stay pending for the next run. They do so too after a requested stop, which is no failure. The caller notifies
    afterwards, without the lock: alerts are queued then.
    """
    with open_run(job) as run:
        run.scan()
        run.classify()
        for files in run.read_and_parse():
            run.load(run.validate(files))
        run.check()
        run.publish()
        return run.receipt()


@contextmanager
def open_run(job: Job, call: Step = call_directly) -> Iterator["IngestRun"]:
    """Lock the loader's database and begin the run; ``call`` calls its steps. Raises WarehouseError."""
    with (
        keep_handlers(),
        locked_loader(job) as loader,
        relay_on_exit(job, loader),
        recorded_run(job, loader),
        ExitStack() as exits,
    ):
        preload_arrow()
        yield IngestRun(job, loader, call, exits)


class IngestRun:
    """The steps of one run, to be called in the order in which they stand here.

    A method calls one or more steps, by the names that ``run_steps`` and Prefect show.
    """

    def __init__(self, job: Job, loader: Connection, call: Step, exits: ExitStack) -> None:
        """Start without files; ``exits`` cleans up at the end of the run."""
        self._job = job
        self._loader = loader
        self._exits = exits
        self._stopwatch = Stopwatch()
        self._step = self._stopwatch.timed(call)
        self._tally = Tally(Scan(), found=0)
        self._unread: Iterator[FileStat] = iter(())
        self._draft: PublishedCopy | None = None
        self._findings: list[dict[str, Any]] = []
        self._row: dict[str, Any] = {}

    def scan(self) -> None:
        """List the files of the inbox with their stat."""
        job = self._job
        scan = self._step("scan", lambda: scan_inbox(job.inbox, job.settings.patterns, outside=[job.home]))
        self._tally = Tally(scan, found=len(scan.files))

    def classify(self) -> None:
        """Compare the files with the ledger, and stage the quarantined originals to replay: the work of the run."""
        job, loader, tally, scan = self._job, self._loader, self._tally, self._tally.scan
        self._step("recall", lambda: recall_quarantined(job, loader))
        tally.to_read = self._step(
            "classify", lambda: classify_sightings(loader, job.run.inbox, scan.to_arrow(), scan.unreadable_dirs)
        )
        tally.to_replay = stage_replay(loader)
        self._unread = settled_files(job, scan, list_unread(loader, scan.ended_ns - job.settle_ns), tally)
        early = self._work > 0 and not job.dry_run
        self._draft = self._exits.enter_context(copy_in_progress(job.home, early=early))

    def read_and_parse(self) -> Iterator[list["Chunk"]]:
        """Yield batches, parsed: first originals to replay, then files of the inbox, until a stop is requested."""
        for chunks in chain(reread_quarantined(self._job, self._loader, self._tally, self._step), self._read()):
            yield chunks
            if stop_requested.is_set():
                return

    def validate(self, chunks: list["Chunk"]) -> Batch:
        """Validate a parsed batch."""
        from pipeline.intake.validate import validate_batch

        batch: Batch = self._step("validate", partial(validate_batch, self._job.rules, chunks))
        return batch

    def load(self, batch: Batch) -> None:
        """Commit a batch. Raises KeyboardInterrupt if a signal was recorded meanwhile."""
        self._step("commit", partial(commit, self._job, self._loader, batch))
        self._job.on_progress(self._tally.read + self._tally.replayed, self._work)
        raise_if_interrupted()

    def check(self) -> None:
        """Check the run as a whole, then its receipt, which ends it. Raises ReceiptError."""
        job, loader, tally = self._job, self._loader, self._tally
        if stop_requested.is_set():
            tally.not_reached = tally.to_read - tally.read - len(tally.pending)
        self._findings = self._step("check", lambda: run_checks(loader, job.run, job.rules))
        self._row = self._step("receipt", self._finish)

    def publish(self) -> None:
        """Queue the alerts of the run, and publish if anything changed. Raises NotPublishedError.

        The alerts are queued first, because the published database shows them.
        """
        job, loader = self._job, self._loader
        if job.dry_run:
            return
        if job.alerting.open_queue:
            self._step("tell", lambda: relay_outbox(job, loader, completed=True))
        if needs_publishing(loader, job.home):
            self._row["published_at"] = self._step("publish", lambda: publish_run(job, loader, self._draft))
            keep_laps(loader, job.run, self._stopwatch.take())

    def receipt(self) -> Receipt:
        """Return the receipt of the run that ended."""
        return receipt_of(self._loader, self._row, self._tally, self._findings, dry_run=self._job.dry_run)

    @property
    def _work(self) -> int:
        """Files to read and originals to replay."""
        return self._tally.to_read + self._tally.to_replay

    def _read(self) -> Iterator[list["Chunk"]]:
        """Read and parse the files of the inbox."""
        if not self._tally.to_read:
            return
        from pipeline.intake.batches import read_batches

        batches = read_batches(self._job, self._unread, self._tally)
        while (chunks := self._step("read", lambda: next(batches, None))) is not None:
            yield chunks

    def _finish(self) -> dict[str, Any]:
        job, laps = self._job, self._stopwatch.take()
        return finish_run(self._loader, job.run, self._tally.counts(), job.clock(), policy_of(job), laps=laps)


def commit(job: Job, loader: Connection, batch: Batch) -> None:
    """Commit a batch once its originals are on the disk; it is prepared while they are written."""
    with ThreadPoolExecutor(1) as beside:
        kept = None if job.dry_run else beside.submit(_keep, job, batch)
        commit_batch(loader, job.run, batch, now=job.clock(), first=kept.result if kept else lambda: None)


def _keep(job: Job, batch: Batch) -> None:
    settings = job.settings
    path = job.home / ORIGINALS
    keep_originals(path, batch.originals, memory_limit=settings.memory_limit, patience=settings.lock_timeout)


def publish_run(job: Job, loader: Connection, draft: PublishedCopy | None = None) -> datetime:
    """Publish the loaded data; return the time. Raises NotPublishedError."""
    now = job.clock()
    try:
        publish(loader, job.home, now, draft)
    except (OSError, DatabaseError, WarehouseError) as error:
        msg = f"everything is loaded, but not published ({typed_line(error)}); readers keep the copy that they have, "
        failure = NotPublishedError(f"{msg}and the next run publishes{memory_hint(job, error)}")
        with suppress(DatabaseError):
            open_not_published(loader, job.run, typed_line(error), now)
            failure.recorded = True
        raise failure from error
    return now


@contextmanager
def locked_loader(job: Job) -> Iterator[Connection]:
    """Open the loader's database under the writer's lock; for a dry run a copy of the ledger in memory."""
    if job.dry_run:
        with open_dry_run(job.home / LOADER) as copy:
            yield copy
        return
    job.home.mkdir(parents=True, exist_ok=True)
    with (
        database_errors(),
        writer_lock(job.home, job.settings.lock_timeout, stop_requested.is_set),
        open_loader(job.home / LOADER, memory_limit=job.settings.memory_limit) as loader,
    ):
        migrate(loader)
        if lost := recover_runs(loader, job.home / PUBLISHED):
            _logger.warning(
                "the loader's database lacked %d runs that readers know; it has them back from their copy", len(lost)
            )
        yield loader
