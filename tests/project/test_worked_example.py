"""The outlet that CONTRIBUTING.md adds from start to end is really added by what it says, and by nothing else."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from articles.outlets.profile import _KEYS
from house import PROJECT

SECTION = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## An outlet, from start to end")[2]
FILES = dict(re.findall(r"`((?:articles|tests)/\S+)`:\n\n```\w+\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE))
COMMANDS = [
    line for block in re.findall(r"^```sh\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE) for line in block.splitlines()
]
SHOWN = re.search(r"^```text\n(  profile .*?)^```", SECTION, re.DOTALL | re.MULTILINE)
ARTICLE, PROFILE, EXPECTED = (next(path for path in FILES if path.endswith(end)) for end in (".txt", ".toml", ".json"))


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    """A checkout's parser and its case tests, with the page as its only case, before the profile is added."""
    shutil.copytree(PROJECT / "articles", tmp_path / "articles")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    for name in ("tests/tools/regenerate_cases.py", "tests/articles/test_cases.py", "tests/articles/test_profiles.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)
    write(tmp_path, ARTICLE)
    return tmp_path


def write(checkout: Path, path: str) -> None:
    """A file as the document has it."""
    target = checkout / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(FILES[path], encoding="utf-8")


def run(checkout: Path, line: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the document; the checkout's parser comes before the installed one."""
    first, *words = shlex.split(line)
    command = {"wirehouse": [sys.executable, "-m", "cli"], "python": [sys.executable]}[first]
    return subprocess.run(
        [*command, *words], cwd=checkout, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
    )  # fmt: skip


def test_document_has_all_parts() -> None:
    """The page, the profile, what is expected, and the commands are found in the document."""
    assert len(FILES) == 3
    assert [line.split()[0] for line in COMMANDS] == ["wirehouse", "wirehouse", "wirehouse", "python", "python"]


def test_outlet_is_added_as_the_document_says(checkout: Path) -> None:
    """Each command works in its turn; the marks choose the new profile, and the case comes out as shown."""
    before, shown, tried, regenerate, check = COMMANDS

    unknown = run(checkout, before).stdout
    assert "profile general" in unknown
    assert "! Town and Port" in unknown
    write(checkout, PROFILE)
    assert SHOWN is not None
    assert SHOWN[1] in run(checkout, shown).stdout
    (told,) = json.loads(run(checkout, tried).stdout)
    assert (told["verdict"], told["profile"]["auto"]) == ("loaded", PROFILE)
    assert run(checkout, regenerate).returncode == 0
    assert (checkout / EXPECTED).read_text(encoding="utf-8") == FILES[EXPECTED]
    done = run(checkout, check)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_tests_find_a_fault_in_the_new_outlet(checkout: Path) -> None:
    """The tests that found the new files can fail: for a wrong expectation, and for a profile without a case."""
    write(checkout, PROFILE)
    write(checkout, EXPECTED)
    expected = checkout / EXPECTED
    expected.write_text(FILES[EXPECTED].replace("Aroha", "Anna"), encoding="utf-8")
    assert run(checkout, COMMANDS[-1]).returncode == 1

    write(checkout, EXPECTED)
    profile = checkout / PROFILE
    profile.write_text(FILES[PROFILE].partition("[marks]")[0] + '[marks]\nwords = ["nowhere"]\n', encoding="utf-8")
    assert "test_outlet_with_marks_has_a_case" in run(checkout, COMMANDS[-1]).stdout


def test_every_key_of_a_profile_is_explained() -> None:
    """The head of general.toml, to which the document points, explains each key; the example shows known ones only."""
    head = (
        (PROJECT / "articles" / "outlets" / "profiles" / "general.toml")
        .read_text(encoding="utf-8")
        .partition("\n\n")[0]
    )

    assert set(_KEYS) <= set(re.findall(r"^# \[?(\w+)\]?  ", head, re.MULTILINE))
    assert set(tomllib.loads(FILES[PROFILE])) <= set(_KEYS)
