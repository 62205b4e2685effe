"""``wirehouse search``: the articles that have these words, the most relevant first."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.options import Moment, json_option, read_settings, with_settings
from flows.commands.sql import FORMATS, PIPE_WIDTH, form_of

if TYPE_CHECKING:
    from flows.snippets import Snippet
    from warehouse.connection import Connection
    from warehouse.search import Filters, Found, Sought

_MOST = 1_000
"""Characters of a query."""
_EXAMPLE = 'for example: wirehouse search "tô lâm kazakhstan"'


@click.command()
@click.argument("query", nargs=-1)
@click.option(
    "--section",
    help="Only articles of this section, (none) for those without one; case and accents do not matter.",
)
@click.option("--since", type=Moment(), help="Only articles published then or later: 7d, or a date.")
@click.option("--until", type=Moment(), help="Only articles published then or earlier: 7d, or a date.")
@click.option("--inbox", help="Only articles of this inbox: its path, or the last part of it.")
@click.option("--limit", type=click.IntRange(min=1, max=1_000), default=10, show_default=True, help="Articles to show.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="A row per article, without snippets, in this form.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the rows to a file; its ending is the form.",
)
@json_option
@with_settings
def search(  # noqa: PLR0913  one parameter per option
    query: tuple[str, ...],
    home: Path | None,
    settings_file: Path | None,
    *,
    section: str | None,
    since: datetime | None,
    until: datetime | None,
    inbox: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Find articles by words in headline, abstract, body and captions, the most relevant first (BM25).

    Accents and case do not matter. What is in quotes must be there as it is, -word and -"a phrase" must not: put
    the whole query in single quotes for the shell. In SQL: SELECT score, headline FROM search('words').

    Example: wirehouse search 'tô lâm "state visit" -football' --section Politics --since 30d
    """
    from flows.looking import known_inbox, published
    from flows.outputs import check_output
    from warehouse.search import Filters, search_articles

    text = " ".join(query)
    settings = read_settings(settings_file, home=home)
    if form or output:
        form = form_of(form, output, terminal=sys.stdout.isatty() and output is None)
    if output:
        check_output(output, settings.home)
    with published(settings.home) as connection:
        place = known_inbox(connection, settings.inboxes, inbox) if inbox else None
        filters = Filters(section, _day(since), _day(until), place)
        sought = _read(connection, text)
        if form and not as_json:
            _write_rows(connection, text, filters, limit, form=form, output=output)
            return
        found = search_articles(connection, text, filters, limit)
        _check_section(connection, filters, found)
        articles = _with_snippets(connection, sought, found)
        unknown = _unknown(connection, sought)
    if as_json:
        _echo_json(text, found.total, articles, unknown)
    else:
        _echo_articles(found.total, articles, unknown)


def _write_rows(  # noqa: PLR0913  what is asked, and in which form it is answered
    connection: "Connection", query: str, filters: "Filters", limit: int, *, form: str, output: Path | None
) -> None:
    """Write a row per article to a file or standard output. Raises UsageError, RunError."""
    from io import TextIOWrapper
    from shutil import get_terminal_size
    from tempfile import TemporaryFile

    from flows.outputs import copy_answer, replacing
    from warehouse.search import write_hits

    terminal = sys.stdout.isatty()
    width = get_terminal_size().columns if terminal else PIPE_WIDTH
    with replacing(output) if output else TemporaryFile() as answer:
        out = TextIOWrapper(answer, encoding="utf-8", newline="", write_through=True)
        write_hits(connection, query, filters, limit, form=form, width=width, out=out)
        out.detach()
        if output is None:
            answer.seek(0)
            copy_answer(answer, sys.stdout.buffer, escaped=terminal and form != "table")


def _day(moment: datetime | None) -> date | None:
    """The day of a moment where this machine is."""
    return None if moment is None else moment.astimezone().date()


def _read(connection: "Connection", query: str) -> "Sought":
    """What the query looks for. Raises UsageError if that is nothing, WarehouseMissingError if nothing is indexed."""
    from flows.errors import UsageError
    from warehouse.errors import WarehouseMissingError
    from warehouse.search import can_search, read_query

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


def _check_section(connection: "Connection", filters: "Filters", found: "Found") -> None:
    """Raises UsageError if nothing was found because there is no such section."""
    from difflib import get_close_matches

    from flows.errors import UsageError
    from warehouse.search import fold_words, list_sections

    if filters.section is None or found.total:
        return
    sections = list_sections(connection)
    folds = fold_words(connection, [filters.section, *sections])
    if folds[filters.section] not in {folds[name] for name in sections}:
        near = get_close_matches(filters.section, sections, n=3, cutoff=0.5) or sections[:5]
        msg = f"no article is in a section {filters.section}; sections: {', '.join(near) or 'none'}"
        raise UsageError(msg)


def _with_snippets(connection: "Connection", sought: "Sought", found: "Found") -> list[dict[str, Any]]:
    """The articles with snippets in place of their texts."""
    from articles.words import words_of
    from flows.snippets import snippets_of
    from warehouse.search import fold_words

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


def _unknown(connection: "Connection", sought: "Sought") -> dict[str, list[str]]:
    from warehouse.search import find_unknown

    return find_unknown(connection, sought.wanted)


def _echo_json(query: str, total: int, articles: list[dict[str, Any]], unknown: dict[str, list[str]]) -> None:
    from flows.display import echo_json

    plain = [a | {"snippets": [snippet._asdict() for snippet in a["snippets"]]} for a in articles]
    echo_json({"query": query, "total": total, "unknown": unknown, "articles": plain})


def _echo_articles(total: int, articles: list[dict[str, Any]], unknown: dict[str, list[str]]) -> None:
    for article in articles:
        facts = (article["published_on"], article["article_section"], article["article_id"])
        click.secho(f"{article['score']:6.2f}  {'  '.join(str(fact) for fact in facts if fact)}", dim=True)
        for snippet in article["snippets"]:
            click.echo(f"        {_marked(snippet)}")
        click.echo()
    for term, near in unknown.items():
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        click.secho(f"no article has {term}{hint}", fg="yellow")
    if not articles:
        click.echo("Nothing was found.")
    elif total > len(articles):
        click.echo(f"{len(articles):,} of {total:,} articles; more: --limit")


def _marked(snippet: "Snippet") -> str:
    """A snippet with its hits in colour, nothing in it that a terminal would obey."""
    from schemas.values import shown

    told, at = "", 0
    bold = snippet.field == "headline"
    for start, end in snippet.marks:
        told += click.style(shown(snippet.text[at:start], len(snippet.text)), bold=bold)
        told += click.style(shown(snippet.text[start:end], len(snippet.text)), fg="yellow", bold=True)
        at = end
    return told + click.style(shown(snippet.text[at:], len(snippet.text)), bold=bold)
