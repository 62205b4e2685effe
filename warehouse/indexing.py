"""The tables of the search kept in order: filled from articles that are stored, and rid of what is replaced.

What a batch brings is indexed in its own transaction, by statements of ``warehouse/load.py``.
"""

from warehouse.connection import Connection, frames, transaction
from warehouse.rows import first_of
from warehouse.statements import frame_of, run_sql

_AT_ONCE = 2_000
"""Articles that are indexed, or numbers of texts that are tidied up, at a time: what bounds the memory."""
INDEXING = ("insert_search_terms", "insert_search_documents", "insert_search_words")
"""The statements that index the texts in hand (incoming, texts_read, vocabulary), in order."""


def index_stored(connection: Connection) -> None:
    """Index the current version of every article, into empty tables."""
    first, last = _range(connection, "SELECT min(rowid), max(rowid) FROM articles")
    for start in range(first, last + 1, _AT_ONCE):
        _index_slice(connection, start, start + _AT_ONCE)


def _index_slice(connection: Connection, start: int, end: int) -> None:
    from schemas.indexing import number_words  # polars: only a database with articles needs it

    run_sql(connection, "stage_stored_texts", {"start": start, "end": end})
    records = frame_of(connection, "read_stored_texts", {})
    images = frame_of(connection, "read_stored_captions", {})
    words = number_words(records, images)
    with frames(connection, texts_read=words.texts, vocabulary=words.vocabulary):
        for step in INDEXING:
            run_sql(connection, step, {})


def tidy_index(connection: Connection, *, share: float = 0.5, at_least: int = 1_000_000) -> bool:
    """Delete the words of texts that were replaced, if they are many; whether they were.

    ``share`` is that of the words in use, ``at_least`` a number of words. Some texts per transaction: a kill in
    between leaves words that nobody looks at.
    """
    if not _is_untidy(connection, share, at_least):
        return False
    first, last = _range(connection, "SELECT min(document_id), max(document_id) FROM search_words")
    for start in range(first, last + 1, _AT_ONCE):
        with transaction(connection):
            run_sql(connection, "delete_search_words", {"start": start, "end": start + _AT_ONCE})
    return True


def _is_untidy(connection: Connection, share: float, at_least: int) -> bool:
    found = first_of(run_sql(connection, "count_stale_words", {}))
    stale, used = found or (0, 0)
    return bool(stale > max(share * used, at_least))


def _range(connection: Connection, sql: str) -> tuple[int, int]:
    """First and last of some numbers; an empty range if there are none."""
    first, last = first_of(connection.execute(sql)) or (None, None)
    return (0, -1) if first is None else (first, last)
