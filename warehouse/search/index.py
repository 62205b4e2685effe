"""The tables of the search kept in order: what a batch brings, what is stored already, and rid of what is replaced."""

from collections.abc import Sequence
from typing import Any

from warehouse.connection import Connection, frames, transaction
from warehouse.sql import first_of, frame_of, run_sql

INDEX = ("search_documents", "search_postings", "search_terms")
"""The tables of the search."""
_AT_ONCE = 2_000
"""Articles that are indexed, or numbers of texts that are tidied up, at a time: what bounds the memory."""


def index_batch(connection: Connection, words: Sequence[Any]) -> None:
    """Index the texts in hand (the table ``incoming``) that are current; ``words`` are those of all, as WordFrames."""
    from schemas.search_index import count_words, index_words, words_in  # polars: only who has frames needs it

    run_sql(connection, "search/index", "stage_search_documents", {})
    documents = frame_of(connection, "search/index", "read_new_documents", {})
    chosen = [words_in(part, documents) for part in words]
    with frames(connection, words_used=count_words(chosen)):
        run_sql(connection, "search/index", "insert_search_terms", {})
    index = index_words(chosen, frame_of(connection, "search/index", "read_search_signs", {}))
    with frames(connection, documents_indexed=index.documents, postings=index.postings):
        run_sql(connection, "search/index", "insert_search_documents", {})
        run_sql(connection, "search/index", "insert_search_postings", {})
    run_sql(connection, "search/index", "delete_search_documents", {})


def recreate_index(connection: Connection) -> None:
    """Make the tables of the search anew: deleting the rows of many articles takes more memory than a run may use."""
    from schemas.dictionary import table_entries  # pandera: what was lost is rarely taken back
    from warehouse.dictionary.ddl import comments, create_table

    for table in table_entries():
        if table.name in INDEX:
            connection.execute(f"DROP TABLE {table.name}; {create_table(table)} {comments(table)}")


def index_stored(connection: Connection) -> None:
    """Index the current version of every article, into empty tables."""
    first, last = _range(connection, "SELECT min(rowid), max(rowid) FROM articles")
    for start in range(first, last + 1, _AT_ONCE):
        _index_slice(connection, start, start + _AT_ONCE)


def _index_slice(connection: Connection, start: int, end: int) -> None:
    from schemas.search_index import number_words  # polars: only a database with articles needs it

    run_sql(connection, "search/index", "stage_stored_texts", {"start": start, "end": end})
    records = frame_of(connection, "search/index", "read_stored_texts", {})
    images = frame_of(connection, "search/index", "read_stored_captions", {})
    index_batch(connection, [number_words(records, images)])


def tidy_index(connection: Connection, *, share: float = 0.5, at_least: int = 1_000_000) -> bool:
    """Delete the postings of texts that were replaced, if they are many; whether they were.

    ``share`` is that of the postings in use, ``at_least`` a number of postings. Some texts per transaction: a kill in
    between leaves postings that nobody looks at.
    """
    if not _is_untidy(connection, share, at_least):
        return False
    first, last = _range(connection, "SELECT min(document_id), max(document_id) FROM search_postings")
    for start in range(first, last + 1, _AT_ONCE):
        with transaction(connection):
            run_sql(connection, "search/index", "delete_search_postings", {"start": start, "end": start + _AT_ONCE})
    return True


def _is_untidy(connection: Connection, share: float, at_least: int) -> bool:
    found = first_of(run_sql(connection, "search/index", "count_stale_postings", {}))
    stale, used = found or (0, 0)
    return bool(stale > max(share * used, at_least))


def _range(connection: Connection, sql: str) -> tuple[int, int]:
    """First and last of some numbers; an empty range if there are none."""
    first, last = first_of(connection.execute(sql)) or (None, None)
    return (0, -1) if first is None else (first, last)
