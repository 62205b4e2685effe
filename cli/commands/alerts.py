"""``wirehouse alerts``: what was told and what waits, how to silence it; sending has a file of its own."""

from datetime import UTC, datetime
from pathlib import Path

import click

from cli.commands.alerts_send import send, test
from cli.params import Deadline, Moment, json_option, read_settings, with_settings


@click.group()
def alerts() -> None:
    """Show what was told and what waits to be; send it; silence reminders; make the digest.

    Example: wirehouse alerts list --waiting
    """


alerts.add_command(send)
alerts.add_command(test)


@alerts.command("list")
@click.option("--waiting", is_flag=True, help="Only messages that were not delivered yet.")
@click.option("--destination", help="Only messages to this destination.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Messages to list.")
@json_option
@with_settings
def list_command(  # noqa: PLR0913  one parameter per option
    home: Path | None,
    settings_file: Path | None,
    *,
    waiting: bool,
    destination: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the messages that were sent and those that wait, the latest first.

    Example: wirehouse alerts list --waiting --destination desk --json
    """
    from cli.views.alerts import echo_alerts, read_alerts
    from cli.views.terminal import echo_json

    settings = read_settings(settings_file, home=home)
    now = datetime.now(UTC)
    found = read_alerts(settings, destination, now, waiting=waiting)
    if as_json:
        echo_json(found | {"alerts": found["alerts"][:limit]})
    else:
        echo_alerts(found, limit, now)


@alerts.command("ack")
@click.argument("incident")
@click.option(
    "--until", type=Deadline(), help="Until when: 12h, 2d, 2026-12-01, 2026-12-01T08:00; else while it lasts."
)
@json_option
@with_settings
def ack_command(
    incident: str, home: Path | None, settings_file: Path | None, *, until: datetime | None, as_json: bool
) -> None:
    """Silence the reminders of INCIDENT, given by its id or the beginning of it; that it is over is told all the same.

    Example: wirehouse alerts ack 20261122T203000Z-truncated-4f2a --until 2d
    """
    from alerts.acknowledge import acknowledge
    from cli.views.terminal import echo_json, local_time
    from schemas.text import printable

    settings = read_settings(settings_file, home=home)
    found = acknowledge(settings.home, incident, until, datetime.now(UTC))
    if as_json:
        echo_json({name: found[name] for name in ("incident_id", "rule", "inbox", "scope")} | {"until": until})
        return
    where = "".join(f" {printable(part, 100)}" for part in (found["inbox"], found["scope"]) if part)
    click.echo(f"{found['rule']}{where}, open since {local_time(found['opened_at'])}, is acknowledged: no reminder")
    click.echo(f"comes {f'until {local_time(until)}' if until else 'while it lasts'}; when it is over, that is told.")


@alerts.command("digest")
@click.option(
    "--since", type=Moment(), help="Since when: 24h, 7d, or a date; else since the last digest, or for a day."
)
@click.option("--send", is_flag=True, help="Give it to the destinations with digest = true, once a day.")
@click.option("--html", "as_html", is_flag=True, help="Print it as a page.")
@json_option
@with_settings
def digest_command(  # noqa: PLR0913  one parameter per option
    home: Path | None,
    settings_file: Path | None,
    *,
    since: datetime | None,
    send: bool,
    as_html: bool,
    as_json: bool,
) -> None:
    """Print the digest: what was loaded and withheld, the runs, what is open, what waits to be told.

    Example: wirehouse alerts digest --since 7d
    """
    from alerts.digest import (
        digest_destinations,
        digest_message,
        enqueue_digest,
        last_digest,
        read_facts,
        require_warehouse,
    )
    from alerts.dispatch import send_after_command
    from cli.views.terminal import echo_json
    from settings.units import check_timezone

    settings = read_settings(settings_file, home=home)
    check_timezone(settings.timezone)
    now = datetime.now(UTC)
    since = since or last_digest(settings.home, now)
    if send:
        wanted = digest_destinations(settings)
        given = enqueue_digest(settings, wanted, digest_message(settings, since, now), now)
        if as_json:
            echo_json({"destinations": wanted, "queued": given})
        for name in wanted if not as_json else ():
            click.echo(f"{name}: {'waits to be sent' if name in given else 'has had the digest of today already'}")
        send_after_command(settings)
        return
    require_warehouse(settings.home)
    if as_json:
        echo_json(read_facts(settings.home, since, now))
        return
    message = digest_message(settings, since, now)
    click.echo(message.html if as_html else f"{message.title}\n\n{message.text}")


@alerts.command("templates")
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--check", is_flag=True, help="Say whether those in DIRECTORY, or the settings', can be used.")
@with_settings
def templates_command(home: Path | None, settings_file: Path | None, directory: Path | None, *, check: bool) -> None:
    """Copy the templates of messages into DIRECTORY, to be changed there; delete those that are to stay as they are.

    Example: wirehouse alerts templates wording && wirehouse alerts templates wording --check
    """
    from alerts.messages.render import check_templates, copy_templates
    from warehouse.errors import UsageError

    if directory is None and check:
        directory = read_settings(settings_file, home=home).alerts.templates
    if directory is None:
        msg = "name a directory; the settings have no [alerts] templates" if check else "name a directory"
        raise UsageError(msg)
    if check:
        check_templates(directory)
        click.echo(f"{directory}: the templates can be used")
        return
    for path in copy_templates(directory):
        click.echo(path)
    click.echo(f'Now, in the settings: [alerts] templates = "{directory}"')
