"""What ``wirehouse search`` asks and answers: a query that can be looked for, and the articles with their snippets."""

from typing import Any

from articles.text.words import words_of
from cli.query.snippets import snippets_of
from warehouse.connection import Connection
from warehouse.errors import UsageError, WarehouseMissingError
from warehouse.search.search import QueryTerms, SearchResult, can_search, fold_words, read_query

_MOST = 1_000
"""Characters of a query."""
_EXAMPLE = 'for example: wirehouse search "tô lâm kazakhstan"'


def read_sought(connection: Connection, query: str) -> QueryTerms:
    """What the query looks for. Raises UsageError if that is nothing, WarehouseMissingError if nothing is indexed."""
    if not query.strip():
        msg = f"give the words to look for; {_EXAMPLE}"
        raise UsageError(msg)
    if len(query) > _MOST:
        msg = f"the query has {len(query):,} characters; {_MOST:,} are the most"
        raise UsageError(msg)
    if not can_search(connection):
        msg = "the warehouse was published by an earlier wirehouse, and cannot be searched yet; run: wirehouse ingest"
        raise WarehouseMissingError(msg)
    sought = read_query(connection, query)
    if not sought.wanted:
        told = "words to leave out" if sought.excluded else "signs"
        msg = f"the query has only {told}; add a word to look for, {_EXAMPLE}"
        raise UsageError(msg)
    return sought


def with_snippets(connection: Connection, sought: QueryTerms, found: SearchResult) -> list[dict[str, Any]]:
    """The articles with snippets in place of their texts."""
    texts = [_texts(article) for article in found.articles]
    folds = fold_words(connection, {word for fields in texts for _, text in fields for word in words_of(text)})
    left_out = ("abstract", "article_body", "captions")
    return [
        {name: value for name, value in article.items() if name not in left_out}
        | {"snippets": snippets_of(fields, sought.wanted, folds)}
        for article, fields in zip(found.articles, texts, strict=True)
    ]


def _texts(article: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of an article that were searched, and their texts."""
    fields = [(name, article[name]) for name in ("headline", "abstract", "article_body") if article[name]]
    return [*fields, *(("caption", caption) for caption in article["captions"])]
