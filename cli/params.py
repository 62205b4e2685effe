"""Options that most commands have, and the settings that they make."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from settings.model import Settings
    from warehouse.sandbox.run import Limits

_PATH = click.Path(path_type=Path)

home_option = click.option("--home", type=_PATH, help="Directory of the warehouse's files; default var.")
settings_option = click.option(
    "--settings", "settings_file", type=_PATH, help="Settings file; default wirehouse.toml, if there is one."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")


class Text(click.ParamType[str]):
    """A text to look up in the warehouse; bytes that are not UTF-8 are rejected, because no stored text has them."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text. Raises click.BadParameter."""
        text = str(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail(f"{text!a} is no UTF-8 text", param, ctx)
        return text


class Moment(click.ParamType[datetime]):
    """An age or a date, as ``settings.units.read_moment`` reads them."""

    name = "age|date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC. Raises click.BadParameter."""
        from settings.units import read_moment

        try:
            return value if isinstance(value, datetime) else read_moment(value, datetime.now(UTC))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Deadline(click.ParamType[datetime]):
    """A span from now on or a future date, as ``settings.units.read_deadline`` reads them."""

    name = "span|date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC. Raises click.BadParameter."""
        from settings.units import read_deadline

        try:
            return value if isinstance(value, datetime) else read_deadline(value, datetime.now(UTC))
        except (ValueError, OverflowError) as error:
            self.fail(str(error), param, ctx)


class RuleName(click.ParamType[str]):
    """The name of a rule; the message about an unknown one has the nearest."""

    name = "rule"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name. Raises click.BadParameter for an unknown rule."""
        from articles.text.spelling import did_you_mean
        from schemas.rules import RULES
        from schemas.text import printable

        if value not in RULES:
            self.fail(f"there is no rule {printable(value)}{did_you_mean(value, RULES)}", param, ctx)
        return str(value)


@contextmanager
def progress(what: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal (stderr) for long work, counting ``what``."""
    if not shown or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--home`` and ``--settings``."""
    return home_option(settings_option(command))


def read_settings(settings_file: Path | None, **flags: Any) -> "Settings":
    """The settings, with these flags on top. Raises UsageError."""
    from settings.load import load_settings

    return load_settings(settings_file, flags)


def read_every_inbox(settings_file: Path | None, **flags: Any) -> "Settings":
    """The settings for what is stored, of whatever inbox: a variable that names one does not hide the others' tables.

    Raises UsageError.
    """
    from settings.load import load_every_inbox

    return load_every_inbox(settings_file, flags)


def limits_of(settings: "Settings") -> "Limits":
    """The limits of a query under the settings."""
    from settings.units import size_in_bytes
    from warehouse.sandbox.run import Limits

    return Limits(settings.sql_timeout, size_in_bytes(settings.sql_memory), size_in_bytes(settings.sql_output))
