"""``wirehouse settings``: what is set, and where."""

from pathlib import Path

import click

from cli.params import json_option, with_settings


@click.command()
@json_option
@with_settings
def settings(home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Show every setting, its value and where it came from: a file, a variable, a flag or the default.

    A rule or a profile that there is not is told after them, with exit code 2, as an ingest tells it.

    Example: wirehouse settings --json
    """
    from cli.views.terminal import echo_json, echo_table
    from settings.load import load_every_inbox
    from settings.model import rules_in_force
    from settings.profiles import read_profiles
    from settings.provenance import trace_settings

    traced = trace_settings(settings_file, {"home": home})
    if as_json:
        echo_json([entry._asdict() for entry in traced])
    else:
        echo_table(["setting", "value", "from"], traced)
    chosen = load_every_inbox(settings_file, {"home": home})
    rules_in_force(chosen)
    for inbox in chosen.each_inbox():
        read_profiles(inbox.profile, inbox.profiles)
