"""``wirehouse sql`` without a question: a prompt that goes on until Ctrl-D."""

import re
import signal
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import get_terminal_size

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from cli.query.completion import SqlCompleter
from cli.query.history import history_file
from cli.views.terminal import echo_failure, echo_table, local_time
from settings.units import age_text
from warehouse.errors import WarehouseError
from warehouse.home import published, published_info, published_path
from warehouse.queries.catalog import Table, read_catalog
from warehouse.sandbox.run import Limits, SandboxQuery, run_sandboxed

_HELP = """\
  SQL ends with ; and may have several lines. It only reads; every statement sees the newest copy.
  .tables           the tables, and what a row of each is
  .schema [TABLE]   the columns of a table, or of all
  .help             this
  .quit             ends; so does Ctrl-D
  Tab completes, the up key brings back what was asked, Ctrl-C stops a query or clears the line."""
_CLOSED = re.compile(
    r"'(?:[^']|'')*'"  # a text
    r'|"(?:[^"]|"")*"'  # a name
    r"|\$(\w*)\$.*?\$\1\$"  # a text between $tags$
    r"|--[^\n]*(?:\n|\Z)"  # a comment to the end of the line
    r"|/\*.*?\*/",  # a comment
    re.DOTALL,
)
_OPEN = re.compile(r"['\"]|/\*|\$\w*\$")


class _PublishedFile:
    """The readers' copy as the prompt knows it; it looks again whenever there is a newer one."""

    def __init__(self, home: Path) -> None:
        """Raise WarehouseMissingError if there is none."""
        self.home = home
        self._inode = 0
        self.catalog: Mapping[str, Table] = {}

    def refresh(self) -> bool:
        """Whether there is another copy than at the last call; its catalog is read then."""
        inode = published_path(self.home).stat().st_ino
        if inode == self._inode:
            return False
        with published(self.home) as connection:
            self.catalog = read_catalog(connection)
        self._inode = inode
        return True

    def describe(self) -> str:
        """How old the copy is, and from which run."""
        copy = published_info(self.home)
        if copy is None:
            return "the copy does not say how old it is; the next run makes one that does"
        moment = copy["published_at"]
        age = age_text(moment, datetime.now(UTC))
        return f"published {age} ({local_time(moment)}), with run {copy['run_id']}"


def prompt_for_queries(home: Path, form: str, limits: Limits) -> None:
    """Answer one question after the other on this terminal. Raises WarehouseMissingError if there is no copy yet."""
    copy = _PublishedFile(home)
    copy.refresh()
    click.echo(f"{published_path(home)}: {copy.describe()}\n.help tells what can be typed; Ctrl-D ends")
    completer = SqlCompleter(copy.catalog)
    session = _make_session(completer)
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # the terminal is put in order first
    with _terminal_restored():
        while (text := _read_statement(session)) is not None:
            _report_errors(lambda text=text: _answer(text, copy, form, limits))  # type: ignore[misc]  # called at once
            completer.catalog = copy.catalog


@contextmanager
def _terminal_restored() -> Iterator[None]:
    """Restore the modes of the terminal after the block: SIGTERM may come while prompt_toolkit is changing them."""
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def is_complete(text: str) -> bool:
    """Whether SQL ends with a semicolon that ends a statement: not in a text, a name or a comment."""
    bare = _CLOSED.sub(" ", text).rstrip()
    return bare.endswith(";") and not _OPEN.search(bare)


def _make_session(completer: SqlCompleter) -> "PromptSession[str]":
    path = history_file()
    if path is None:
        click.echo("What is asked will not be remembered: there is no directory for it that can be written.", err=True)
    return PromptSession(
        "sql> ",
        multiline=True,
        prompt_continuation="...> ",
        history=FileHistory(path) if path else InMemoryHistory(),
        auto_suggest=AutoSuggestFromHistory(),
        completer=completer,
        complete_while_typing=False,  # Tab asks for it
        key_bindings=_key_bindings(),
    )


def _key_bindings() -> KeyBindings:
    """Enter ends a command or a whole statement, and is a new line elsewhere."""
    bindings = KeyBindings()

    @bindings.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = buffer.text.strip()
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
        elif not text or text.startswith(".") or is_complete(text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return bindings


def _read_statement(session: "PromptSession[str]") -> str | None:
    """What was typed; empty after Ctrl-C, None at the end."""
    try:
        text = session.prompt().strip()
    except KeyboardInterrupt:
        return ""
    except EOFError:
        return None
    return None if text in (".quit", ".exit") else text


def _report_errors(action: Callable[[], None]) -> None:
    """Whatever goes wrong with one question is told, and the prompt stays."""
    try:
        action()
    except KeyboardInterrupt:
        echo_failure("stopped")
    except WarehouseError as error:
        echo_failure(str(error))
    except OSError as error:
        echo_failure((error.strerror or str(error)).lower())


def _answer(text: str, copy: _PublishedFile, form: str, limits: Limits) -> None:
    """Do what was typed."""
    if not text:
        return
    if copy.refresh():
        click.secho(f"There is a newer copy: {copy.describe()}", dim=True)
    if text.startswith("."):
        _run_command(text, copy.catalog)
    else:
        run_sandboxed(SandboxQuery(copy.home, text, form, get_terminal_size().columns, limits))


def _run_command(text: str, catalog: Mapping[str, Table]) -> None:
    command, _, name = text.partition(" ")
    name = name.strip().rstrip(";")
    if command == ".help":
        click.echo(_HELP)
    elif command == ".tables":
        echo_table(["table", "what it is"], [(table.name, table.comment) for table in catalog.values()])
    elif command == ".schema" and name and name not in catalog:
        echo_failure(f"there is no table {name}; .tables lists them")
    elif command == ".schema":
        _echo_columns([catalog[name]] if name else [table for table in catalog.values() if table.columns])
    else:
        echo_failure(f"there is no command {command}; .help lists them")


def _echo_columns(tables: list[Table]) -> None:
    """The columns of some tables, each under its name."""
    for table in tables:
        rows = [(column.name, column.kind, column.comment) for column in table.columns]
        echo_table(["column", "type", "what it is"], rows, title=table.name)
