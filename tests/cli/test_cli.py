"""The command line: exit codes, one sentence for a failure, JSON for programs."""

import json
import os
import re
import subprocess
import sys

import pytest

from commands import wirehouse
from house import House, article_text
from warehouse.lock import writer_lock

NAME = "001_00000000000000aa.txt"


def test_ingest_prints_its_receipt(house: House) -> None:
    """A run ends with its receipt, what was withheld and why, and where the database lies."""
    house.write(NAME, article_text())
    house.write("bad.txt", "")

    done = wirehouse(house, "ingest", "inbox")
    assert done.returncode == 0
    assert "seen 2 = new 2" in done.stdout
    assert "read 2 = loaded 1 + quarantined 1" in done.stdout
    assert "empty_file" in done.stdout
    assert f"Published: {house.home}/published.duckdb" in done.stdout


def test_a_run_that_publishes_nothing_does_not_say_so(house: House) -> None:
    """The last line says whether readers got something new, and where their copy lies; JSON has when."""
    house.write(NAME, article_text())
    assert json.loads(wirehouse(house, "ingest", "inbox", "--json").stdout)["published_at"]

    done = wirehouse(house, "ingest", "inbox")
    assert f"\nNothing new to publish: {house.home}/published.duckdb" in done.stdout
    assert json.loads(wirehouse(house, "ingest", "inbox", "--json").stdout)["published_at"] is None


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
def test_a_home_that_is_a_file_is_told(house: House, flags: list[str]) -> None:
    """A home that is no directory is told before anything is tried."""
    house.write(NAME, article_text())
    house.home.write_text("", encoding="utf-8")

    done = wirehouse(house, "ingest", "inbox", *flags)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"wirehouse: the home {house.home} is no directory; name another with --home\n"


def test_a_reader_that_goes_is_no_failure(house: House) -> None:
    """Who pipes a run into something that reads one line has the run done, and no failure."""
    house.write("000_00000000000000aa.txt", article_text())
    words = ["ingest", str(house.inbox), "--home", str(house.home)]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as out:
        run = [sys.executable, "-m", "cli", *words]
        done = subprocess.run(run, stdout=out, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_ingest_json_is_the_receipt(house: House) -> None:
    """``--json`` prints the receipt's numbers and nothing else."""
    house.write(NAME, article_text())
    house.write("x.tmp", "")

    facts = json.loads(wirehouse(house, "ingest", "inbox", "--json").stdout)
    assert (facts["seen"], facts["new"], facts["ignored"], facts["loaded"]) == (2, 1, 1, 1)
    assert facts["ignored_because"] == {"unfinished": 1}


@pytest.mark.parametrize(("flags", "code"), [([], 0), (["--strict"], 3), (["--strict", "--dry-run"], 3)])
def test_strict_exits_with_3(house: House, flags: list[str], code: int) -> None:
    """Files that were quarantined make ``--strict`` exit with 3."""
    house.write("bad.txt", "")

    assert wirehouse(house, "ingest", "inbox", *flags).returncode == code


@pytest.mark.parametrize(
    ("words", "variables", "told"),
    [
        (["ingest", "nowhere"], {}, "the inbox nowhere does not exist or is no directory"),
        (["ingest", "inbox", "--settings", "no.toml"], {}, "no.toml cannot be read"),
        (["ingest", "inbox"], {"WIREHOUSE_RULES__HEADLIN_MISSING": "error"}, "headline_missing"),
        (["ingest", "inbox"], {"WIREHOUSE_RULES__TRUNCATED": "fatal"}, "no such severity"),
        (["ingest", "inbox"], {"WIREHOUSE_PROFILE": "viet"}, "Name one of auto, deutschlandfunk, general"),
        (["quarantine", "show", "nothing"], {}, "no withheld file is called nothing"),
        (["explain", "nothing"], {}, "no article nothing"),
        (["report", "nothing"], {}, "To list them: wirehouse report"),
        (["report", "articles_per_dya"], {}, "there is no report articles_per_dya; did you mean articles_per_day"),
        (
            ["report", "last_runs", "--section", "Sports"],
            {},
            "last_runs does not take --section; it takes --since, --unt",
        ),
        (["report", "articles_per_day", "--since", "soon"], {}, "--since: 'soon' is neither an age"),
        (["report", "last_runs", "--param", "rows=many"], {}, "--param rows=…: 'many' is no whole number"),
        (["report", "last_runs", "--param", "row=3"], {}, "did you mean rows?"),
        (["report", "last_runs", "--inbox", "nowhere"], {}, "--inbox: there is no inbox nowhere; inboxes: "),
        (["report", "--reports", "nowhere"], {}, "the directory of reports nowhere cannot be read"),
    ],
)
def test_wrong_usage_exits_with_2(house: House, words: list[str], variables: dict[str, str], told: str) -> None:
    """Wrong usage or settings: one line that says what is wrong, and exit code 2."""
    house.run()

    done = wirehouse(house, *words, **variables)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [["status"], ["sql", "SELECT 1"], ["report", "last_runs"], ["explain", "x"], ["quarantine", "list"]]
)
def test_no_warehouse_yet(house: House, words: list[str]) -> None:
    """Looking before the first run says what to do, and makes nothing."""
    done = wirehouse(house, *words)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"wirehouse: there is no warehouse in {house.home} yet; run: wirehouse ingest\n"
    assert not house.home.exists()


def test_locked_exits_with_4(house: House) -> None:
    """Another run that holds the warehouse is named by its pid."""
    house.home.mkdir()
    with writer_lock(house.home, 1):
        done = wirehouse(house, "ingest", "inbox", WIREHOUSE_LOCK_TIMEOUT="0.2")

    assert done.returncode == 4
    assert f"another run (pid {os.getpid()})" in done.stderr


def test_damaged_database_is_told(house: House) -> None:
    """A file that is no database is told in one line."""
    house.home.mkdir()
    (house.home / "wirehouse.duckdb").write_bytes(b"no database" * 1000)

    done = wirehouse(house, "ingest", "inbox")
    assert done.returncode == 1
    assert "wirehouse.duckdb cannot be opened" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_status_tells_the_last_run(house: House) -> None:
    """Status shows the last run even if it changed nothing, and what is withheld."""
    house.write(NAME, article_text())
    house.write("bad.txt", "")
    house.run()
    last = house.run().run["run_id"]

    facts = json.loads(wirehouse(house, "status", "--json").stdout)
    assert (facts["last_run"]["run_id"], facts["articles"], facts["withheld"]) == (last, 1, 1)
    assert [row["rule"] for row in facts["withheld_by_rule"]] == ["empty_file"]
    assert "withheld 1" in wirehouse(house, "status").stdout


def test_quarantine_shows_the_lines(house: House) -> None:
    """A withheld file is shown with its rules, remedies and the lines at fault; control characters are escaped."""
    house.write("bad\x1b[31m.txt", " date 2025-02-30 Economy\n\nA headline\n\nHUẾ — A paragraph that says it.\n")
    house.run()

    listed = json.loads(wirehouse(house, "quarantine", "list", "--rule", "header_invalid", "--json").stdout)
    assert [row["path"] for row in listed] == ["bad\x1b[31m.txt"]
    shown = wirehouse(house, "quarantine", "show", "bad\x1b[31m.txt").stdout
    assert "header_invalid" in shown
    assert "1 |  date 2025-02-30 Economy" in shown
    assert "\x1b" not in shown


def test_explain_shows_where_a_field_is_from(house: House) -> None:
    """The lines of the original stand beside the field that they became."""
    house.write(NAME, article_text())
    house.run()

    told = wirehouse(house, "explain", "00000000000000aa", "headline").stdout
    assert "Rice farmers try salt-proof seeds" in told
    facts = json.loads(wirehouse(house, "explain", NAME, "headline", "--json").stdout)
    assert [(span["line_start"], span["line_end"]) for span in facts["spans"]] == [(4, 4)]
    whole = wirehouse(house, "explain", NAME).stdout
    assert "article_body" in whole
    assert "dateline" in whole


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[rules]\ntruncatd = "error"', "truncatd: there is no such rule; did you mean truncated"),
        ('[rules]\nempty_file = "off"', "it stays an error"),
        ('profile = "vietnamnws"', "there is no such profile; did you mean vietnamnews"),
        ('[[inbox]]\npath = "a"\nprofile = "nope"', "'nope': there is no such profile"),
    ],
)
def test_settings_that_no_run_would_take_are_told(house: House, text: str, told: str) -> None:
    """Who looks at the settings learns of a rule or a profile that there is not, after all that is set."""
    (house.inbox.parent / "wirehouse.toml").write_text(text, encoding="utf-8")
    done = wirehouse(house, "settings", "--json")

    assert done.returncode == 2
    assert told in done.stderr
    assert json.loads(done.stdout)


def test_settings_are_listed(house: House) -> None:
    """Every setting is printed with its value and source; ``--json`` prints the same facts."""
    facts = json.loads(wirehouse(house, "settings", "--json").stdout)

    told = {fact["setting"]: (fact["value"], fact["source"]) for fact in facts}
    assert told["home"] == (str(house.home), "command line")
    assert told["settle"] == (0.0, "environment: WIREHOUSE_SETTLE")
    table = wirehouse(house, "settings").stdout
    assert all(name in table for name in told)


@pytest.mark.parametrize("words", [["--help"], ["sql", "--help"], ["status", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """A command's help costs no import of the libraries that take long."""
    run = [sys.executable, "-v", "-m", "cli", *words]
    done = subprocess.run(run, capture_output=True, text=True, check=False)

    imported = set(re.findall(r"^import '(\w+)", done.stderr, re.MULTILINE))
    assert done.returncode == 0
    assert {"click", "cli"} <= imported
    assert imported & {"prefect", "pandera", "polars", "apprise", "rich", "prompt_toolkit", "rapidfuzz"} == set()


def test_former_module_names_the_new_one() -> None:
    """``python -m flows``, the command before 0.1.0, says how it is run now; exit code 2."""
    run = [sys.executable, "-m", "flows", "ingest"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "python -m flows has moved; run: wirehouse (or: python -m cli)\n"
