"""Batches: files read and parsed, over the cores if they are many.

Imported only when there is something to read: it brings polars.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TypeVarTuple

from pipeline.intake.read import Assignment, Chunk, read_chunk
from pipeline.intake.scan import FileStat, real_path
from pipeline.intake.tally import Tally
from pipeline.job import Job
from settings.model import Settings

CHUNK_FILES = 500
"""Files that one process reads at a time."""
CHUNKS = 10
"""Chunks that a batch has room for at least, by their bytes: what waits in memory is bounded by them."""
POOL_FROM = 2_000
"""Files from which on starting processes is worth it: each takes some 0.4 s to start."""

_Call = tuple[Assignment, int, list[tuple[FileStat, str]]]
Arguments = TypeVarTuple("Arguments")


def read_batches(job: Job, unread: Iterator[FileStat], tally: Tally) -> Iterator[list[Chunk]]:
    """Read and parse the files; each list of chunks is one batch, limited in files and bytes."""
    chunks = map_chunks(job.settings, read_chunk, _calls(job, unread, tally), parallel=tally.to_read >= POOL_FROM)
    for batch in group_chunks(job.settings, chunks):
        tally.read += sum(chunk.files.height for chunk in batch)
        for chunk in batch:
            tally.pending.extend(chunk.pending)
        yield batch


def group_chunks(settings: Settings, chunks: Iterable[Chunk]) -> Iterator[list[Chunk]]:
    """Group chunks into batches: no more files and bytes than the settings allow, but for the last chunk."""
    batch: list[Chunk] = []
    files = size = 0
    for chunk in chunks:
        batch.append(chunk)
        files += chunk.files.height
        size += int(chunk.files["size"].sum())
        if files >= settings.batch_files or size >= settings.batch_bytes:
            yield batch
            batch, files, size = [], 0, 0
    if batch:
        yield batch


def _calls(job: Job, unread: Iterator[FileStat], tally: Tally) -> Iterator[_Call]:
    """Yield the arguments of ``read_chunk``, chunk by chunk."""
    from schemas.validation.shapes import parsed_shapes  # pandera: imported while the processes start

    assignment = Assignment(
        inbox=job.run.inbox,
        profiles=job.profiles,
        max_file_size=job.settings.max_file_size,
        today=job.run.started_at.date(),
        shapes=parsed_shapes(),
    )
    limit = min(CHUNK_FILES, job.settings.batch_files)
    most_bytes = max(1, job.settings.batch_bytes // CHUNKS)
    first = size = 0
    files: list[tuple[FileStat, str]] = []
    for file in unread:
        files.append((file, real_path(job.inbox, tally.scan, file.path)))
        size += min(file.size, job.settings.max_file_size)
        if len(files) >= limit or size >= most_bytes:
            yield assignment, first, files
            first, files, size = first + len(files), [], 0
    if files:
        yield assignment, first, files


def map_chunks(
    settings: Settings, work: Callable[[*Arguments], Chunk], calls: Iterable[tuple[*Arguments]], *, parallel: bool
) -> Iterator[Chunk]:
    """Map ``work`` over the calls, in order: over the cores if ``parallel``, else in this process."""
    workers = settings.workers or len(os.sched_getaffinity(0))
    if not parallel or workers == 1:
        for call in calls:
            yield work(*call)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy DuckDB's and Prefect's threads half
    with ProcessPoolExecutor(workers, context, initializer=_die_with_parent) as pool:
        for _ in range(workers):
            pool.submit(_get_ready)
        waiting: deque[Future[Chunk]] = deque()
        ahead = settings.batch_files // CHUNK_FILES + workers
        for call in calls:
            waiting.append(pool.submit(work, *call))
            if len(waiting) > ahead:  # bounds the memory, and keeps every process busy while a batch is committed
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _get_ready() -> None:
    """Start a process: finding this function makes it import what it needs."""


def _die_with_parent() -> None:
    """End a process of the pool when the run is killed; else it would wait for work for ever.

    SIGINT is ignored here: the run ends the pool.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    if (parent := multiprocessing.parent_process()) is not None:
        Thread(target=watch, args=[parent], daemon=True).start()
