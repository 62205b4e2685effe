"""Replaying: withheld originals parsed and judged again, by today's parser and contract.

From the batch on they go the way of files that are read; only their bytes come from the warehouse.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from pipeline.job import Job
from pipeline.receipt import Tally
from pipeline.steps import Step
from warehouse.connection import Connection
from warehouse.load.batch import Batch
from warehouse.load.replay import ReplaySelection, list_quarantined, read_replayable, reopen_quarantined

if TYPE_CHECKING:
    from pipeline.intake.read import Chunk

FREEABLE = ReplaySelection()
"""Those that a change of parser, contract, limit or date could free."""


def recall_withheld(job: Job, loader: Connection, choice: ReplaySelection = FREEABLE) -> list[str]:
    """List the withheld files to replay; the paths of those whose originals are not kept.

    These are not listed: the next scan of the inbox has them read again.
    """
    limit, today = job.settings.max_file_size, job.run.started_at.date()
    if not list_quarantined(loader, job.run, choice, max_file_size=limit, today=today):
        return []
    import polars as pl

    from pipeline.intake.originals import located

    unkept = located(job, read_replayable(loader)).filter(pl.col("place").is_null())
    reopen_quarantined(loader, job.run, unkept)
    paths: list[str] = unkept["path"].to_list()
    return paths


def replayed_batches(job: Job, loader: Connection, tally: Tally, step: Step) -> Iterator[Batch]:
    """The listed files as batches of parsed and judged ones."""
    if not tally.to_replay:
        return
    from pipeline.intake.originals import located, reread_batches
    from pipeline.intake.validate import judge_batch

    batches = reread_batches(job, located(job, read_replayable(loader)))
    while (chunks := step("replay", lambda: next(batches, None))) is not None:
        tally.replayed += sum(chunk.files.height for chunk in chunks)
        _reopen_damaged(job, loader, chunks)
        yield step("validate", partial(judge_batch, job.rules, chunks))


def _reopen_damaged(job: Job, loader: Connection, chunks: "list[Chunk]") -> None:
    """Have files read from the inbox again whose originals are not what they were."""
    import polars as pl

    if damaged := [path for chunk in chunks for path, _ in chunk.pending]:
        reopen_quarantined(loader, job.run, pl.DataFrame({"path": damaged}))
