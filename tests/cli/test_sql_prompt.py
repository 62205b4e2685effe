"""The prompt of ``wirehouse sql``, tried through a terminal of its own."""

import fcntl
import os
import pty
import re
import select
import signal
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from cli.query.completion import SqlCompleter
from cli.query.prompt import is_complete
from house import House, article_text
from warehouse.queries.catalog import Column, Table

_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")
_PROMPT = "sql>"
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;"


class Terminal:
    """A terminal with the prompt in it: what is typed, and what is shown."""

    def __init__(self, house: House, state: Path) -> None:
        """Start the prompt."""
        self.screen, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(inside)
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "XDG_STATE_HOME": str(state)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "sql", "--home", str(house.home)],
            env=environment, preexec_fn=lambda: os.login_tty(inside),  # noqa: PLW1509  this thread is the only one
        )  # fmt: skip
        self.inside = inside
        self.unread = ""

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self.screen, text.encode())

    def shown_until(self, wanted: str, patience: float = 30) -> str:
        """What is shown next, up to a text and with it; fails if it does not come."""
        deadline = time.monotonic() + patience
        while wanted not in self.unread:
            assert time.monotonic() < deadline, f"{wanted!r} did not come, but {self.unread!r}"
            if select.select([self.screen], [], [], 0.1)[0]:
                self.unread = _CONTROLS.sub("", self.unread + os.read(self.screen, 65_536).decode(errors="replace"))
        end = self.unread.index(wanted) + len(wanted)
        shown, self.unread = self.unread[:end], self.unread[end:]
        return shown

    def answer(self, text: str, wanted: str) -> str:
        """What is shown after a line is entered, up to the next prompt."""
        self.type(f"{text}\r")
        shown = self.shown_until(wanted)
        return shown + self.shown_until(_PROMPT)

    def ended(self) -> int:
        """The exit code; what is shown meanwhile is taken, or the process would wait for us."""
        while self.process.poll() is None:
            if select.select([self.screen], [], [], 0.05)[0]:
                os.read(self.screen, 65_536)
        return self.process.returncode

    def close(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()
        self.process.wait()
        os.close(self.screen)
        os.close(self.inside)


@pytest.fixture(name="terminal")
def _terminal(house: House, tmp_path: Path) -> Iterator[Terminal]:
    house.write("001_00000000000000aa.txt", article_text())
    house.run()
    terminal = Terminal(house, tmp_path / "state")
    try:
        yield terminal
    finally:
        terminal.close()


def test_it_tells_the_age_and_answers(terminal: Terminal, house: House) -> None:
    """It begins with the age of the copy, answers statements of several lines, and ends with Ctrl-D."""
    (run,) = house.rows("SELECT run_id FROM published")
    begun = terminal.shown_until(_PROMPT)
    assert re.search(r"published (just now|\d+ \w+ ago)", begun)
    assert f"with run {run['run_id']}" in begun.replace("\n", "")

    terminal.type("SELECT 40 + 2\r")
    terminal.shown_until("...>")
    assert "\n x\n42\n" in terminal.answer("AS x;", "42\n")
    terminal.type("\x04")
    assert terminal.ended() == 0


def test_it_sees_the_newest_copy(terminal: Terminal, house: House) -> None:
    """A run beside the prompt is not kept waiting, and the next statement has what it brought."""
    terminal.shown_until(_PROMPT)
    assert "\n1\n" in terminal.answer("SELECT count(*) AS n FROM articles;", "\n1\n")
    house.write("002_00000000000000bb.txt", article_text("Another story"))
    house.run()

    shown = terminal.answer("SELECT count(*) AS n FROM articles;", "\n2\n")
    assert "There is a newer copy: published" in shown


def is_at_work(process: str) -> bool:
    """Whether a process is there and has not ended: one that was killed may wait for its parent to ask for it."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_ctrl_c_stops_the_query_and_stays(terminal: Terminal) -> None:
    """Ctrl-C kills the process of the query that runs, and no more than that."""
    terminal.shown_until(_PROMPT)
    terminal.type(f"{_ENDLESS}\r")
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    while not (found := children.read_text(encoding="ascii").split()):
        time.sleep(0.01)
    time.sleep(0.5)  # it is at work
    terminal.type("\x03")

    terminal.shown_until("wirehouse: stopped")
    terminal.shown_until(_PROMPT)
    deadline = time.monotonic() + 30
    while is_at_work(found[0]):
        assert time.monotonic() < deadline, "the query is still at work"
        time.sleep(0.05)
    assert "\n7\n" in terminal.answer("SELECT 7 AS n;", "\n7\n")


def test_ctrl_c_clears_the_line(terminal: Terminal) -> None:
    """What is half typed is forgotten, and the prompt stays."""
    terminal.shown_until(_PROMPT)
    terminal.type("SELECT nonsense")
    terminal.type("\x03")
    terminal.shown_until(_PROMPT)

    assert "\n7\n" in terminal.answer("SELECT 7 AS n;", "\n7\n")


def test_commands_of_its_own(terminal: Terminal) -> None:
    """Tables and columns are listed with what they are; a wrong command or table is told."""
    terminal.shown_until(_PROMPT)

    assert "articles_as_of(moment)" in terminal.answer(".tables", "spans").replace("\n", "")
    assert "The credit, as printed." in terminal.answer(".schema article_images", "took the picture")
    assert "no table nonsense; .tables lists" in terminal.answer(".schema nonsense", "lists them")
    assert "no command .nonsense; .help lists" in terminal.answer(".nonsense", "lists them")
    assert ".schema [TABLE]" in terminal.answer(".help", "clears the line")
    terminal.type(".quit\r")
    assert terminal.ended() == 0


def test_a_mistake_is_marked_and_it_stays(terminal: Terminal) -> None:
    """An error shows the place at fault, refuses writes, and the prompt goes on."""
    terminal.shown_until(_PROMPT)

    assert "LINE 1: SELECT headlin FROM articles;\n               ^" in terminal.answer(
        "SELECT headlin FROM articles;", "               ^"
    )
    assert "only SELECT" in terminal.answer("DELETE FROM articles;", "no DELETE")
    assert "\n7\n" in terminal.answer("SELECT 7 AS n;", "\n7\n")


def test_tab_completes_a_column(terminal: Terminal) -> None:
    """Tab completes what is begun."""
    terminal.shown_until(_PROMPT)
    terminal.type("SELECT headl\t")
    terminal.shown_until("ine")

    assert "Rice farmers" in terminal.answer(" FROM articles;", "Rice farmers")


def test_history_is_kept_for_the_user_only(terminal: Terminal, house: House, tmp_path: Path) -> None:
    """What was asked is there in the next session, in a file that nobody else can read."""
    terminal.shown_until(_PROMPT)
    terminal.answer("SELECT 41 + 1 AS n;", "\n42\n")
    terminal.type("\x04")
    assert terminal.ended() == 0

    kept = tmp_path / "state" / "wirehouse" / "sql_history"
    assert "SELECT 41 + 1 AS n;" in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    later = Terminal(house, tmp_path / "state")
    try:
        later.shown_until(_PROMPT)
        later.type("\x1b[A")
        assert "\n42\n" in later.answer("", "\n42\n")
    finally:
        later.close()


def test_sigterm_ends_it_and_leaves_the_terminal_in_order(terminal: Terminal) -> None:
    """A prompt that is asked to end gives the terminal back as it was."""
    terminal.shown_until(_PROMPT)
    assert termios.tcgetattr(terminal.inside)[3] != terminal.before[3]
    terminal.process.send_signal(signal.SIGTERM)

    assert terminal.ended() == 128 + signal.SIGTERM
    assert termios.tcgetattr(terminal.inside) == terminal.before


def test_values_leave_the_terminal_alone(terminal: Terminal) -> None:
    """A value that a terminal would obey is shown as text."""
    terminal.shown_until(_PROMPT)
    shown = terminal.answer("SELECT chr(27) || ']0;mine' || chr(7) AS a;", "mine\\x07")

    assert "\\x1b]0;mine\\x07" in shown


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("SELECT 1;", True),
        ("SELECT 1; ", True),
        ("SELECT 1", False),
        ("SELECT ';", False),
        ("SELECT ';'", False),
        ("SELECT ';';", True),
        ("SELECT 'it''s;", False),
        ('SELECT ";', False),
        ("SELECT 1 -- all;", False),
        ("SELECT 1; -- all", True),
        ("SELECT 1 /* ; ", False),
        ("SELECT 1 /* ; */;", True),
        ("SELECT $$;", False),
        ("SELECT $a$;$a$;", True),
    ],
)
def test_where_a_statement_ends(text: str, *, complete: bool) -> None:
    """A semicolon in a text, a name or a comment ends no statement."""
    assert is_complete(text) is complete


CATALOG = {
    "articles": Table("articles", "", (Column("headline", "VARCHAR", ""), Column("path", "VARCHAR", ""))),
    "files": Table("files", "", (Column("path", "VARCHAR", ""), Column("size", "BIGINT", ""))),
}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sel", ["SELECT"]),
        ("SELECT HEAD", ["headline"]),
        ("SELECT * FROM fi", ["files", "FILTER"]),
        ("SELECT * FROM files WHERE head", []),
        ("SELECT * FROM files WHERE pa", ["path", "PARTITION"]),
        ("SELECT files.", ["path", "size"]),
        ("SELECT * FROM files AS f WHERE f.s", ["size"]),
        ("SELECT * FROM articles a, files f WHERE a.", ["headline", "path"]),
        (".t", [".tables"]),
        (".schema a", ["articles"]),
        ("SELECT ", []),
    ],
)
def test_completion(typed: str, offered: list[str]) -> None:
    """What is offered: columns of the tables that are named, by alias too, tables, words of SQL, commands."""
    document = Document(typed)

    assert [found.text for found in SqlCompleter(CATALOG).get_completions(document, CompleteEvent())] == offered
