"""Options that most commands have, and the settings that they make."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flows.settings import Settings

_PATH = click.Path(path_type=Path)

home_option = click.option("--home", type=_PATH, help="Directory of the warehouse's files; default var.")
settings_option = click.option(
    "--settings", "settings_file", type=_PATH, help="Settings file; default wirehouse.toml, if there is one."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--home`` and ``--settings``."""
    return home_option(settings_option(command))


def read_settings(settings_file: Path | None, **flags: Any) -> "Settings":
    """The settings, with these flags on top. Raises UsageError."""
    from flows.settings import load_settings

    return load_settings(settings_file, flags)
