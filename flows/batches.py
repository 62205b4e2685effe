"""Batches: files read and parsed over the cores, judged as one frame.

Imported only when there is something to read: it brings polars and pandera.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from threading import Thread

import polars as pl

from flows.inbox import Look, real_path
from flows.job import Job
from flows.reading import CHANGED, GONE, Assignment, Chunk, read_chunk
from flows.receipt import Tally
from flows.settling import GROWING
from schemas.frames import ParsedFrames
from schemas.rules import Rule
from schemas.shapes import parsed_shapes
from schemas.validate import VERDICT, judge
from warehouse.load import Batch

CHUNK_FILES = 500
"""Files that one process reads at a time."""
POOL_FROM = 2_000
"""Files from which on starting processes is worth it: each takes some 0.4 s to start."""

_Call = tuple[Assignment, int, list[tuple[Look, str]]]


def read_batches(job: Job, looks: Iterator[Look], tally: Tally) -> Iterator[list[Chunk]]:
    """Read and parse; each list of chunks is one batch: some files, and no more bytes than the settings allow."""
    settings = job.settings
    batch: list[Chunk] = []
    files = size = 0
    for chunk in _chunks(job, _calls(job, looks, tally), parallel=tally.to_read >= POOL_FROM):
        tally.read += chunk.files.height
        tally.pending.extend(chunk.pending)
        batch.append(chunk)
        files += chunk.files.height
        size += int(chunk.files["size"].sum())
        if files >= settings.batch_files or size >= settings.batch_bytes:
            yield batch
            batch, files, size = [], 0, 0
    if batch:
        yield batch


def judge_batch(rules: Mapping[str, Rule], chunks: list[Chunk]) -> Batch:
    """Validate the files of some chunks as one frame."""
    parsed = ParsedFrames(
        records=pl.concat(chunk.parsed.records for chunk in chunks),
        images=pl.concat(chunk.parsed.images for chunk in chunks),
        spans=pl.concat(chunk.parsed.spans for chunk in chunks),
        findings=pl.concat(chunk.parsed.findings for chunk in chunks),
        texts=pl.concat(chunk.parsed.texts for chunk in chunks),
    )
    files = pl.concat(chunk.files for chunk in chunks)
    judgement = judge(parsed, rules)
    verdicts = judgement.verdicts.join(files.select("ordinal", "path"), on="ordinal", how="left").drop("ordinal")
    return Batch(
        readings=files.join(parsed.texts.drop("refused"), on="ordinal").with_columns(
            pl.col("ordinal").is_in(judgement.withheld.implode()).alias("withheld")
        ),
        records=judgement.records,
        images=parsed.images,
        spans=parsed.spans,
        verdicts=pl.concat([verdicts, _unreadable(chunks, rules["unreadable"], verdicts.columns)]),
        originals=pl.concat(chunk.originals for chunk in chunks),
    )


def _unreadable(chunks: Iterable[Chunk], rule: Rule, columns: list[str]) -> pl.DataFrame:
    """Verdicts on files that are pending because they cannot be read, not because somebody writes them."""
    rows = [
        {
            "path": path,
            "rule": rule.name,
            "severity": "warning",
            "stage": rule.stage,
            "message": f"The file is pending: {reason}.",
        }
        for chunk in chunks
        for path, reason in chunk.pending
        if reason not in (CHANGED, GONE, GROWING) and rule.severity != "off"
    ]
    schema = {"path": pl.String(), **VERDICT}
    return pl.DataFrame(rows, schema=schema).select(columns)


def _calls(job: Job, looks: Iterator[Look], tally: Tally) -> Iterator[_Call]:
    """The work of the processes, chunk by chunk."""
    assignment = Assignment(
        inbox=job.run.inbox,
        profile=job.settings.profile,
        profile_text=job.profile_text,
        max_file_size=job.settings.max_file_size,
        today=job.run.started_at.date(),
        shapes=parsed_shapes(),
    )
    limit = min(CHUNK_FILES, job.settings.batch_files)
    first = size = 0
    files: list[tuple[Look, str]] = []
    for look in looks:
        files.append((look, real_path(job.inbox, tally.scan, look.path)))
        size += min(look.size, job.settings.max_file_size)
        if len(files) >= limit or size >= job.settings.batch_bytes:
            yield assignment, first, files
            first, files, size = first + len(files), [], 0
    if files:
        yield assignment, first, files


def _chunks(job: Job, calls: Iterator[_Call], *, parallel: bool) -> Iterator[Chunk]:
    workers = job.settings.workers or len(os.sched_getaffinity(0))
    if not parallel or workers == 1:
        for call in calls:
            yield read_chunk(*call)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy DuckDB's and Prefect's threads half
    with ProcessPoolExecutor(workers, context, initializer=_die_with_parent) as pool:
        waiting: deque[Future[Chunk]] = deque()
        ahead = job.settings.batch_files // CHUNK_FILES + workers
        for call in calls:
            waiting.append(pool.submit(read_chunk, *call))
            if len(waiting) > ahead:  # bounds the memory, and keeps every process busy while a batch is committed
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _die_with_parent() -> None:
    """Let a process of the pool end when the run is killed; else it would wait for work for ever."""

    def watch(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    if (parent := multiprocessing.parent_process()) is not None:
        Thread(target=watch, args=[parent], daemon=True).start()
