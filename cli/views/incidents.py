"""Open incidents in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from cli.views.terminal import cell, echo_table, fits_terminal, local_time
from warehouse.incidents.outbox import FOR_EVER


def echo_open_incidents(incidents: Sequence[Mapping[str, Any]]) -> None:
    """Print the open incidents, the gravest first, in a line for each rule and inbox."""
    if not incidents:
        click.echo("No incident is open.")
        return
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in incidents:
        grouped.setdefault((row["rule"], row["inbox"]), []).append(row)
    several = len({inbox for _, inbox in grouped}) > 1
    click.secho(f"Incidents open {len(incidents):,}", fg="red")
    columns = ("rule", *(("inbox",) if several else ()), "where", "since", "files", "acknowledged", "incident")
    rows = [_row(group, several=several) for group in grouped.values()]
    if fits_terminal(columns, rows):
        echo_table(columns, rows)
    else:
        for cells in rows:
            _echo_incident(dict(zip(columns, cells, strict=True)))


def incident_facts(incidents: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Open incidents for ``--json``, with whether somebody knows of them now."""
    return [{**row, "acknowledged": is_acknowledged(row["acknowledged_until"])} for row in incidents]


def is_acknowledged(until: datetime | None) -> bool:
    """Whether somebody knows of an incident, given until when he did."""
    return until is not None and until > datetime.now(UTC)


def _echo_incident(row: Mapping[str, Any]) -> None:
    """Print an incident where a table has no room: its id, which is to be copied, stands whole on a line."""
    inbox = f" in {cell(row['inbox'])}" if row.get("inbox") else ""
    where = f" ({cell(row['where'])})" if row["where"] else ""
    files = f", files {row['files']:,}" if row["files"] else ""
    known = f", acknowledged {row['acknowledged']}" if row["acknowledged"] else ""
    click.echo(f"{row['rule']}{inbox}{where}, since {cell(row['since'])}{files}{known}\n    {row['incident']}")


def _row(group: Sequence[Mapping[str, Any]], *, several: bool) -> list[Any]:
    first, *others = group
    where = f"{len(group):,} places" if others else first["scope"]
    inbox = [first["inbox"] or "all"] if several else []
    files = sum(row["files"] for row in group) or ""
    since = min(row["opened_at"] for row in group)
    name = first["incident_id"] + (", …" if others else "")
    return [first["rule"], *inbox, where, since, files, _acknowledged_text(group), name]


def _acknowledged_text(group: Sequence[Mapping[str, Any]]) -> str:
    """Until when somebody knows of some incidents: of all of them, or of how many."""
    known = [row["acknowledged_until"] for row in group if is_acknowledged(row["acknowledged_until"])]
    if known and len(known) < len(group):
        return f"{len(known):,} of {len(group):,}"
    if not known:
        return ""
    return "yes" if min(known) >= FOR_EVER else f"until {local_time(min(known))}"
