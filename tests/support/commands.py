"""Run the command as a shell would: in this process, in one of its own, or on a terminal."""

import io
import logging
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from cli.main import main
from house import House

_AT_START = ("PYTHON", "PREFECT_", "LC_", "LANG", "TZ", "HOME")
"""How the names of variables begin that a process or a library looks at when it starts."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def wirehouse(house: House, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in the house's directory and on its home."""
    environment = {**os.environ, "WIREHOUSE_SETTLE": "0", **variables}
    return run_command([*words, "--home", str(house.home)], house.inbox.parent, environment)


def run_command(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], stdin: bytes = b"", *, own_process: bool = False
) -> "subprocess.CompletedProcess[str]":
    """Run the command: in this process, unless Prefect or what a process looks at when it starts is the subject."""
    changed = [name for name in {*environment, *os.environ} if environment.get(name) != os.environ.get(name)]
    if (
        own_process
        or stdin
        or "--prefect" in words
        or words[0] == "serve"
        or any(name.startswith(_AT_START) for name in changed)
    ):
        return subprocess.run(
            [sys.executable, "-m", "cli", *words],
            capture_output=True, input=stdin.decode(), text=True, check=False, cwd=cwd, env=environment,
        )  # fmt: skip
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with _surroundings(words, cwd, environment, stdin), redirect_stdout(stdout), redirect_stderr(stderr):
        code = _exit_code()
    told, failed = (stream.buffer.getvalue().decode() for stream in (stdout, stderr))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(["wirehouse", *words], code, told, failed)


def on_terminal(house: House, *words: str, columns: int = 80, command: str = "explain") -> str:
    """What the command writes to a terminal of so many columns."""
    master, slave = pty.openpty()
    line = [sys.executable, "-m", "cli", command, *words, "--home", str(house.home)]
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(line, stdout=slave, env=environment):
        os.close(slave)
        told = b""
        while chunk := _read(master):
            told += chunk
    os.close(master)
    return told.decode()


@contextmanager
def _surroundings(words: Sequence[str], cwd: Path, environment: Mapping[str, str], given: bytes) -> Iterator[None]:
    """Give the block the arguments, directory, environment, signals and log of a process; restore them at its end."""
    argv, stdin, before, where = sys.argv, sys.stdin, dict(os.environ), Path.cwd()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    log = logging.getLogger("wirehouse")
    logged = log.handlers, log.level, log.propagate
    try:
        sys.argv, sys.stdin = ["wirehouse", *words], io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        yield
    finally:
        sys.argv, sys.stdin = argv, stdin
        os.chdir(where)
        os.environ.clear()
        os.environ.update(before)
        log.handlers, log.level, log.propagate = logged
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _exit_code() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""
