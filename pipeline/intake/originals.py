"""Parse originals again: batches as from an inbox, but the bytes come from the warehouse."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from articles.outlets.profile import Profile
from articles.record import Parsed
from pipeline.intake.batches import CHUNK_FILES, CHUNKS, POOL_FROM, group_chunks, map_chunks
from pipeline.intake.pending import DAMAGED
from pipeline.intake.read import FILE, ORIGINAL, Assignment, Chunk, parse_safely, too_large
from pipeline.job import Job
from schemas.search_index import number_words
from schemas.validation.frames import frames_of
from settings.profiles import load_profiles
from warehouse.connection import ORIGINALS
from warehouse.load.originals import fetch_originals, locate_originals, unpacker

if TYPE_CHECKING:
    from datetime import date


def find_originals(job: Job, wanted: pl.DataFrame) -> pl.DataFrame:
    """Add size and place of the originals to files (a frame with sha256); place is NULL for a missing original."""
    path = job.home / ORIGINALS
    if not path.exists():
        return wanted.with_columns(size=pl.lit(0, pl.Int64), place=pl.lit(None, pl.Int64))
    places = locate_originals(path, wanted, patience=job.settings.lock_timeout)
    return wanted.drop("size", strict=False).join(places, on="sha256", how="left", maintain_order="left")


def split_kept(files: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Split files into those with originals, in storage order, and the paths of the others."""
    lost = pl.col("place").is_null()
    return files.filter(~lost).sort("place"), files.filter(lost)["path"].to_list()


def reread_batches(job: Job, wanted: pl.DataFrame) -> Iterator[list[Chunk]]:
    """Parse the originals of some files again, in the order given; each list of chunks is one batch.

    ``wanted`` has path, sha256, article_id, and size and place as ``find_originals`` gives them; for a replay also the
    ledger's mtime_ns, ctime_ns and inode.
    """
    stat = [pl.lit(0).alias(name) for name in ("mtime_ns", "ctime_ns", "inode") if name not in wanted.columns]
    files = wanted.with_row_index("ordinal").with_columns(
        pl.col("article_id").alias("own_id"), pl.lit(value=False).alias("id_derived"), *stat
    )
    calls = _calls(job, files.select(*FILE, "place").cast(pl.Schema(FILE)))
    chunks = map_chunks(job.settings, reread_chunk, calls, parallel=wanted.height >= POOL_FROM)
    return group_chunks(job.settings, chunks)


def reread_chunk(assignment: Assignment, items: pl.DataFrame) -> Chunk:
    """Parse some originals, given as a frame of the columns of ``Chunk.files`` and bytes (Zstandard)."""
    outlets = load_profiles(assignment.profiles)
    unpack = unpacker()
    parsed: list[Parsed] = []
    kept: list[bool] = []
    for path, size, digest, packed in items.select("path", "size", "sha256", "bytes").iter_rows():
        data = unpack(packed, size, digest)
        kept.append(data is not None)
        if data is not None:
            parsed.append(_parsed(data, path, outlets.choose(path).profiles, assignment))
    files = items.drop("bytes")
    sound = files.filter(pl.Series(kept, dtype=pl.Boolean))
    damaged = files.filter(~pl.Series(kept, dtype=pl.Boolean))
    frames = frames_of(assignment.shapes, sound["ordinal"].to_list(), sound["own_id"].to_list(), parsed)
    return Chunk(
        files=sound,
        originals=pl.DataFrame(schema=ORIGINAL),
        parsed=frames,
        words=number_words(frames.records, frames.images),
        pending=tuple((path, DAMAGED) for path in damaged["path"]),
    )


def assignment_of(job: Job, today: "date") -> Assignment:
    """What the processes need to know besides the originals."""
    from schemas.validation.shapes import parsed_shapes  # pandera, which the processes do without

    return Assignment(
        inbox=job.run.inbox,
        profiles=job.profiles,
        max_file_size=job.settings.max_file_size,
        today=today,
        shapes=parsed_shapes(),
    )


def _parsed(data: bytes, path: str, profiles: Sequence[Profile], assignment: Assignment) -> Parsed:
    if len(data) > assignment.max_file_size:
        return too_large(len(data), assignment.max_file_size)
    return parse_safely(data, path, profiles, assignment.today)


def _calls(job: Job, files: pl.DataFrame) -> Iterator[tuple[Assignment, pl.DataFrame]]:
    """The work of the processes, chunk by chunk; the bytes are fetched a slice at a time."""
    assignment = assignment_of(job, job.run.started_at.date())
    chunk = min(CHUNK_FILES, job.settings.batch_files)
    most_bytes = max(1, job.settings.batch_bytes // CHUNKS)
    for part in slices_of(files, job.settings.batch_files, job.settings.batch_bytes):
        fetched = fetch_originals(job.home / ORIGINALS, part, patience=job.settings.lock_timeout)
        whole = part.drop("place").join(fetched, on="sha256", how="left", maintain_order="left")
        for few in slices_of(whole, chunk, most_bytes):
            yield assignment, few


def slices_of(files: pl.DataFrame, most_files: int, most_bytes: int) -> Iterator[pl.DataFrame]:
    """The frame cut into runs of rows with no more files, and not many more bytes, than given."""
    nth = pl.int_range(pl.len()) // most_files
    weight = (pl.col("size").cum_sum() - pl.col("size")) // most_bytes
    cuts = files.with_columns((nth.rle_id() + weight.rle_id()).alias("cut"))
    yield from cuts.partition_by("cut", maintain_order=True, include_key=False)
