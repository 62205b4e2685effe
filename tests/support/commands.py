"""Run the command as a shell would, in a pipe or on a terminal."""

import os
import pty
import subprocess
import sys

from house import House


def wirehouse(house: House, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in the house's directory, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *words, "--home", str(house.home)],
        capture_output=True, text=True, check=False, cwd=house.inbox.parent,
        env={**os.environ, "WIREHOUSE_SETTLE": "0", **variables},
    )  # fmt: skip


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


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""
