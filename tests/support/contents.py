"""All that a warehouse holds, for comparing two of them."""

from pathlib import Path

import duckdb

from indexed import ORDER, POSTINGS

_OF_INCIDENTS = (
    "incident_id", "opened_at", "opened_run", "last_seen_at", "last_run", "runs", "told_at", "resolved_at",
    "resolved_run",
)  # fmt: skip
_TABLES = {
    "articles": ("run_id", "first_created", "version_created"),
    "article_versions": ("run_id", "first_created", "version_created", "valid_from", "valid_to"),
    "article_images": (),
    "spans": (),
    "issues": ("run_id",),
    "quarantine": ("run_id", "first_seen"),
    "files": ("run_id", "first_seen", "last_read"),
    "incidents": _OF_INCIDENTS,
    "outbox": ("key", "incident_id", "created_at", "run_id", "event", "handed_at"),
    "search_documents": ("document_id", "signs"),
}
"""Every table that a load fills, with its columns of run ids, times and numbers of runs."""
_NOT_COMPARED = {
    "incidents": "rule <> 'run_crashed'",
    "outbox": "incident_id NOT IN (SELECT incident_id FROM incidents WHERE rule = 'run_crashed')",
}
"""Rows that only one of the compared can have: an incident that tells of the kills."""


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for run ids and times, in an order of their own."""
    with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"ATTACH '{home / 'originals.duckdb'}' AS kept (READ_ONLY)")
        found = {"originals": sorted(connection.execute("SELECT sha256, size, bytes FROM kept.originals").fetchall())}
        for table, left_out in _TABLES.items():
            columns = f"* EXCLUDE ({', '.join(left_out)})" if left_out else "*"
            where = _NOT_COMPARED.get(table, "true")
            found[table] = connection.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY ALL").fetchall()
        found |= {"postings": connection.execute(POSTINGS).fetchall(), "words": connection.execute(ORDER).fetchall()}
    return found
