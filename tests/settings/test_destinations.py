"""Destinations: where addresses come from, that a wrong one is told by its destination's name, that none ever shows."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.dispatch import check_destinations
from alerts.queue.queue import open_queue
from alerts.routing import routes_of
from alerts.transport.secrets import read_address
from commands import run_command
from house import PROJECT, article_text
from settings.destinations import Destination
from settings.load import load_settings
from settings.units import is_quiet, read_rate, read_span
from sinks import NOON, sink_at
from warehouse.errors import UsageError

SECRET = "hush4711"  # noqa: S105  nobody's


@pytest.fixture(name="folder", autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settle(folder: Path, text: str) -> None:
    """Write the settings."""
    (folder / "wirehouse.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[destination]]\nnme = "a"', "wirehouse.toml: [[destination]] 1: nme: there is no such setting; did you"),
        ('[[destination]]\nname = "a"', "destination a has no address; give it one of url, url_env, url_file"),
        ('[[destination]]\nname = "a"\nurl = "x"\nurl_env = "X"', "destination a has url and url_env; give it one of"),
        ('[[destination]]\nname = "a b"\nurl = "x"', "wirehouse.toml: [[destination]] 1: name = 'a b'"),
        ('[[destination]]\nname = "a"\nurl = 5', "wirehouse.toml: [[destination]] 1: url: expected"),
        (
            '[[destination]]\nname = "a"\nurl = "x"\nmin_severity = "low"',
            "wirehouse.toml: [[destination]] 1: min_sever",
        ),
        ('[[destination]]\nname = "a"\nurl = "x"\nquiet = "22-7"', "wirehouse.toml: [[destination]] 1: quiet = '22-7'"),
        ('[[destination]]\nname = "a"\nurl = "x"\nrate = "0/h"', "wirehouse.toml: [[destination]] 1: rate = '0/h'"),
        (
            '[[destination]]\nname = "a"\nurl = "x"\nrules = ["truncatd"]',
            "destination a: rules: there is no rule trunc",
        ),
        (
            '[[destination]]\nname = "a"\nurl = "x"\n[[destination]]\nname = "A"\nurl = "x"',
            "[[destination]]: 2 tables have the name 'a'",
        ),
        ('[destination]\nname = "a"', "wirehouse.toml: destination: write a table for each"),
        ('[alerts]\nremnd = "1d"', "wirehouse.toml: [alerts]: remnd: there is no such setting; did you mean remind?"),
        ('[alerts]\nremind = "soon"', "wirehouse.toml: [alerts]: remind = 'soon'"),
        ('[alerts]\nwarnings = ["silent"]', "alerts: warnings: there is no rule silent; did you mean silent_edit?"),
    ],
)
def test_mistake_is_told(folder: Path, text: str, told: str) -> None:
    """The message names the table, the key, and for an unknown one the nearest."""
    settle(folder, text)

    with pytest.raises(UsageError) as caught:
        load_settings()
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("address", [f"json://u:{SECRET}@h", f"mailto://u:{SECRET}@h?pass={SECRET}&+X={SECRET} 2"])
@pytest.mark.parametrize("key", ["url", "min_severity", "name", "quiet", "rate"])
def test_address_in_a_mistake_is_not_told(folder: Path, key: str, address: str) -> None:
    """An address that stands at the wrong place or is wrong is not repeated."""
    settle(folder, f'[[destination]]\n{key} = "{address}"\nurl_file = 7')

    with pytest.raises(UsageError) as caught:
        load_settings()
    assert "[[destination]] 1" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_inboxes_of_a_destination(folder: Path) -> None:
    """They are given by name or path, and hold in the settings of one inbox, too; one that is none is told."""
    inboxes = '[[inbox]]\npath = "in/daily"\nname = "wire"\n[[inbox]]\npath = "in/other"\n'
    settle(folder, f'{inboxes}[[destination]]\nname = "a"\nurl = "x"\ninboxes = ["wire", "in/other"]')

    places = (str(folder / "in" / "daily"), str(folder / "in" / "other"))
    assert [route.inboxes for one in load_settings().each_inbox() for route in routes_of(one)] == [places, places]
    settle(folder, f'{inboxes}[[destination]]\nname = "a"\nurl = "x"\ninboxes = ["wier"]')
    with pytest.raises(UsageError, match="destination a: inboxes: there is no inbox wier; did you mean wire"):
        load_settings()


def test_address_comes_from_its_place(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """From the settings, a variable or a file; a wide open file is told."""
    file = folder / "hook"
    file.write_text(f"json://{SECRET}\n", encoding="utf-8")
    file.chmod(0o644)
    settle(folder, '[[destination]]\nname = "a"\nurl_file = "hook"')

    assert read_address(Destination(name="a", url="json://x"), {}) == "json://x"
    assert read_address(Destination(name="a", url_env="X"), {"X": " json://x "}) == "json://x"
    assert read_address(Destination(name="a", url_file=file), {}) == f"json://{SECRET}"
    check_destinations(load_settings())
    assert caplog.messages == ["destination a: others may read hook; chmod 600 it"]
    file.chmod(0o600)
    check_destinations(load_settings())
    assert len(caplog.messages) == 1


@pytest.mark.parametrize(
    ("destination", "told"),
    [
        (Destination(name="a", url_env="NOPE"), "destination a: the environment variable NOPE is not set"),
        (Destination(name="a", url_file=Path("none")), "destination a: none cannot be read: no such file"),
        (Destination(name="a", url_file=Path()), "destination a: . cannot be read: is a directory"),
        (Destination(name="a", url=SECRET), "destination a: its address is no Apprise URL"),
        (Destination(name="a", url=f"json://x json://{SECRET}"), "destination a: its address is no Apprise URL"),
    ],
)
def test_address_that_cannot_be_had(destination: Destination, told: str) -> None:
    """The destination and the place are named, the address is not."""
    with pytest.raises(UsageError) as caught:
        read_address(destination, {})
    assert str(caught.value).startswith(told)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (f"jsn://u:{SECRET}@h/{SECRET}", "destination hook: there is no service jsn:// in Apprise"),
        (f"slack://{SECRET}", "destination hook: its address is not complete or not right for slack://"),
    ],
)
def test_wrong_address_is_told_at_start(folder: Path, address: str, told: str) -> None:
    """Exit code 2 before anything is loaded; the name, never the address."""
    settle(folder, '[[destination]]\nname = "hook"\nurl_env = "HOOK"')
    (folder / "seeds").mkdir()

    for command in ("ingest", "watch", "serve"):
        done = wirehouse(command, HOOK=address)
        assert done.returncode == 2
        assert told in done.stderr
        assert SECRET not in done.stderr + done.stdout
    assert not (folder / "var").exists()


def wirehouse(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One of our commands, in the working directory."""
    return run_command(words, Path.cwd(), {**os.environ, "WIREHOUSE_SETTLE": "0", **variables})


def said_by(*words: str, **variables: str) -> str:
    """All that a command prints."""
    done = wirehouse(*words, **variables)
    return done.stdout + done.stderr


def test_secret_is_nowhere(folder: Path) -> None:
    """After a session of failures of all kinds it is in no file, no output, no setting that is shown."""
    (folder / "seeds").mkdir()
    (folder / "seeds" / "001_00000000000000aa.txt").write_text(article_text(), encoding="utf-8")
    (folder / "var").mkdir()
    settle(folder, '[[destination]]\nname = "hook"\nurl_env = "HOOK"\ntimeout = 1\n')
    said = []
    with sink_at() as sink:
        url = f"json://user:{SECRET}@127.0.0.1:{sink.port}/{SECRET}/?+X-Token={SECRET}&-q={SECRET}"
        for mode in ("500", "404", "close", "hang"):
            sink.mode = mode
            with open_queue(folder / "var") as queue:
                queue.enqueue_notice(f"k{mode}", "hook", "title", "text", "<p>text</p>", NOON)
                queue.connection.execute("UPDATE destinations SET hold_until = NULL")
            done = wirehouse("ingest", HOOK=url, PREFECT_LOGGING_LEVEL="DEBUG", PYTHONWARNINGS="default")
            said.append(done.stdout + done.stderr)
            assert done.returncode == 0, "a message that fails is no run that fails"
            assert "alerts: hook: " in done.stderr
        paths = [arrival for arrival in sink.paths if SECRET in arrival]
        settle(folder, f'[[destination]]\nname = "hook"\nurl = "{url}"\n')
        shown = wirehouse("settings", "--json").stdout
        said += [shown, said_by("settings"), said_by("ingest", "--json")]
    settle(folder, '[[destination]]\nname = "hook"\nurl_env = "HOOK"\n')
    for address in (f"mailto://u:{SECRET}@127.0.0.1:1?from=a@b.c&to=d@e.f", f"xml://:{SECRET}@", f"nope://{SECRET}"):
        said.append(said_by("ingest", HOOK=address))

    assert len(paths) >= 4, "the sink was asked for it"
    assert {entry["value"] for entry in json.loads(shown) if entry["setting"].endswith("url")} == {"json://***"}
    assert [text for text in said if SECRET in text] == []
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert {"alerts.sqlite", "wirehouse.duckdb"} <= {path.name for path in kept}
    assert [path for path in kept if SECRET.encode() in path.read_bytes()] == []


def test_transport_process_prints_nothing_else(folder: Path) -> None:
    """The process that knows the address prints nothing but its answers, whatever libraries are told to log."""
    request = {"address": f"json://u:{SECRET}@127.0.0.1:1/{SECRET}", "send": True, "title": "t", "text": "x"}
    loud = (
        "import logging, runpy, sys; logging.basicConfig(level=0); "
        "runpy.run_module('alerts.transport.worker', None, '__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", loud], input=json.dumps(request) + "\n", capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip

    assert done.stdout == 'ready\n{"status":"failed","error":"it cannot be reached"}\n'
    assert SECRET not in done.stderr


def test_destination_shows_its_name_only() -> None:
    """Also where somebody prints the settings in a traceback or a log."""
    shown = repr(load_settings().__class__(destinations=(Destination(name="a", url=f"json://{SECRET}"),)))

    assert "Destination('a')" in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "quiet"),
    [
        ("22:00-07:00", "UTC", "2026-11-22T21:59+00:00", False),
        ("22:00-07:00", "UTC", "2026-11-22T22:00+00:00", True),
        ("22:00-07:00", "UTC", "2026-11-23T06:59+00:00", True),
        ("22:00-07:00", "UTC", "2026-11-23T07:00+00:00", False),
        ("12:00-13:00", "UTC", "2026-11-23T12:30+00:00", True),
        ("12:00-13:00", "UTC", "2026-11-23T13:00+00:00", False),
        ("22:00-07:00", "Asia/Ho_Chi_Minh", "2026-11-22T15:00+00:00", True),
        ("22:00-07:00", "Asia/Ho_Chi_Minh", "2026-11-23T00:00+00:00", False),
        # Berlin: summer time ended on 25 October 2026 and begins on 28 March 2027
        ("22:00-07:00", "Europe/Berlin", "2026-10-24T05:30+00:00", False),
        ("22:00-07:00", "Europe/Berlin", "2026-10-26T05:30+00:00", True),
        ("22:00-07:00", "Europe/Berlin", "2027-03-27T05:30+00:00", True),
        ("22:00-07:00", "Europe/Berlin", "2027-03-28T05:30+00:00", False),
        ("02:15-02:45", "Europe/Berlin", "2026-10-25T00:30+00:00", True),
        ("02:15-02:45", "Europe/Berlin", "2026-10-25T01:30+00:00", True),
        ("", "UTC", "2026-11-22T00:00+00:00", False),
    ],
)
def test_quiet_hours(hours: str, zone: str, moment: str, quiet: bool) -> None:  # noqa: FBT001  a value of the table
    """The clock on the wall counts, across midnight and when it is changed."""
    assert is_quiet(hours, zone, datetime.fromisoformat(moment)) is quiet


def test_spans_and_limits() -> None:
    """As they are written in the settings."""
    assert read_rate("10/h") == (10, timedelta(hours=1))
    assert read_rate("") is None
    assert read_span("90m") == timedelta(minutes=90)
    assert read_span("") is None
