"""``wirehouse search``: the articles that have these words, the most relevant first."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import FORMATS, check_output, format_for, width_for
from cli.params import Moment, Text, json_option, read_settings, with_settings

if TYPE_CHECKING:
    from cli.query.snippets import Snippet
    from warehouse.connection import Connection
    from warehouse.search.search import Filters


@click.command()
@click.argument("query", nargs=-1, type=Text())
@click.option(
    "--section",
    type=Text(),
    help="Only articles of this section, (none) for those without one; case and accents do not matter.",
)
@click.option("--since", type=Moment(), help="Only articles published then or later: 7d, or a date.")
@click.option("--until", type=Moment(), help="Only articles published then or earlier: 7d, or a date.")
@click.option("--inbox", type=Text(), help="Only articles of this inbox: its path, or the last part of it.")
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

    Example: wirehouse search 'tô lâm "state visit" -football' --section Economy --since 30d
    """
    from cli.lookup import known_inbox, known_section
    from cli.query.search import add_snippets, read_terms
    from warehouse.home import published
    from warehouse.search.search import Filters, find_unknown, search_articles

    text = " ".join(query)
    settings = read_settings(settings_file, home=home)
    if form or output:
        form = format_for(form, output, terminal=sys.stdout.isatty() and output is None)
    if output:
        check_output(output, settings.home)
    with published(settings.home) as connection:
        terms = read_terms(connection, text)
        filters = Filters(
            section=known_section(connection, section) if section is not None else None,
            since=_day(since),
            until=_day(until),
            inbox=known_inbox(connection, settings.inboxes, inbox) if inbox else None,
        )
        if form and not as_json:
            _write_rows(connection, text, filters, limit, form=form, output=output)
            return
        found = search_articles(connection, text, filters, limit)
        articles = add_snippets(connection, terms, found)
        unknown = find_unknown(connection, terms.wanted)
    if as_json:
        _echo_json(text, found.total, articles, unknown)
    else:
        _echo_articles(found.total, articles, unknown)


def _write_rows(  # noqa: PLR0913  what is asked, and in which form it is answered
    connection: "Connection", query: str, filters: "Filters", limit: int, *, form: str, output: Path | None
) -> None:
    """Write a row per article to a file or standard output. Raises UsageError, RunError."""
    from io import TextIOWrapper
    from tempfile import TemporaryFile

    from warehouse.formats.output import copy_answer, open_output
    from warehouse.search.search import write_hits

    terminal = sys.stdout.isatty()
    with open_output(output) if output else TemporaryFile() as answer:
        out = TextIOWrapper(answer, encoding="utf-8", newline="", write_through=True)
        write_hits(connection, query, filters, limit, form=form, width=width_for(output), out=out)
        out.detach()
        if output is None:
            answer.seek(0)
            copy_answer(answer, sys.stdout.buffer, escaped=terminal and form != "table")


def _day(moment: datetime | None) -> date | None:
    """The day of a moment where this machine is."""
    return None if moment is None else moment.astimezone().date()


def _echo_json(query: str, total: int, articles: list[dict[str, Any]], unknown: dict[str, list[str]]) -> None:
    from cli.views.terminal import echo_json

    plain = [a | {"snippets": [snippet._asdict() for snippet in a["snippets"]]} for a in articles]
    echo_json({"query": query, "total": total, "unknown": unknown, "articles": plain})


def _echo_articles(total: int, articles: list[dict[str, Any]], unknown: dict[str, list[str]]) -> None:
    from articles.text.spelling import did_you_mean

    for article in articles:
        facts = (article["published_on"], article["article_section"], article["article_id"])
        click.secho(f"{article['score']:6.2f}  {'  '.join(str(fact) for fact in facts if fact)}", dim=True)
        for snippet in article["snippets"]:
            click.echo(f"        {_marked(snippet)}")
        click.echo()
    for term, near in unknown.items():
        click.secho(f"no article has {term}{did_you_mean(term, near)}", fg="yellow")
    if not articles:
        click.echo("Nothing was found.")
    elif total > len(articles):
        click.echo(f"{len(articles):,} of {total:,} articles; more: --limit")


def _marked(snippet: "Snippet") -> str:
    """A snippet with its hits in colour, nothing in it that a terminal would obey."""
    from schemas.text import printable

    text, at = "", 0
    bold = snippet.field == "headline"
    for start, end in snippet.marks:
        text += click.style(printable(snippet.text[at:start], len(snippet.text)), bold=bold)
        text += click.style(printable(snippet.text[start:end], len(snippet.text)), fg="yellow", bold=True)
        at = end
    return text + click.style(printable(snippet.text[at:], len(snippet.text)), bold=bold)
