"""Settings come from a file, the environment and flags; the later wins, and a mistake is told."""

from pathlib import Path

import pytest

from flows.errors import UsageError
from flows.settings import load_settings


@pytest.fixture(name="folder", autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_need_no_file() -> None:
    """Without any source the defaults hold."""
    settings = load_settings()

    assert (settings.inbox, settings.home, settings.settle) == (Path("seeds"), Path("var"), 1.0)


def test_later_source_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment beats the file, a flag beats both; a flag that was not given says nothing."""
    (folder / "wirehouse.toml").write_text('inbox = "file"\nhome = "file"\nsettle = 2\n', encoding="utf-8")
    monkeypatch.setenv("WIREHOUSE_INBOX", "environment")
    monkeypatch.setenv("WIREHOUSE_HOME", "environment")

    settings = load_settings(flags={"inbox": "flag", "home": None})
    assert (settings.inbox, settings.home, settings.settle) == (Path("flag"), Path("environment"), 2)


def test_severities_of_all_sources_are_merged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule's severity in the environment leaves those in the file alone."""
    (folder / "wirehouse.toml").write_text('[rules]\ntruncated = "error"\nsection_unknown = "off"\n', encoding="utf-8")
    monkeypatch.setenv("WIREHOUSE_RULES__TRUNCATED", "off")

    assert load_settings().rules == {"truncated": "off", "section_unknown": "off"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('inbx = "x"', "wirehouse.toml: inbx: there is no such setting; did you mean inbox?"),
        ("settle = -1", "wirehouse.toml: settle = -1: expected `float` >= 0.0"),
        ("settle = ", "wirehouse.toml cannot be read"),
        ("patterns = []", "wirehouse.toml: patterns = "),
        ('memory_limit = "lots"', "wirehouse.toml: memory_limit = 'lots'"),
    ],
)
def test_mistake_in_the_file_is_told(folder: Path, text: str, told: str) -> None:
    """The message names the file, the key, the value, and for an unknown key the nearest."""
    (folder / "wirehouse.toml").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        load_settings()
    assert str(caught.value).startswith(told)


def test_mistake_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable with our prefix that sets nothing is a mistake."""
    monkeypatch.setenv("WIREHOUSE_WORKER", "3")

    with pytest.raises(UsageError, match="WIREHOUSE_WORKER: there is no such setting; did you mean workers"):
        load_settings()


def test_settings_file_that_is_not_there() -> None:
    """A file that was named must exist."""
    with pytest.raises(UsageError, match=r"nowhere\.toml cannot be read: No such file"):
        load_settings(Path("nowhere.toml"))
