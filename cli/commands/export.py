"""``wirehouse export``: articles for other tools."""

from pathlib import Path

import click

from cli.params import json_option, progress, read_settings, with_settings

_FORMATS = ("parquet", "csv", "ninjs", "jsonld", "ndjson")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), required=True, help="What the files hold.")
@click.option("--since", metavar="AGE|DATE", help="Only versions that were loaded from then on.")
@json_option
@with_settings
def export(  # noqa: PLR0913  one parameter per option
    directory: Path,
    form: str,
    since: str | None,
    home: Path | None,
    settings_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write the current articles into DIRECTORY, a file for each month of publication, and a manifest at the end.

    Again it writes only what changed, and goes on where it was killed. ninjs is IPTC ninjs 3.1 and jsonld schema.org
    NewsArticle, a document a line.

    Example: wirehouse export --format parquet out
    """
    from dataclasses import asdict
    from datetime import UTC, datetime

    from cli.views.terminal import echo_json
    from pipeline.signals import raise_if_interrupted
    from settings.units import read_moment
    from warehouse.errors import UsageError
    from warehouse.export.export import MANIFEST, ExportSpec
    from warehouse.export.export import export as bring

    try:
        moment = read_moment(since, datetime.now(UTC)) if since else None
    except ValueError as error:
        msg = f"--since: {error}"
        raise UsageError(msg) from error
    settings = read_settings(settings_file, home=home)

    def on_progress(done: int, total: int) -> None:
        raise_if_interrupted()
        show(done, total)

    with progress("articles", shown=not as_json) as show:
        outcome = bring(settings.home, directory, ExportSpec(form, since, moment), on_progress)
    if as_json:
        facts = {"written": list(map(asdict, outcome.written)), "kept": list(map(asdict, outcome.kept))}
        echo_json({"articles": outcome.articles, **facts, "removed": outcome.removed})
        return
    counts = f"{len(outcome.written):,} written, {len(outcome.kept):,} as they were, {len(outcome.removed):,} removed"
    click.echo(f"{outcome.articles:,} articles in {directory}: files {counts}; see {MANIFEST}")
