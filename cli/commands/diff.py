"""``wirehouse diff``: what changed between two versions of an article."""

from pathlib import Path

import click

from cli.params import Text, json_option, read_settings, with_settings

_VERSION = click.IntRange(min=1)


@click.command()
@click.argument("article", type=Text())
@click.argument("first", type=_VERSION, required=False, metavar="[V1")
@click.argument("second", type=_VERSION, required=False, metavar="V2]")
@click.option("--context", type=click.IntRange(min=0), default=1, show_default=True, help="Paragraphs around a change.")
@json_option
@with_settings
def diff(  # noqa: PLR0913  one parameter per option
    article: str,
    first: int | None,
    second: int | None,
    home: Path | None,
    settings_file: Path | None,
    *,
    context: int,
    as_json: bool,
) -> None:
    """Show what changed between two versions of ARTICLE (its id, path or file name), word by word.

    Without numbers the last two versions, with one number that and the current one. [-Words-] went, {+words+} came.

    Example: wirehouse diff 07bc6e208129c909
    """
    from cli.views.terminal import echo_json
    from cli.views.versions import compare_versions, echo_comparison
    from warehouse.home import published

    with published(read_settings(settings_file, home=home).home) as connection:
        comparison = compare_versions(connection, article, first, second)
    if as_json:
        echo_json(comparison.as_json())
    else:
        echo_comparison(comparison, context)
