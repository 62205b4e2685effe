"""The bytes of every file ever read, by their digest."""

from warehouse.connection import Connection


def read_original(connection: Connection, sha256: str) -> tuple[int, bytes] | None:
    """Size and compressed bytes (Zstandard) of an original; None if it is not kept."""
    found = connection.execute("SELECT size, bytes FROM originals WHERE sha256 = ?", [sha256]).fetchone()
    return None if found is None else (found[0], found[1])
