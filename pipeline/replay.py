"""Replay: quarantined originals are parsed and validated again, by today's parser and contract.

They are loaded like files of the inbox; only their bytes come from the warehouse.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.intake.tally import Tally
from pipeline.job import Job
from pipeline.steps import Step
from warehouse.connection import Connection
from warehouse.load.replay import ReplaySelection, list_quarantined, read_replayable, reopen_quarantined

if TYPE_CHECKING:
    from pipeline.intake.read import Chunk

RELEASABLE = ReplaySelection()
"""Files that a change of parser, contract, limit or date could release."""


def recall_quarantined(job: Job, loader: Connection, choice: ReplaySelection = RELEASABLE) -> list[str]:
    """Stage the quarantined files to replay; return the paths of those whose originals are missing.

    Those are not staged: the next scan of the inbox has them read again.
    """
    limit, today = job.settings.max_file_size, job.run.started_at.date()
    if not list_quarantined(loader, job.run, choice, max_file_size=limit, today=today):
        return []
    import polars as pl

    from pipeline.intake.originals import find_originals

    unkept = find_originals(job, read_replayable(loader)).filter(pl.col("place").is_null())
    reopen_quarantined(loader, job.run, unkept)
    paths: list[str] = unkept["path"].to_list()
    return paths


def reread_quarantined(job: Job, loader: Connection, tally: Tally, step: Step) -> "Iterator[list[Chunk]]":
    """Parse the originals of the staged files again, a batch at a time."""
    if not tally.to_replay:
        return
    from pipeline.intake.originals import find_originals, reread_batches

    batches = reread_batches(job, find_originals(job, read_replayable(loader)))
    while (chunks := step("replay", lambda: next(batches, None))) is not None:
        tally.replayed += sum(chunk.files.height for chunk in chunks)
        _reopen_damaged(job, loader, chunks)
        yield chunks


def _reopen_damaged(job: Job, loader: Connection, chunks: "list[Chunk]") -> None:
    """Mark files to be read from the inbox again if their originals are damaged."""
    import polars as pl

    if damaged := [path for chunk in chunks for path, _ in chunk.pending]:
        reopen_quarantined(loader, job.run, pl.DataFrame({"path": damaged}))
