"""The README is true: its made parts are as made, and its commands run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import PROJECT
from regenerate_docs import DICTIONARY, PREFECT_YAML, README, render_deployments, with_parts

from flows.cli import wirehouse
from warehouse.document import render_dictionary

TEXT = README.read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.startswith("wirehouse ")
]


def all_commands() -> list[tuple[str, click.Command]]:
    """Every command and subcommand with its full name."""
    found: list[tuple[str, click.Command]] = []
    for name, command in wirehouse.commands.items():
        subcommands = command.commands if isinstance(command, click.Group) else {}
        found += [(name, command), *((f"{name} {sub}", subcommand) for sub, subcommand in subcommands.items())]
    return found


def test_made_parts_are_as_made() -> None:
    """The tables of settings and columns in the README come from the code."""
    assert with_parts(TEXT) == TEXT, "run: make docs"


def test_dictionary_is_as_made() -> None:
    """The data dictionary comes from the models."""
    assert DICTIONARY.read_text(encoding="utf-8") == render_dictionary(), "run: make docs"


def test_prefect_yaml_is_as_made() -> None:
    """The deployments for workers are those that serve registers."""
    assert PREFECT_YAML.read_text(encoding="utf-8") == render_deployments(), "run: make docs"


def test_commands_of_the_readme_run(tmp_path: Path) -> None:
    """Every wirehouse command in the README works, in its order, in a directory with seeds."""
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    failed = []
    for line in COMMANDS:
        words = shlex.split(line, comments=True)
        done = subprocess.run(
            [sys.executable, "-m", "flows", *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**os.environ, "WIREHOUSE_SETTLE": "0"},
        )  # fmt: skip
        if done.returncode or "Traceback" in done.stderr:
            failed.append((line, done.returncode, done.stderr))

    assert len(COMMANDS) > 5
    assert failed == []


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=[name for name, _ in all_commands()])
def test_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    """Each command's help says what it does and shows an example of itself."""
    assert command.help
    assert f"Example: wirehouse {name}" in " ".join(command.help.split())


@pytest.mark.parametrize("name", sorted(wirehouse.commands))
def test_command_is_in_the_readme(name: str) -> None:
    """Each command is named in the README."""
    assert f"wirehouse {name}" in TEXT
