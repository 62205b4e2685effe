"""What ``ingest`` says at its end: the receipt, what was withheld and why, and where to go on."""

import logging
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import click

from cli.views.terminal import echo_failure, echo_json, echo_table
from pipeline.each_inbox import InboxResult
from pipeline.receipt import Receipt, receipt_lines, sums_of
from schemas.text import printable
from settings.inboxes import path_text
from settings.model import Settings
from warehouse.connection import PUBLISHED

if TYPE_CHECKING:
    from pipeline.reprocess import Reprocessed

_EXAMPLES = 10

QUERIES = (
    "SELECT published_on, article_section, headline FROM articles ORDER BY published_on DESC LIMIT 10",
    "SELECT article_section, count(*) AS articles, sum(word_count) AS words FROM articles GROUP BY ALL ORDER BY 2 DESC",
    "SELECT rule, severity, count(*) AS files FROM issues GROUP BY ALL ORDER BY files DESC",
)
"""Queries to try on any warehouse."""


def echo_outcome(outcome: InboxResult, *, dry_run: bool) -> None:
    """Print what came of one inbox of a round."""
    if outcome.receipt:
        _echo_receipt(outcome.receipt, outcome.settings, dry_run=dry_run)
    else:
        echo_failure(f"{outcome.settings.inbox}: {outcome.error}")


def echo_outcomes_as_json(outcomes: Sequence[InboxResult], *, several: bool, dry_run: bool) -> None:
    """Print the receipt; a list of them if the settings name several inboxes, with the error of those that failed."""
    facts = [_facts(outcome, dry_run=dry_run) for outcome in outcomes]
    if several or facts:
        echo_json(facts if several else facts[0])


def _facts(outcome: InboxResult, *, dry_run: bool) -> dict[str, Any]:
    if outcome.receipt is None:
        return {"inbox": path_text(outcome.settings.inbox), "error": str(outcome.error)}
    published = None if dry_run else str(outcome.settings.home / PUBLISHED)
    return outcome.receipt.as_json() | {"dry_run": dry_run, "published": published}


def _echo_receipt(receipt: Receipt, settings: Settings, *, dry_run: bool) -> None:
    """Print the receipt of a run."""
    run = receipt.run
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    click.secho(f"{'Dry run' if dry_run else 'Run ' + run['run_id']}: {run['inbox']}, {seconds:.1f} s", bold=True)
    for level, line in receipt_lines(receipt):
        click.secho(line, fg=_colour(level, line))
    _echo_quarantine(receipt)
    if not dry_run:
        told = "Published" if run["published_at"] else "Nothing new to publish"
        click.echo(f"\n{told}: {settings.home / PUBLISHED}")


def echo_queries(home: Path | None) -> None:
    """Print example queries, as they can be typed in this shell."""
    command = "wirehouse" if which("wirehouse") else os.path.relpath(Path(sys.executable).with_name("wirehouse"))
    flag = f" --home {shlex.quote(str(home))}" if home else ""
    click.secho("\nTry:", bold=True)
    for query in QUERIES:
        click.echo(f'  {command} sql{flag} "{query}"')


def echo_replay(outcome: "Reprocessed", *, dry_run: bool, as_json: bool) -> None:
    """Print what came of a replay: what passes, what is withheld still and why."""
    freed, withheld = outcome.freed, outcome.withheld
    if as_json:
        facts = {"freed": freed, "withheld": withheld, "unkept": outcome.unkept}
        echo_json({"dry_run": dry_run, **facts, "runs": outcome.runs})
        return
    would, stay = ("would be freed", "would fail still") if dry_run else ("freed", "withheld still")
    click.secho(f"Originals replayed {outcome.total('replayed'):,}: {would} {len(freed):,}, {stay} {len(withheld):,}")
    if freed:
        click.echo()
        _echo_first_rows((would, "article", "as"), [(row["path"], row["article_id"], row["status"]) for row in freed])
    if withheld:
        click.echo()
        _echo_first_rows((stay, "rules", "why"), [(row["path"], row["rules"], row["reason"]) for row in withheld])
    echo_missing_originals(outcome.unkept)


def echo_missing_originals(paths: list[str]) -> None:
    """Name some files whose originals are not kept: nothing can be said of them."""
    if paths:
        told = ", ".join(printable(path, 60) for path in paths[:3])
        click.secho(f"originals not kept {len(paths):,} ({told}{' …' if len(paths) > 3 else ''})", fg="yellow")  # noqa: PLR2004


def _echo_first_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table of the first rows, and how many more there are."""
    echo_table(columns, rows[:_EXAMPLES])
    if len(rows) > _EXAMPLES:
        click.echo(f"… and {len(rows) - _EXAMPLES:,} more; all: --json")


def echo_reparse(outcome: "Reprocessed", *, as_json: bool) -> None:
    """Print what came of a reparse: which fields changed in how many articles, and what kept its version."""
    if as_json:
        facts = {"fields": outcome.fields, "retained": outcome.retained, "unkept": outcome.unkept}
        echo_json({"dry_run": False, **facts, "runs": outcome.runs})
        return
    for run in outcome.runs:
        click.secho(f"Run {run['run_id']}: {run['inbox']}", bold=True)
        for line in sums_of(run):
            click.echo(line)
    if not outcome.runs:
        click.echo("There are no articles.")
    if outcome.fields:
        click.echo()
        echo_table(("field", "articles changed"), list(outcome.fields.items()))
    if outcome.retained:
        click.echo()
        rows = [(row["path"], row["rules"], row["reason"]) for row in outcome.retained]
        _echo_first_rows(("would be withheld; keeps its version", "rules", "why"), rows)
    echo_missing_originals(outcome.unkept)


def _colour(level: int, line: str) -> str | None:
    """Return the colour of a line: incidents that opened need attention, those that were resolved do not."""
    if line.startswith("incident resolved"):
        return "green"
    return "yellow" if level >= logging.WARNING or line.startswith("incident ") else None


def _echo_quarantine(receipt: Receipt) -> None:
    if not receipt.quarantine:
        return
    click.echo()
    rows = [(row["path"], row["rules"], row["reason"]) for row in receipt.quarantine[:_EXAMPLES]]
    echo_table(["withheld", "rules", "why"], rows)
    run = receipt.run
    more = run["quarantined"] + run["replayed"] - run["freed"] - len(rows)
    if more > 0:
        click.echo(f"… and {more:,} more: wirehouse quarantine list")
