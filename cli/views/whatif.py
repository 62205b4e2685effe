"""Print what a changed contract or parser would do to the stored articles."""

import click

from cli.views.receipt import echo_missing_originals
from cli.views.terminal import echo_json, echo_table
from pipeline.whatif import ChangeGroup, WhatIf

_SHOWN = 3
"""Examples that the text shows of each; JSON has ten."""


def echo_whatif(whatif: WhatIf, *, as_json: bool) -> None:
    """Print what would change: for ``contract check`` and ``reparse --dry-run``."""
    if as_json:
        echo_json({"dry_run": True, **whatif.as_json()})
        return
    click.secho(f"Checked: {whatif.loaded:,} stored articles, {whatif.withheld:,} withheld files", bold=True)
    _echo_group("would newly be withheld", whatif.newly_withheld, "rule", colour="red")
    _echo_group("would pass", whatif.newly_passing, "rule that withholds it", colour="green")
    _echo_group("would have other values", whatif.changed, "field", colour="yellow")
    _echo_group("would newly be marked", whatif.newly_marked, "rule")
    _echo_group("would no longer be marked", whatif.no_longer_marked, "rule")
    echo_missing_originals(whatif.unkept)


def _echo_group(label: str, group: ChangeGroup, kind: str, colour: str | None = None) -> None:
    """Print a count, and a table of keys and examples unless it is 0."""
    click.secho(f"{label}: {group.total:,}", fg=colour if group.total else None)
    if not group.total:
        return
    rows = [
        (key, facts["articles"], "; ".join(_example(example) for example in facts["examples"][:_SHOWN]))
        for key, facts in group.as_json()["by"].items()
    ]
    echo_table((kind, "articles", "for example"), rows)
    click.echo()


def _example(example: dict[str, str | None]) -> str:
    if "before" in example:
        before, after = (example[side] or "NULL" for side in ("before", "after"))
        return f"{example['path']}: {before[:60]} → {after[:60]}"
    return str(example["path"])
