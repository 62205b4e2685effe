"""Incidents in words: what a run changed of them, and which are open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from flows.display import echo_table, local_time
from schemas.values import shown
from warehouse.events import Event
from warehouse.incidents import FOR_EVER

_MOST = 10
_VERBS = {"opened": "opened", "reminder": "still open", "resolved": "resolved"}


def lines_of(events: Sequence[Event]) -> list[str]:
    """A line for each rule that incidents of a run were opened, reminded of or resolved for, with the first of them."""
    grouped: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        grouped.setdefault((event.kind, event.rule), []).append(event)
    return [_line(group) for group in grouped.values()]


def echo_events(events: Sequence[Event]) -> None:
    """Print what a run opened, reminded of and resolved."""
    for line in lines_of(events):
        click.secho(line, fg="green" if line.startswith("incident resolved") else "yellow")


def echo_open(incidents: Sequence[Mapping[str, Any]]) -> None:
    """Print the open incidents, the gravest first."""
    if not incidents:
        click.echo("No incident is open.")
        return
    click.secho(f"Incidents open {len(incidents):,}", fg="red")
    several = len({row["inbox"] for row in incidents}) > 1
    columns = ("incident", *(("inbox",) if several else ()), "where", "since", "files", "acknowledged", "what")
    echo_table(columns, [_row(row, several=several) for row in incidents[:_MOST]])
    if len(incidents) > _MOST:
        click.echo(f"… and {len(incidents) - _MOST:,} more; all: --json")


def as_facts(incidents: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Open incidents for ``--json``, with whether somebody knows of them now."""
    return [{**row, "acknowledged": is_known(row["acknowledged_until"])} for row in incidents]


def is_known(until: datetime | None) -> bool:
    """Whether somebody knows of an incident, given until when he did."""
    return until is not None and until > datetime.now(UTC)


def _line(group: Sequence[Event]) -> str:
    first, *others = group
    begin = f"incident {_VERBS[first.kind]}: {first.rule}"
    if others:
        files = sum(event.files for event in group)
        count = f", {files:,} files" if files else ""
        return f"{begin} in {len(group):,} places{count} ({first.incident_id}, …)"
    where = f" in {shown(first.scope, 60)}" if first.scope else ""
    return f"{begin}{where} ({first.incident_id}): {shown(first.message, 200)}"


def _row(row: Mapping[str, Any], *, several: bool) -> list[Any]:
    until = row["acknowledged_until"]
    known = ("yes" if until >= FOR_EVER else f"until {local_time(until)}") if is_known(until) else ""
    inbox = [row["inbox"] or "all"] if several else []
    return [row["incident_id"], *inbox, row["scope"], row["opened_at"], row["files"] or "", known, row["message"]]
