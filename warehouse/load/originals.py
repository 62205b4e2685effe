"""The bytes of every file ever read, by their digest, in a database file of their own."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from zstandard import ZstdDecompressor, ZstdError

from warehouse.connection import Connection, frames, open_loader, open_read_only, transaction
from warehouse.sql import first_of, frame_of, run_sql


def keep_originals(path: Path, originals: Any, *, memory_limit: str, patience: float) -> None:
    """Store a batch's bytes (a frame of sha256, size, bytes; each digest once), before the batch itself.

    They are addressed by their content: doing it twice is harmless, and a crash after it leaves an orphan. Bytes that
    were damaged meanwhile are replaced.
    The file is open only as long as this takes, so that ``explain`` finds it free.
    """
    with (
        open_loader(path, memory_limit=memory_limit, patience=patience) as connection,
        frames(connection, originals_read=originals),
    ):
        run_sql(connection, "load/originals", "create_originals", {})
        with transaction(connection):
            run_sql(connection, "load/originals", "stage_known_originals", {})
            if first_of(connection.execute("SELECT 1 FROM known_originals LIMIT 1")):
                run_sql(connection, "load/originals", "delete_changed_originals", {})
            run_sql(connection, "load/originals", "insert_originals", {})


def locate_originals(path: Path, wanted: Any, *, patience: float) -> Any:
    """Where the originals of a frame's column sha256 lie: a frame of sha256, size and place, of those that are kept."""
    with open_read_only(path, patience=patience) as connection, frames(connection, wanted=wanted.select("sha256")):
        return frame_of(connection, "load/originals", "locate_originals", {})


def locate_all_originals(path: Path, *, patience: float) -> Any:
    """Where every original lies: a frame of sha256, size and place, in the order of the places."""
    with open_read_only(path, patience=patience) as connection:
        return frame_of(connection, "load/originals", "locate_all_originals", {})


def fetch_originals(path: Path, places: Any, *, patience: float) -> Any:
    """The originals at the places of a frame (column place): a frame of sha256 and bytes (Zstandard).

    While a reader has the file open no loader can write to it, nor a reader open it while a loader writes: so a
    slice of some thousands is fetched at a time, and the file is closed again while they are parsed.
    """
    with open_read_only(path, patience=patience) as connection, frames(connection, places=places.select("place")):
        return frame_of(connection, "load/originals", "fetch_originals", {})


def read_original(connection: Connection, sha256: str) -> tuple[int, bytes] | None:
    """Size and compressed bytes (Zstandard) of an original; None if it is not kept."""
    found = first_of(connection.execute("SELECT size, bytes FROM originals WHERE sha256 = ?", [sha256]))
    return None if found is None else (found[0], found[1])


def unpacker() -> Callable[[bytes | None, int, str], bytes | None]:
    """A function of the compressed bytes (Zstandard), the size and the SHA-256 (hex) of an original.

    It gives the bytes; None if they are not those that the digest names. Each thread needs one of its own.
    """
    decompress = ZstdDecompressor().decompress

    def unpack(packed: bytes | None, size: int, digest: str) -> bytes | None:
        try:
            data = decompress(packed or b"", max_output_size=max(size, 1))
        except ZstdError:
            return None
        return data if sha256(data).hexdigest() == digest else None

    return unpack
