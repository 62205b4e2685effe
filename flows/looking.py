"""Looking into a home directory from a command: the readers' copy, and the originals."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.unpacking import unpacker
from warehouse.connection import ORIGINALS, PUBLISHED, Connection, open_read_only
from warehouse.errors import WarehouseError, WarehouseMissingError
from warehouse.health import read_published
from warehouse.originals import read_original


def published_path(home: Path) -> Path:
    """Where the readers' copy lies. Raises WarehouseMissingError if there is none yet."""
    path = home / PUBLISHED
    if not path.exists():
        msg = f"there is no warehouse in {home} yet; run: wirehouse ingest"
        raise WarehouseMissingError(msg)
    return path


@contextmanager
def published(home: Path, *, memory_limit: str | None = None) -> Iterator[Connection]:
    """The readers' copy, read-only. Raises WarehouseMissingError if there is none yet."""
    with open_read_only(published_path(home), memory_limit=memory_limit) as connection:
        yield connection


def about_copy(home: Path) -> dict[str, Any] | None:
    """What the readers' copy says of itself (the table ``published``); None if there is none that does."""
    if not (home / PUBLISHED).exists():
        return None
    with published(home) as connection:
        return read_published(connection)


def original_bytes(home: Path, sha256: str) -> bytes | None:
    """The bytes of an original; None if they are not kept, are damaged, or are being written to."""
    try:
        with open_read_only(home / ORIGINALS) as connection:
            found = read_original(connection, sha256)
    except WarehouseError:
        return None
    if found is None:
        return None
    size, compressed = found
    return unpacker()(compressed, size, sha256)


def original_text(home: Path, sha256: str) -> str | None:
    """The text of an original, with every line ending as a line feed; None without its bytes."""
    data = original_bytes(home, sha256)
    if data is None:
        return None
    return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def original_lines(home: Path, sha256: str) -> list[str] | None:
    """The lines of an original; None without its bytes."""
    text = original_text(home, sha256)
    return None if text is None else text.split("\n")
