"""Runs that read no inbox: withheld originals replayed, stored articles reparsed. One run for each inbox."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipeline.intake.scan import Scan
from pipeline.job import Job, for_inbox
from pipeline.receipt import Tally
from pipeline.relay import hand_over_changes, handing_over, policy_of
from pipeline.replay import recall_withheld, replayed_batches
from pipeline.run import a_run, commit, loader_of, publish_run
from pipeline.signals import stop_if_asked
from pipeline.steps import plainly
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
class Rerun:
    """What came of it.

    ``runs`` are the rows of the runs; ``unkept`` the paths of originals that are not kept or damaged. Of a replay:
    ``freed`` and ``withheld`` files; of a reparse: ``fields`` that changed, and the articles ``retained``.
    """

    runs: list[dict[str, Any]] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)
    freed: list[dict[str, Any]] = field(default_factory=list)
    withheld: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    retained: list[dict[str, Any]] = field(default_factory=list)

    def total(self, column: str) -> int:
        """A count of the runs, summed up."""
        return sum(run[column] for run in self.runs)


def replay_quarantine(job: Job, choice: ReplaySelection) -> Rerun:
    """Parse and judge withheld originals again; what passes is loaded. A dry run does so on a copy in memory.

    Raises WarehouseError, as ingest_inbox does.
    """
    return _run_each(job, "quarantine", lambda own, loader, outcome: _replay(own, loader, choice, outcome))


def reparse_articles(job: Job, selection: ReparseSelection) -> Rerun:
    """Bring stored articles to today's parser: a new version where values differ, nothing where they do not.

    An article that today's contract would withhold keeps its version. Raises as ingest_inbox does.
    """
    return _run_each(job, "articles", lambda own, loader, outcome: _reparse(own, loader, selection, outcome))


def _run_each(job: Job, table: str, steps: Callable[[Job, Connection, Rerun], None]) -> Rerun:
    """A run for every inbox that the table has rows of; readers get all of them at once."""
    if not (job.home / LOADER).exists():
        msg = f"there is no warehouse in {job.home} yet; run: wirehouse ingest"
        raise WarehouseMissingError(msg)
    outcome = Rerun()
    with loader_of(job) as loader, handing_over(job, loader):
        inboxes = inboxes_of(loader, table)
        for inbox in inboxes:
            for_inbox(job, inbox)  # a mistake in the settings of any is told before the first run
        try:
            for inbox in inboxes:
                own = for_inbox(job, inbox)
                with a_run(own, loader):
                    skip_scan(loader)
                    steps(own, loader, outcome)
        except Exception:
            with suppress(
                NotPublishedError, DatabaseError
            ):  # what the runs before it changed; the next run tries it again
                _publish(job, loader)
            raise
        _publish(job, loader)
    return outcome


def _publish(job: Job, loader: Connection) -> None:
    """Tell what the runs found, and publish what they changed."""
    hand_over_changes(job, loader)
    if not job.dry_run and needs_publishing(loader, job.home):
        publish_run(job, loader)


def _replay(job: Job, loader: Connection, choice: ReplaySelection, outcome: Rerun) -> None:
    outcome.unkept += recall_withheld(job, loader, choice)
    tally = Tally(Scan(), found=0, to_replay=stage_replay(loader))
    for batch in replayed_batches(job, loader, tally, plainly):
        commit(job, loader, batch)
        job.on_progress(tally.replayed, tally.to_replay)
        stop_if_asked()
    outcome.runs.append(finish_run(loader, job.run, tally.counts(), job.clock(), policy_of(job)))
    outcome.freed += list_released(loader, job.run.run_id)
    outcome.withheld += list_quarantine(loader, QuarantineFilter(run_id=job.run.run_id))


def _reparse(job: Job, loader: Connection, selection: ReparseSelection, outcome: Rerun) -> None:
    from pipeline.intake.originals import located, reread_batches, split_kept
    from pipeline.intake.validate import judge_batch

    kept, unkept = split_kept(located(job, list_stored(loader, job.run, selection)))
    done = 0
    for chunks in reread_batches(job, kept):
        batch = judge_batch(job.rules, chunks)
        unkept += [path for chunk in chunks for path, _ in chunk.pending]
        commit_reparsed(loader, job.run, batch, job.clock())
        done += len(batch.readings)
        job.on_progress(done, len(kept))
        stop_if_asked()
    reopen_unkept(loader, job.run, unkept)
    outcome.unkept += unkept
    outcome.runs.append(finish_run(loader, job.run, {"reparsed_stated": done}, job.clock(), policy_of(job)))
    outcome.retained += list_retained(loader, job.run.run_id)
    for row in count_renewed(loader, job.run.run_id):
        outcome.fields[row["field"]] = outcome.fields.get(row["field"], 0) + row["articles"]
