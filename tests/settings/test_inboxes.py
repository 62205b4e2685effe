"""Several inboxes in one warehouse, each with what the settings say of it, and profiles by path."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from commands import run_command
from house import House, article_text
from pipeline.job import prepare_job
from settings.load import load_settings
from settings.model import Settings
from settings.profiles import load_profiles, read_profiles
from warehouse.errors import UsageError

TABLES = """
settle = 0
[[inbox]]
path = "daily"
name = "first"
[[inbox]]
path = "weekly"
patterns = ["*.text"]
profile = "general"
"""
STAMPED = article_text()


@pytest.fixture(name="folder", autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str) -> None:
    """A file in the working directory."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def wirehouse(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in the working directory, with the settings that lie there."""
    return run_command(words, Path.cwd(), os.environ)


def zones(house: House) -> dict[str, str | None]:
    """Where the zone of each article is from, by path: only an outlet's profile can give one."""
    return dict(house.ask("SELECT path, tz_source FROM articles ORDER BY path"))


def test_ingest_runs_every_inbox(folder: Path) -> None:
    """Without an argument each table has a run of its own, with its own patterns and profile."""
    write("wirehouse.toml", TABLES)
    write("daily/001_00000000000000aa.txt", STAMPED)
    write("daily/002_00000000000000ab.text", STAMPED)
    write("weekly/003_00000000000000ac.text", STAMPED.replace("three", "four"))

    done = wirehouse("ingest", "--json")
    assert done.returncode == 0, done.stderr
    receipts = json.loads(done.stdout)
    assert [(Path(r["inbox"]).name, r["seen"], r["loaded"], r["ignored"]) for r in receipts] == [
        ("daily", 2, 1, 1),
        ("weekly", 1, 1, 0),
    ]
    house = House(folder / "daily", folder / "var")
    assert zones(house) == {"001_00000000000000aa.txt": "outlet", "003_00000000000000ac.text": None}
    assert len(house.ask("SELECT DISTINCT parser_version FROM runs")) == 2
    assert [r["unchanged"] for r in json.loads(wirehouse("ingest", "--json").stdout)] == [1, 1]


@pytest.mark.parametrize("given", ["weekly", "./weekly/", "first"])
def test_one_inbox_is_run_by_path_or_name(given: str) -> None:
    """An argument chooses one table, however its path is written; ``--json`` then prints one receipt."""
    write("wirehouse.toml", TABLES)
    write("daily/a.txt", STAMPED)
    write("weekly/b.text", STAMPED)

    receipt = json.loads(wirehouse("ingest", given, "--json").stdout)
    assert (Path(receipt["inbox"]).name, receipt["loaded"]) == ("daily" if given == "first" else "weekly", 1)


def test_directory_without_a_table_is_run_as_ever() -> None:
    """A directory that no table names is run with the general settings."""
    write("wirehouse.toml", TABLES)
    write("other/a.txt", STAMPED)

    assert json.loads(wirehouse("ingest", "other", "--json").stdout)["loaded"] == 1


def test_missing_inbox_does_not_keep_others_from_their_runs() -> None:
    """An inbox that is not there is told and makes the exit code 2; the others are brought in."""
    write("wirehouse.toml", TABLES)
    write("weekly/b.text", STAMPED)

    done = wirehouse("ingest")
    assert done.returncode == 2
    assert "daily: the inbox daily does not exist" in done.stderr
    assert "read 1 = loaded 1" in done.stdout
    done = wirehouse("ingest", "--json")
    assert "daily: the inbox daily does not exist" in done.stderr
    facts = json.loads(done.stdout)
    assert "does not exist" in facts[0]["error"]
    assert facts[1]["unchanged"] == 1


def test_inbox_that_leads_in_circles_is_told() -> None:
    """A link to itself is no directory, and no traceback."""
    write("wirehouse.toml", '[[inbox]]\npath = "loop"\n')
    Path("loop").symlink_to("loop")

    done = wirehouse("ingest")
    assert done.returncode == 2
    assert done.stderr == (
        "wirehouse: loop: the inbox loop does not exist or is no directory; create it or name another\n"
    )
    assert json.loads(wirehouse("ingest", "--json").stdout)[0]["inbox"].endswith("loop")
    write("a.txt", STAMPED)
    assert wirehouse("parse", "a.txt").returncode == 0


def test_strict_counts_every_inbox() -> None:
    """A file withheld in the first inbox makes ``--strict`` exit with 3 after the last."""
    write("wirehouse.toml", TABLES)
    write("daily/a.txt", "")
    write("weekly/b.text", STAMPED)

    assert wirehouse("ingest").returncode == 0
    write("daily/c.txt", " ")
    assert wirehouse("ingest", "--strict").returncode == 3


def test_mistake_in_one_table_stops_before_the_first_run(folder: Path) -> None:
    """A profile that nobody knows is told with the known names, and no inbox is touched."""
    write("wirehouse.toml", TABLES.replace('"general"', '"generl"'))
    write("daily/a.txt", STAMPED)
    (folder / "weekly").mkdir()

    done = wirehouse("ingest")
    assert done.returncode == 2
    assert "profile = 'generl': there is no such profile; did you mean general?" in done.stderr
    assert not (folder / "var").exists()


def test_profile_by_pattern(house: House) -> None:
    """The first pattern that takes a path decides its profile; the other paths have the inbox's."""
    for name in ("desk/a.txt", "desk/deep/b.txt", "c.txt"):
        house.write(name, STAMPED.replace("three", name))

    house.run(profiles={"desk/deep/**": "auto", "desk/**": "general"})
    assert zones(house) == {"c.txt": "outlet", "desk/a.txt": None, "desk/deep/b.txt": "outlet"}


def test_patterns_count_in_the_processes_of_a_pool(house: House) -> None:
    """Many files, read by several processes, are given their profiles alike."""
    for number in range(2_100):
        house.write(f"{'desk' if number % 2 else 'else'}/{number}.txt", STAMPED.replace("three", f"{number}"))

    house.run(profiles={"desk/**": "general"}, workers=2)
    found = house.ask("SELECT path[1:4], tz_source, count(*) FROM articles GROUP BY ALL ORDER BY 1")
    assert found == [("desk", None, 1050), ("else", "outlet", 1050)]


@pytest.mark.parametrize(
    ("pattern", "path", "taken"),
    [
        ("desk/**", "desk/a.txt", True),
        ("desk/**", "old/desk/a.txt", False),
        ("desk", "old/desk/a.txt", True),
        ("vna_*.txt", "deep/vna_1.txt", True),
        ("/vna_*.txt", "deep/vna_1.txt", False),
        ("a/*.txt", "a/b/c.txt", False),
    ],
)
def test_patterns_are_those_of_gitignore(pattern: str, path: str, taken: bool) -> None:  # noqa: FBT001
    """A pattern means what it means in .gitignore."""
    outlets = load_profiles(read_profiles("auto", {pattern: "general"}))

    assert (outlets.choose(path).pattern == pattern) is taken


def test_parser_version_depends_on_the_profiles_in_force(folder: Path) -> None:
    """Another pattern, another profile and another text of it each make another version; the same ones the same."""
    write("mine.toml", 'name = "Mine"\n')
    (folder / "seeds").mkdir()

    def version(**chosen: object) -> str:
        return prepare_job(Settings(**chosen)).run.parser_version

    versions = [
        version(),
        version(profile="general"),
        version(profiles={"a/**": "general"}),
        version(profiles={"b/**": "general"}),
        version(profile="mine.toml"),
    ]
    assert len(set(versions)) == len(versions)
    assert version() == versions[0]
    write("mine.toml", 'name = "Mine"\nlanguage = "en"\n')
    assert version(profile="mine.toml") != versions[4]


def test_profile_of_ones_own_is_joined_by_the_general_lists() -> None:
    """A profile that the settings name knows what the general one lists, as it does under ``auto``."""
    write("mine.toml", 'name = "Mine"\nagencies = ["MNS"]\n')

    (profile,) = load_profiles(read_profiles("mine.toml")).choose("a.txt").profiles
    assert profile.signs("MNS")
    assert profile.signs("Reuters")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[inbox]]\npath = "a"\npatern = []', "[[inbox]] 1: patern: there is no such setting; did you mean patterns?"),
        ('[[inbox]]\nname = "a"', "[[inbox]] 1: object missing required field `path`"),
        ('[[inbox]]\npath = "a"\n[[inbox]]\npath = "b"\npatterns = []', "[[inbox]] 2: patterns = []"),
        ('[[inbox]]\npath = "a"\n[[inbox]]\npath = "./a/b"', "[[inbox]]: a/b lies inside a, and its files"),
        ('[[inbox]]\npath = "a"\nname = "x"\n[[inbox]]\npath = "b"\nname = "x"', "2 tables have the name 'x'"),
        ('inboxes = ["a"]', "inboxes: there is no such setting; did you mean inbox?"),
        ("inbox = []", "inbox = []: expected a path"),
        ('[profiles]\n"a/**" = 1', "expected `str`, got `int`"),
    ],
)  # fmt: skip
def test_mistake_in_a_table_is_told(text: str, told: str) -> None:
    """The message says which table and key, and for an unknown key the nearest."""
    write("wirehouse.toml", text)

    with pytest.raises(UsageError) as caught:
        load_settings()
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("profiles", "told"),
    [
        (
            {"a/**": "vietnamplu"},
            "profiles: 'a/**' = 'vietnamplu': there is no such profile; did you mean vietnamplus or vietnam?",
        ),
        ({"a/**": "none.toml"}, "the profile none.toml cannot be read: no such file"),
        ({"a/**": "bad.toml"}, "bad.toml: unknown key 'agences'; did you mean agencies?"),
        ({"!a": "general"}, "profiles: '!a' is no pattern of paths"),
        ({"": "general"}, "profiles: '' is no pattern of paths"),
    ],
)
def test_mistake_in_a_profile_is_told(profiles: dict[str, str], told: str) -> None:
    """The message says which pattern, which name and what is known, or the file and the key."""
    write("bad.toml", "agences = []")

    with pytest.raises(UsageError) as caught:
        read_profiles("auto", profiles)
    assert told in str(caught.value)


def test_mistake_in_a_pattern_is_told_by_contract_show() -> None:
    """Whoever looks at the contract hears of a pattern that is none, before a run does."""
    write("wirehouse.toml", '[profiles]\n"!a" = "general"\n')

    done = wirehouse("contract", "show")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'!a' is no pattern of paths" in done.stderr


def test_nearest_settings_count() -> None:
    """What a table says replaces the general setting; a profile of its own sets the general patterns aside."""
    write("wirehouse.toml", TABLES + 'profiles = { "x" = "sggp" }\n[[inbox]]\npath = "own"\nprofile = "vietnam"\n')
    text = Path("wirehouse.toml").read_text(encoding="utf-8")
    write("wirehouse.toml", 'profile = "vietnamnews"\nprofiles = { "y" = "general" }\n' + text)

    daily, weekly, own = load_settings().each_inbox()
    assert (daily.profile, daily.profiles, daily.patterns) == ("vietnamnews", {"y": "general"}, ("*.txt",))
    assert (weekly.profile, weekly.profiles, weekly.patterns) == ("general", {"x": "sggp"}, ("*.text",))
    assert (own.profile, own.profiles) == ("vietnam", {})


def test_variable_chooses_one_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """WIREHOUSE_INBOX names the only inbox; its table still counts."""
    write("wirehouse.toml", TABLES)
    monkeypatch.setenv("WIREHOUSE_INBOX", "weekly")

    settings = load_settings()
    assert (settings.inbox, settings.patterns, settings.inboxes) == (Path("weekly"), ("*.text",), ())


def test_run_of_several_inboxes_at_once_is_refused(folder: Path) -> None:
    """One run is about one inbox: whoever asks for none in particular is told which there are."""
    write("wirehouse.toml", TABLES)

    with pytest.raises(UsageError, match="several inboxes are configured; name one of daily, weekly"):
        prepare_job(load_settings())


def test_missing_inbox_is_told_before_prefect_starts() -> None:
    """A mistake takes no temporary server, and no traceback, to be told."""
    done = wirehouse("ingest", "nowhere", "--prefect")

    assert done.returncode == 2
    assert done.stderr == "wirehouse: the inbox nowhere does not exist or is no directory; create it or name another\n"


SEVERAL = """
settle = 0
[[inbox]]
path = "daily"
profile = "general"
[[inbox]]
path = "weekly"
profile = "deutschlandfunk"
"""


def test_a_variable_that_names_one_inbox_leaves_the_others_their_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reparse, replay and contract check are about stored files: each is read as the table of its inbox says."""
    write("wirehouse.toml", SEVERAL)
    write("daily/001_00000000000000aa.txt", STAMPED)
    write("weekly/002_00000000000000bb.txt", STAMPED.replace("three", "four"))
    write("weekly/003_00000000000000cc.txt", "")
    assert wirehouse("ingest").returncode == 0
    monkeypatch.setenv("WIREHOUSE_INBOX", "daily")

    foreseen = json.loads(wirehouse("contract", "check", "--reparse", "--json").stdout)
    assert (foreseen["loaded"], foreseen["changed"]["articles"]) == (2, 0)
    dry = json.loads(wirehouse("reparse", "--dry-run", "--json").stdout)
    assert (dry["loaded"], dry["changed"]["articles"]) == (0, 0)
    runs = json.loads(wirehouse("reparse", "--json").stdout)["runs"]
    assert [(Path(run["inbox"]).name, run["reparsed"], run["renewed"]) for run in runs] == [
        ("daily", 0, 0), ("weekly", 0, 0),
    ]  # fmt: skip
    (replay,) = json.loads(wirehouse("quarantine", "replay", "--json").stdout)["runs"]
    assert replay["parser_version"] == runs[1]["parser_version"] != runs[0]["parser_version"]


def test_dry_reparse_looks_at_what_a_reparse_does() -> None:
    """The parser's version is that of each inbox, not that of the general settings."""
    write("wirehouse.toml", SEVERAL)
    write("daily/001_00000000000000aa.txt", STAMPED)
    write("weekly/002_00000000000000bb.txt", STAMPED.replace("three", "four"))
    assert wirehouse("ingest").returncode == 0

    assert json.loads(wirehouse("reparse", "--dry-run", "--json").stdout)["loaded"] == 0
    write("wirehouse.toml", SEVERAL.replace("deutschlandfunk", "auto"))
    assert json.loads(wirehouse("reparse", "--dry-run", "--json").stdout)["loaded"] == 1
    assert [run["reparsed"] for run in json.loads(wirehouse("reparse", "--json").stdout)["runs"]] == [0, 1]


def test_a_mistake_in_one_table_keeps_a_rerun_from_beginning(folder: Path) -> None:
    """A reparse and a replay touch nothing while the settings of any inbox are wrong."""
    write("wirehouse.toml", SEVERAL)
    write("daily/001_00000000000000aa.txt", STAMPED)
    write("weekly/002_00000000000000bb.txt", STAMPED.replace("three", "four"))
    assert wirehouse("ingest").returncode == 0
    before = (folder / "var" / "wirehouse.duckdb").read_bytes()
    write("wirehouse.toml", SEVERAL.replace('"general"', '"auto"').replace("deutschlandfunk", "deutschlandfun"))

    done = wirehouse("reparse")
    assert done.returncode == 2
    assert "did you mean deutschlandfunk?" in done.stderr
    assert (folder / "var" / "wirehouse.duckdb").read_bytes() == before
