"""Options that most commands have, and the settings that they make."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from settings.load import Settings
    from warehouse.sandbox.run import Limits

_PATH = click.Path(path_type=Path)

home_option = click.option("--home", type=_PATH, help="Directory of the warehouse's files; default var.")
settings_option = click.option(
    "--settings", "settings_file", type=_PATH, help="Settings file; default wirehouse.toml, if there is one."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")


class Text(click.ParamType[str]):
    """A value that the warehouse is asked about: bytes that are no UTF-8, which no text of its has, are refused."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> str:
        """The text. Raises UsageError."""
        from warehouse.errors import UsageError

        text = str(value)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            msg = f"{_called(param)}: {text!a} is no UTF-8 text"
            raise UsageError(msg) from error
        return text


class Moment(click.ParamType[datetime]):
    """An option's value that is an age or a date; see ``settings.ages``."""

    name = "age|date"

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> datetime:
        """The moment in UTC. Raises UsageError."""
        from settings.ages import read_moment
        from warehouse.errors import UsageError

        try:
            return value if isinstance(value, datetime) else read_moment(value, datetime.now(UTC))
        except ValueError as error:
            msg = f"{_called(param)}: {error}"
            raise UsageError(msg) from error


class Deadline(click.ParamType[datetime]):
    """An option's value that is a span from now or a date to come; see ``settings.ages``."""

    name = "span|date"

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> datetime:
        """The moment in UTC. Raises UsageError."""
        from settings.ages import read_deadline
        from warehouse.errors import UsageError

        try:
            return value if isinstance(value, datetime) else read_deadline(value, datetime.now(UTC))
        except (ValueError, OverflowError) as error:
            msg = f"{_called(param)}: {error}"
            raise UsageError(msg) from error


class RuleName(click.ParamType[str]):
    """An option's value that is the name of a rule; a wrong one is told with the nearest."""

    name = "rule"

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> str:
        """The name, if there is such a rule. Raises UsageError."""
        from articles.text.spelling import did_you_mean
        from schemas.rules import RULES
        from warehouse.errors import UsageError

        if value not in RULES:
            msg = f"{_called(param)}: there is no rule {value}{did_you_mean(value, RULES)}"
            raise UsageError(msg)
        return str(value)


def _called(param: click.Parameter | None) -> str:
    """An option as it is typed, an argument by its name."""
    if param is None:
        return "the value"
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


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
    from settings.sizes import size_in_bytes
    from warehouse.sandbox.run import Limits

    return Limits(settings.sql_timeout, size_in_bytes(settings.sql_memory), size_in_bytes(settings.sql_output))
