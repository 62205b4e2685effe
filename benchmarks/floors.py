"""The floors: the least work that a job cannot do without, each as a process of its own.

    python -m benchmarks.floors j1 DIRECTORY DATABASE
    python -m benchmarks.floors j2 DIRECTORY

Only what a floor needs is imported, and where it needs it: an import is part of what is measured.
"""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.walking import walk

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 5_000
_RUN = "20250505T000000.000000Z-0000"


def floor_j1(directory: str, database: str) -> int:
    """Read, hash, decode and normalise every file, and insert the rows into a bare table; return their number."""
    import duckdb

    connection = duckdb.connect(database)
    connection.execute(_ddl())
    types = {name: kind for name, kind, *_ in connection.execute("DESCRIBE articles").fetchall()}
    loaded = 0
    for rows in _batches(directory):
        table = _table(rows, directory, types)
        connection.register("batch", table)
        connection.execute("BEGIN")
        connection.execute("INSERT INTO articles SELECT * FROM batch")
        connection.execute("COMMIT")
        connection.unregister("batch")
        loaded += len(rows)
    connection.execute("CHECKPOINT")
    connection.close()
    return loaded


def floor_j2(directory: str) -> int:
    """Stat every file below a directory; return their number."""
    seen = 0
    for entry in walk(directory):
        entry.stat(follow_symlinks=False)
        seen += 1
    return seen


def _batches(directory: str) -> Iterator[list[tuple[str, str, str]]]:
    """Path, sha256 and text of the files that are UTF-8, 5,000 at a time."""
    from hashlib import sha256
    from unicodedata import normalize

    rows: list[tuple[str, str, str]] = []
    for entry in walk(directory):
        with open(entry.path, "rb") as file:  # noqa: PTH123  Path.open takes twice the time
            data = file.read()
        digest = sha256(data).hexdigest()
        try:
            text = normalize("NFC", data.decode())
        except UnicodeDecodeError:
            continue
        rows.append((entry.path, digest, text))
        if len(rows) == _BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def _table(rows: list[tuple[str, str, str]], directory: str, types: dict[str, str]) -> "pa.Table":
    """The rows with the columns of ``articles``: real values where they cost nothing, else NULL or one for all."""
    import pyarrow as pa

    texts = [text for _, _, text in rows]
    columns: dict[str, list[Any]] = {
        "article_id": [path[-20:-4] for path, _, _ in rows],
        "article_body": texts,
        "char_count": [len(text) for text in texts],
        "source_date": [text[6:16] for text in texts],
        "path": [path[len(directory) + 1 :] for path, _, _ in rows],
        "sha256": [digest for _, digest, _ in rows],
    }
    for name, kind in types.items():
        columns.setdefault(name, [_constant(name, kind)] * len(rows))
    return pa.table({name: pa.array(columns[name]) for name in types})


def _constant(name: str, kind: str) -> Any:
    """A value for a column that the floor does not work out."""
    from datetime import UTC, datetime

    known = {"genre": "article", "language": "en", "pub_status": "usable", "inbox": "inbox", "run_id": _RUN}
    of_kind = {
        "INTEGER": 1,
        "VARCHAR[]": ["headline_missing"],
        "TIMESTAMP WITH TIME ZONE": datetime(2025, 5, 5, tzinfo=UTC),
    }
    required = name in {"warnings", "first_created", "version_created", "parser_version", "contract_version"}
    return known.get(name) or of_kind.get(kind) or ("0123456789abcdef" if required else None)


def _ddl() -> str:
    """The CREATE TABLE of ``articles``, out of the warehouse's first migration."""
    from pathlib import Path

    migrations = Path(__file__).resolve().parent.parent / "warehouse" / "migrations"
    first = min(migrations.glob("*.sql")).read_text(encoding="utf-8")
    start = first.index("CREATE TABLE articles (")
    return first[start : first.index(";", start)]


if __name__ == "__main__":
    print(floor_j1(*sys.argv[2:]) if sys.argv[1] == "j1" else floor_j2(*sys.argv[2:]))
