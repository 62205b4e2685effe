"""Full text: which articles have these words, the most relevant first; and where the words stand in their texts.

The ranking is that of the macro ``search``, which anybody can call (its tables and macros: the migrations create_search
and search_by_postings).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple, TextIO

from warehouse.connection import Connection
from warehouse.formats.writers import WRITERS
from warehouse.rows import first_of, rows_of
from warehouse.sql import run_sql


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """What a query looks for: its words as the search compares them, of the parts that are wanted and of the others."""

    wanted: frozenset[str]
    excluded: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found: of a section (case and accents do not matter), of some days, of an inbox.

    Those without a section are in ``(none)``, as in the reports.
    """

    section: str | None = None
    since: date | None = None
    until: date | None = None
    inbox: str | None = None


class SearchResult(NamedTuple):
    """How many articles were found, and the first of them: score, columns of ``articles`` and captions (a list)."""

    total: int
    articles: list[dict[str, Any]]


def can_search(connection: Connection) -> bool:
    """Whether the database has the search's tables: a readers' copy of an earlier wirehouse has not."""
    return first_of(run_sql(connection, "find_search_tables", {})) is not None


def read_query(connection: Connection, query: str) -> QueryTerms:
    """What a query looks for."""
    parts = rows_of(run_sql(connection, "read_search_parts", {"query": query}))
    return QueryTerms(
        frozenset(row["term"] for row in parts if not row["excluded"]),
        frozenset(row["term"] for row in parts if row["excluded"]),
    )


def search_articles(connection: Connection, query: str, filters: Filters, limit: int) -> SearchResult:
    """The articles that a query finds, the most relevant first."""
    rows = _find(connection, query, filters, limit)
    total = rows[0]["total"] if rows else 0
    texts = rows_of(run_sql(connection, "read_hits", {"articles": [row["article_id"] for row in rows]}))
    by_id = {row["article_id"]: row for row in texts}
    return SearchResult(total, [by_id[row["article_id"]] | {"score": row["score"]} for row in rows])


def write_hits(  # noqa: PLR0913  what is asked, and in which form it is answered
    connection: Connection, query: str, filters: Filters, limit: int, *, form: str, width: int, out: TextIO
) -> None:
    """Write what ``search_articles`` finds as a table, a row per article, in one of the forms of ``wirehouse sql``."""
    rows = _find(connection, query, filters, limit)
    found = {"articles": [row["article_id"] for row in rows], "scores": [row["score"] for row in rows]}
    result = run_sql(connection, "list_hits", found)
    WRITERS[form](result, out, width)


def _find(connection: Connection, query: str, filters: Filters, limit: int) -> list[dict[str, Any]]:
    """The ids of the best hits with their scores, and how many hits there are."""
    return rows_of(run_sql(connection, "find_hits", {"query": query, "limit": limit, **asdict(filters)}))


def fold_words(connection: Connection, words: Iterable[str]) -> dict[str, str]:
    """Each word as the search compares it."""
    return dict(run_sql(connection, "fold_words", {"words": list(words)}).fetchall())


def find_unknown(connection: Connection, terms: Iterable[str]) -> dict[str, list[str]]:
    """Those of some terms that no article has, each with up to three that resemble it."""
    found = run_sql(connection, "find_unknown_terms", {"terms": sorted(terms)}).fetchall()
    return {term: near or [] for term, near in found}


def list_sections(connection: Connection) -> list[str]:
    """The sections that articles are in or were, the largest first."""
    return [section for (section,) in run_sql(connection, "list_sections", {}).fetchall()]
