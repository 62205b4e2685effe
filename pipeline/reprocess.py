"""Runs that read no inbox: replay of quarantined originals, reparse of stored articles. One run for each inbox."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipeline.failures import recorded_run
from pipeline.intake.scan import Scan
from pipeline.intake.tally import Tally
from pipeline.job import Job, for_inbox
from pipeline.relay import policy_of, relay_on_exit, relay_outbox
from pipeline.replay import recall_quarantined, reread_quarantined
from pipeline.run import commit, locked_loader, publish_run
from pipeline.signals import raise_if_interrupted
from pipeline.steps import call_directly
from warehouse.connection import LOADER, Connection, DatabaseError
from warehouse.errors import NotPublishedError, WarehouseMissingError
from warehouse.load.reparse import (
    ReparseSelection,
    commit_reparsed,
    count_renewed,
    list_retained,
    list_stored,
    reopen_unkept,
)
from warehouse.load.replay import ReplaySelection, inboxes_of, list_released, skip_scan, stage_replay
from warehouse.publish.publish import needs_publishing
from warehouse.queries.quarantine import QuarantineFilter, list_quarantine
from warehouse.runs.runs import finish_run


@dataclass(slots=True)
class Reprocessed:
    """Result of a replay or a reparse.

    ``runs`` are the rows of the runs; ``unkept`` the paths of originals that are missing or damaged. Of a replay:
    ``freed`` and ``withheld`` files; of a reparse: ``fields`` that changed, and the articles ``retained``.
    """

    runs: list[dict[str, Any]] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)
    freed: list[dict[str, Any]] = field(default_factory=list)
    withheld: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    retained: list[dict[str, Any]] = field(default_factory=list)

    def total(self, column: str) -> int:
        """Return the sum of a count over the runs."""
        return sum(run[column] for run in self.runs)


def replay_quarantine(job: Job, choice: ReplaySelection) -> Reprocessed:
    """Parse and validate quarantined originals again, and load those that pass. A dry run uses a copy in memory.

    Raises WarehouseError, as ingest_inbox does.
    """
    return _run_each(job, "quarantine", lambda own, loader, result: _replay(own, loader, choice, result))


def reparse_articles(job: Job, selection: ReparseSelection) -> Reprocessed:
    """Bring stored articles to today's parser: a new version where values differ, nothing where they do not.

    An article that today's contract would withhold keeps its version. Raises as ingest_inbox does.
    """
    return _run_each(job, "articles", lambda own, loader, result: _reparse(own, loader, selection, result))


def _run_each(job: Job, table: str, steps: Callable[[Job, Connection, Reprocessed], None]) -> Reprocessed:
    """Run once for every inbox with rows in the table, and publish all runs at once."""
    if not (job.home / LOADER).exists():
        msg = f"there is no warehouse in {job.home} yet; run: wirehouse ingest"
        raise WarehouseMissingError(msg)
    result = Reprocessed()
    with locked_loader(job) as loader, relay_on_exit(job, loader):
        inboxes = inboxes_of(loader, table)
        for inbox in inboxes:
            for_inbox(job, inbox)  # raises for invalid settings of any inbox before the first run
        try:
            for inbox in inboxes:
                own = for_inbox(job, inbox)
                with recorded_run(own, loader):
                    skip_scan(loader)
                    steps(own, loader, result)
        except Exception:
            with suppress(
                NotPublishedError, DatabaseError
            ):  # what the runs before it changed; the next run tries it again
                _publish(job, loader)
            raise
        _publish(job, loader)
    return result


def _publish(job: Job, loader: Connection) -> None:
    """Relay the incidents of the runs, and publish their changes."""
    relay_outbox(job, loader)
    if not job.dry_run and needs_publishing(loader, job.home):
        publish_run(job, loader)


def _replay(job: Job, loader: Connection, choice: ReplaySelection, result: Reprocessed) -> None:
    from pipeline.intake.validate import validate_batch

    result.unkept += recall_quarantined(job, loader, choice)
    tally = Tally(Scan(), found=0, to_replay=stage_replay(loader))
    for chunks in reread_quarantined(job, loader, tally, call_directly):
        commit(job, loader, validate_batch(job.rules, chunks))
        job.on_progress(tally.replayed, tally.to_replay)
        raise_if_interrupted()
    result.runs.append(finish_run(loader, job.run, tally.counts(), job.clock(), policy_of(job)))
    result.freed += list_released(loader, job.run.run_id)
    result.withheld += list_quarantine(loader, QuarantineFilter(run_id=job.run.run_id))


def _reparse(job: Job, loader: Connection, selection: ReparseSelection, result: Reprocessed) -> None:
    from pipeline.intake.originals import find_originals, reread_batches, split_kept
    from pipeline.intake.validate import validate_batch

    kept, unkept = split_kept(find_originals(job, list_stored(loader, job.run, selection)))
    done = 0
    for chunks in reread_batches(job, kept):
        batch = validate_batch(job.rules, chunks)
        unkept += [path for chunk in chunks for path, _ in chunk.pending]
        commit_reparsed(loader, job.run, batch, job.clock())
        done += len(batch.readings)
        job.on_progress(done, len(kept))
        raise_if_interrupted()
    reopen_unkept(loader, job.run, unkept)
    result.unkept += unkept
    result.runs.append(finish_run(loader, job.run, {"reparsed_stated": done}, job.clock(), policy_of(job)))
    result.retained += list_retained(loader, job.run.run_id)
    for row in count_renewed(loader, job.run.run_id):
        result.fields[row["field"]] = result.fields.get(row["field"], 0) + row["articles"]
