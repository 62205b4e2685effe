"""The README and the pages in docs/ are true: made parts are as made, commands run, links lead somewhere."""

import os
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from cli.main import wirehouse
from commands import run_command
from house import PROJECT
from regenerate_docs import DICTIONARY, PAGES, PREFECT_YAML, README, made_parts, render_deployments, with_parts
from warehouse.dictionary.markdown import render_dictionary

TEXT = README.read_text(encoding="utf-8")
COMMANDS = [
    line
    for page in PAGES
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
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


def anchors_of(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_made_parts_are_as_made(page: Path) -> None:
    """The tables of settings, rules and keys come from the code."""
    text = page.read_text(encoding="utf-8")

    assert with_parts(text) == text, "run: make docs"


@pytest.mark.parametrize("name", sorted(made_parts()))
def test_made_part_stands_in_one_page(name: str) -> None:
    """No made part was lost when text was moved, and none stands twice."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]

    assert [text.count(f"<!-- {name} -->\n") for text in texts if f"<!-- /{name} -->" in text] == [1]


@pytest.mark.parametrize("page", [*PAGES, DICTIONARY], ids=[page.name for page in (*PAGES, DICTIONARY)])
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of ours has a file, and the heading that it names."""
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", page.read_text(encoding="utf-8"))
    broken = []
    for path, anchor in links:
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append((path, anchor))

    assert broken == []


def test_every_page_is_named_in_the_readme() -> None:
    """A page that the README does not name is found by nobody."""
    assert [page.name for page in (*PAGES[1:], DICTIONARY) if f"(docs/{page.name})" not in TEXT] == []


def test_dictionary_is_as_made() -> None:
    """The data dictionary comes from the models."""
    assert DICTIONARY.read_text(encoding="utf-8") == render_dictionary(), "run: make docs"


def test_prefect_yaml_is_as_made() -> None:
    """The deployments for workers are those that serve registers."""
    assert PREFECT_YAML.read_text(encoding="utf-8") == render_deployments(), "run: make docs"


def test_commands_of_the_readme_run(tmp_path: Path) -> None:
    """Every wirehouse command in the README and in docs/ works, in its order, in a directory with seeds."""
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    failed = []
    for line in COMMANDS:
        words = shlex.split(line, comments=True)
        done = run_command(words[1:], tmp_path, {**os.environ, "WIREHOUSE_SETTLE": "0"})
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
