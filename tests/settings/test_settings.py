"""Settings come from a file, the environment and flags; the later wins, and a mistake is told."""

from pathlib import Path

import pytest

from settings.load import load_settings, sources_of_rules
from settings.model import Settings
from settings.provenance import trace_settings
from warehouse.errors import UsageError


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
        ("[rules.truncatd]", "wirehouse.toml: [rules] truncatd: there is no such rule; did you mean truncated?"),
        ('inbx = "x"', "wirehouse.toml: inbx: there is no such setting; did you mean inbox?"),
        ("settle = -1", "wirehouse.toml: settle = -1: expected `float` >= 0.0"),
        ("settle = ", "wirehouse.toml cannot be read"),
        ("patterns = []", "wirehouse.toml: patterns = "),
        ("[rules]\nvolume = 5", "wirehouse.toml: rules.volume = 5: expected a severity (error, warning or off)"),
        ("[rules]\nvolume = { weeks = [1] }", "wirehouse.toml: rules.volume.weeks = [1]: expected one word or number"),
        ("rules = 3", "wirehouse.toml: rules = 3: expected a table of rules"),
        ("profiles = 3", "wirehouse.toml: profiles = 3: expected a table of profiles"),
        ('[profiles]\n"a/**" = 3', "wirehouse.toml: profiles.a/** = 3: expected `str`, got `int`"),
        ("alerts = 3", "wirehouse.toml: [alerts]: expected a table"),
        ('inbox = ["a"]', "wirehouse.toml: [[inbox]] 1: expected a table"),
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


def traced() -> dict[str, tuple[object, str]]:
    """Value and source of each setting."""
    return {entry.setting: (entry.value, entry.source) for entry in trace_settings(flags={"home": Path("there")})}


def test_every_setting_is_traced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting is told with its value, as it counts, and with the source that gave it."""
    (folder / "wirehouse.toml").write_text(
        'settle = 2\nworkers = 1\n[rules]\ntruncated = "error"\nlead_missing = "off"\n[profiles]\n"a/**" = "sggp"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("WIREHOUSE_SETTLE", "3")
    monkeypatch.setenv("WIREHOUSE_RULES__TRUNCATED", "off")

    found = traced()
    assert set(Settings.__struct_fields__) - {"rules", "profiles", "inboxes", "alerts", "destinations"} <= set(found)
    assert found["home"] == ("there", "command line")
    assert found["settle"] == (3.0, "environment: WIREHOUSE_SETTLE")
    assert found["workers"] == (1, "wirehouse.toml")
    assert found["inbox"] == ("seeds", "default")
    assert found["rules.truncated"] == ("off", "environment: WIREHOUSE_RULES__TRUNCATED")
    assert found["rules.lead_missing"] == ("off", "wirehouse.toml")
    assert found["profiles.a/**"] == ("sggp", "wirehouse.toml")


def test_inboxes_are_traced(folder: Path) -> None:
    """Every key of an inbox is told; the default inbox is not, since it is none then."""
    (folder / "wirehouse.toml").write_text(
        '[[inbox]]\npath = "a"\n[[inbox]]\npath = "b"\nprofiles = { "x" = "sggp" }\n', encoding="utf-8"
    )

    found = traced()
    assert found["[[inbox]] 1: path"] == ("a", "wirehouse.toml")
    assert found["[[inbox]] 2: profiles.x"] == ("sggp", "wirehouse.toml")
    assert "inbox" not in found


def test_only_written_keys_of_a_table_have_its_source(folder: Path) -> None:
    """A key of ``[[destination]]`` or ``[alerts]`` that the file leaves out is a default."""
    (folder / "wirehouse.toml").write_text(
        '[alerts]\nremind = "2d"\n[[destination]]\nname = "desk"\nurl = "json://me:word@host"\nrate = "5/h"\n',
        encoding="utf-8",
    )

    found = traced()
    assert found["alerts.remind"] == ("2d", "wirehouse.toml")
    assert found["alerts.warnings"] == ([], "default")
    assert found["[[destination]] 1: rate"] == ("5/h", "wirehouse.toml")
    assert found["[[destination]] 1: url"] == ("json://***", "wirehouse.toml")
    assert found["[[destination]] 1: timeout"] == (10.0, "default")


def test_parameters_of_a_rule_have_their_own_sources(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule whose severity and parameters come from several sources names each of them."""
    (folder / "wirehouse.toml").write_text("[rules]\nvolume = { weeks = 3 }\n", encoding="utf-8")
    monkeypatch.setenv("WIREHOUSE_RULES__VOLUME", "off")

    both = "wirehouse.toml, environment: WIREHOUSE_RULES__VOLUME"
    assert traced()["rules.volume"] == ({"weeks": 3, "severity": "off"}, both)
    assert sources_of_rules() == {"volume.weeks": "wirehouse.toml", "volume.severity": "environment"}


def test_secrets_are_masked(folder: Path) -> None:
    """Of an address only its scheme is shown: the rest may hold a password."""
    (folder / "wirehouse.toml").write_text('patterns = ["https://me:word@host/a"]\n', encoding="utf-8")

    assert traced()["patterns"] == (["https://***"], "wirehouse.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('schedule = "daily"', "schedule = 'daily': expected an interval (30s, 15m, 6h, 1d), a cron line"),
        ('memory_limit = "lots"', "memory_limit = 'lots': expected a size, as in 512MB or 2GB"),
        ('[alerts]\nremind = "often"', "remind = 'often': expected a span (30m, 12h, 1d), or nothing"),
        ('[[destination]]\nname = "d"\nquiet = "22-7"', "quiet = '22-7': expected two times of day, as in 22:00-07:00"),
        ('[[destination]]\nname = "d"\nrate = "few"', "rate = 'few': expected a rate (1/m, 10/h, 50/d), or nothing"),
        ('timezone = "Asia/Hanoi"', "timezone = 'Asia/Hanoi': there is no such time zone"),
        ('inbox = "a"\n[[inbox]]\npath = "b"', "a key stands there twice, or as a value and as a table"),
        ('[[inbox]]\npath = "a"\n[[inbox]]\npath = "a"', "[[inbox]]: a stands there twice, and its files"),
    ],
)
def test_mistake_is_told_in_words(folder: Path, text: str, told: str) -> None:
    """What a value must be is said as a person would say it, and a time zone is looked at before anything runs."""
    (folder / "wirehouse.toml").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        load_settings()
    assert told in str(caught.value)
    assert "regex" not in str(caught.value)
