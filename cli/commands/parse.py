"""``wirehouse parse``: what a run would make of a file."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.params import json_option, read_settings, settings_option
from warehouse.errors import QUARANTINED, UsageError

if TYPE_CHECKING:
    from pipeline.preview.preview import FilePreview
    from pipeline.preview.profile_choice import ProfileChoice

_SHORT = 100
"""Characters of a paragraph that is cut on request."""
_APART = ("article_body", "warnings")
"""What is printed apart from the other fields."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--profile", help="Read them with this profile: a name, auto, or the path of a .toml file.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day of the reading; default: today.")
@click.option("--short", is_flag=True, help="Cut paragraphs and lines to a line each.")
@click.option("--strict", is_flag=True, help="Exit with 3 if a file would be withheld.")
@json_option
@settings_option
def parse(  # noqa: PLR0913  one parameter per option
    files: tuple[str, ...],
    settings_file: Path | None,
    *,
    profile: str | None,
    today: datetime | None,
    short: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Show what a run would make of each FILE (- for standard input), and why; no warehouse is needed.

    The record, the verdicts, the profile with the marks that chose it, and each line with the field it became.

    Example: wirehouse parse seeds/000_07bc6e208129c909.txt --short
    """
    from cli.views.terminal import echo_failure, echo_json
    from pipeline.preview.preview import Unreadable, preview_files

    settings = read_settings(settings_file)
    examined = preview_files(settings, files, profile=profile, today=today.date() if today else None)
    facts = []
    wrong = withheld = False
    for number, examination in enumerate(examined):
        if as_json:
            facts.append(examination.as_json())
        if isinstance(examination, Unreadable):
            wrong = True
            echo_failure(f"{examination.file}: {examination.error}")
            continue
        withheld = withheld or examination.withheld
        if not as_json:
            click.echo("\n" if number else "", nl=False)
            _echo(examination, short=short)
    if as_json:
        echo_json(facts)
    if wrong or (strict and withheld):
        sys.exit(UsageError.exit_code if wrong else QUARANTINED)


def _echo(examination: "FilePreview", *, short: bool) -> None:
    """Print all that there is to say of a file."""
    from cli.views.lines import echo_lines
    from schemas.text import printable

    verdict = "would be withheld" if examination.withheld else "would be loaded"
    colour = "red" if examination.withheld else "green"
    click.echo(f"{click.style(printable(examination.file, 500), bold=True)}: {click.style(verdict, fg=colour)}")
    _echo_choice(examination.chosen)
    _echo_issues(examination)
    _echo_record(examination, short=short)
    click.echo()
    echo_lines(examination.lines, short=short)


def _echo_choice(chosen: "ProfileChoice") -> None:
    from schemas.text import printable

    click.echo(f"  profile {chosen.name} ({chosen.title}), {chosen.why}")
    for mark in chosen.marks:
        click.echo(f"    line {mark.line}: {mark.kind} '{printable(mark.text, _SHORT)}'")
    if chosen.rivals:
        click.echo(f"    marks of others: {', '.join(f'{name} {count}' for name, count in chosen.rivals.items())}")
    if chosen.auto != chosen.name:
        click.echo(f"    by the marks alone (auto) it would be {chosen.auto}")


def _echo_issues(examination: "FilePreview") -> None:
    from schemas.text import printable

    for issue in examination.issues:
        colour = "red" if issue["severity"] == "error" else "yellow"
        at = f" (line {issue['line_start']})" if issue["line_start"] else ""
        click.echo(
            f"  {issue['severity']} {click.style(issue['rule'], fg=colour)}{at}: {printable(issue['message'], 500)}"
        )
        if issue["value"] is not None:
            click.echo(f"    {issue['field'] or 'value'} = {printable(issue['value'])}")
        click.echo(f"    {issue['remedy']}")


def _echo_record(examination: "FilePreview", *, short: bool) -> None:
    from schemas.text import printable, whole_cell

    record = examination.record
    if record is None:
        return
    click.echo()
    for name, value in record.items():
        if value is not None and name not in _APART:
            click.echo(f"{click.style(f'{name:<20}', bold=True)} {whole_cell(value)}")
    for image in examination.images:
        label = click.style(f"image {image['position']:<14}", bold=True)
        parts = [
            f"{name} {whole_cell(image[name])}" for name in ("caption", "credit_line", "photographer") if image[name]
        ]
        click.echo(f"{label} {f'{chr(10):<22}'.join(parts)}")
    for paragraph in record["article_body"].split("\n\n"):
        click.echo(f"\n  {printable(paragraph, _SHORT if short else len(paragraph) + 1)}")
