"""``wirehouse serve``: it runs by itself."""

import logging
from pathlib import Path

import click

from cli.params import read_settings, with_settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Where a Prefect server is started; default 4200.")
@click.option("--watch/--no-watch", default=True, help="Also watch the inboxes; default: yes.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print the deployments as a prefect.yaml, and serve nothing.")
@with_settings
def serve(home: Path | None, settings_file: Path | None, *, port: int | None, watch: bool, as_yaml: bool) -> None:
    """Run the deployments on their schedules, and the watcher beside them, until Ctrl-C or SIGTERM.

    The Prefect API that is configured is used. Without one a Prefect server is started on loopback, with its
    database in the warehouse's home directory; it ends when serve does.

    Example: wirehouse serve --port 4201
    """
    from cli.log import print_log
    from flows.deployments import define_deployments, render_yaml
    from flows.serving.supervisor import serve_all

    settings = read_settings(settings_file, home=home, port=port)
    given = {"home": home, "settings_file": settings_file}
    common = {name: str(path.resolve()) for name, path in given.items() if path}
    if as_yaml:
        click.echo(render_yaml(define_deployments(settings, common)), nl=False)
        return
    print_log(click.echo, logging.INFO)
    try:
        serve_all(settings, common, watch=watch)
    except KeyboardInterrupt:
        click.echo("Stopped.")
