"""Reading files and having them parsed: the work of one process of the pool.

A file counts as read only if its state on the disk was the same before, during and after the reading.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b, sha256
from stat import S_ISREG

import polars as pl
from zstandard import ZstdCompressor

from articles.identity import article_id_from_name
from articles.outlets.profile import Profile
from articles.parse import parse_with
from articles.record import Finding, Parsed
from pipeline.intake.pending import CHANGED, pending_reason
from pipeline.intake.scan import FileStat
from schemas.search_index import WordFrames, number_words
from schemas.validation.frames import ParsedFrames, Shapes, frames_of
from settings.profiles import Profiles, load_profiles

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a process needs to know besides the files: the same for every chunk of a run."""

    inbox: str
    profiles: Profiles
    max_file_size: int
    today: date
    shapes: Shapes


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some files, read and parsed.

    files       ordinal, path, size, mtime_ns, ctime_ns, inode, sha256, own_id, id_derived: those that were read
    originals   sha256, size, bytes (Zstandard)
    pending     path and reason of those that were not
    """

    files: pl.DataFrame
    originals: pl.DataFrame
    parsed: ParsedFrames
    words: WordFrames
    pending: tuple[tuple[str, str], ...]


class NotReadError(Exception):
    """Raised when a file cannot be read now; its text says why."""


FILE = {
    "ordinal": pl.Int64(), "path": pl.String(), "size": pl.Int64(), "mtime_ns": pl.Int64(), "ctime_ns": pl.Int64(),
    "inode": pl.UInt64(), "sha256": pl.String(), "own_id": pl.String(), "id_derived": pl.Boolean(),
}  # fmt: skip
ORIGINAL = {"sha256": pl.String(), "size": pl.Int64(), "bytes": pl.Binary()}


def read_chunk(assignment: Assignment, first: int, files: Sequence[tuple[FileStat, str]]) -> Chunk:
    """Read and parse some files, given by stat and where to open them; ``first`` is the first one's ordinal."""
    outlets = load_profiles(assignment.profiles)
    compress = ZstdCompressor(level=1).compress
    rows: list[tuple[object, ...]] = []
    originals: list[tuple[str, int, bytes]] = []
    parsed: list[Parsed] = []
    pending: list[tuple[str, str]] = []
    for ordinal, (file, where) in enumerate(files, first):
        try:
            digest, data = read_file(where, file, assignment.max_file_size)
        except NotReadError as error:
            pending.append((file.path, str(error)))
            continue
        named = article_id_from_name(file.path)
        rows.append((ordinal, *file, digest, named or derived_id(assignment.inbox, file.path), named is None))
        if data is None:
            parsed.append(too_large(file.size, assignment.max_file_size))
        else:
            originals.append((digest, file.size, compress(data)))
            parsed.append(parse_safely(data, file.path, outlets.choose(file.path).profiles, assignment.today))
    table = pl.DataFrame(rows, schema=FILE, orient="row")
    frames = frames_of(assignment.shapes, table["ordinal"].to_list(), table["own_id"].to_list(), parsed)
    return Chunk(
        files=table,
        originals=pl.DataFrame(originals, schema=ORIGINAL, orient="row"),
        parsed=frames,
        words=number_words(frames.records, frames.images),
        pending=tuple(pending),
    )


def read_file(where: str, file: FileStat, limit: int) -> tuple[str, bytes | None]:
    """SHA-256 (hex) and bytes of a file; None for the bytes of one over the limit, which is only hashed.

    Raises NotReadError if it is not the file that was looked at, or if it changes while it is read.
    """
    try:
        descriptor = os.open(where, _FLAGS)
    except OSError as error:
        raise NotReadError(pending_reason(error)) from error
    try:
        before = os.fstat(descriptor)
        if not S_ISREG(before.st_mode) or FileStat.of(file.path, before) != file:
            raise NotReadError(CHANGED)
        data = None if file.size > limit else os.read(descriptor, file.size + 1)
        if data is not None and len(data) < file.size:
            data += _read_rest(descriptor)  # a signal or a network file system may cut a read short
        digest = _hash_rest(descriptor) if data is None else sha256(data).hexdigest()
        if FileStat.of(file.path, os.fstat(descriptor)) != file or (data is not None and len(data) != file.size):
            raise NotReadError(CHANGED)
    except OSError as error:
        raise NotReadError(pending_reason(error)) from error
    finally:
        os.close(descriptor)
    return digest, data


def derived_id(inbox: str, path: str) -> str:
    """An id of 16 hex digits for a file whose name has none, from where it was first seen."""
    return blake2b(f"{inbox}/{path}".encode(), digest_size=8).hexdigest()


def _read_rest(descriptor: int) -> bytes:
    return b"".join(iter(lambda: os.read(descriptor, _CHUNK), b""))


def _hash_rest(descriptor: int) -> str:
    digest = sha256()
    while chunk := os.read(descriptor, _CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def parse_safely(data: bytes, path: str, profiles: Sequence[Profile], today: date) -> Parsed:
    """The parser's answer; a parser that breaks down costs its file only, never the batch."""
    try:
        return parse_with(data, path, profiles, today)
    except Exception as error:  # noqa: BLE001  whatever it is: the file is withheld under a rule that says so
        detail = f"{type(error).__name__}: {error}"
        return Parsed(None, (Finding("parser_failed", detail=detail),), (), "")


def too_large(size: int, limit: int) -> Parsed:
    """What is said of a file that is larger than the limit, and that nobody parses."""
    detail = f"{size:,} bytes, max_file_size is {limit:,}"
    return Parsed(None, (Finding("too_large", field="size", value=str(size), detail=detail),), (), "")
