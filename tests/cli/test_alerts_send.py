"""``wirehouse alerts send`` and ``alerts test``: what came of it is said, and the exit code says it, too."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli.commands import alerts_send
from settings.destinations import Destination
from sinks import Post, event, sink_at
from warehouse.errors import UsageError


@pytest.fixture(name="folder", autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    return tmp_path


def run(command: click.Command, *words: str) -> Result:
    """One of the commands."""
    return CliRunner().invoke(command, words)


def test_sample_arrives_and_is_no_alert(folder: Path) -> None:
    """A sample is sent at once, also in quiet hours; the queue is not touched."""
    with sink_at() as sink:
        told = f'[[destination]]\nname = "a"\nurl = "{sink.url()}"\nquiet = "00:00-23:59"\n'
        (folder / "wirehouse.toml").write_text(told, encoding="utf-8")
        done = run(alerts_send.test, "a")
        assert done.exit_code == 0
        assert "a took a sample" in done.output
        assert sink.titles == ["wirehouse: a sample for a"]
        sink.mode = "403"
        refused = run(alerts_send.test, "a", "--json")

    assert refused.exit_code == 1
    facts = json.loads(refused.stdout)
    assert (facts["sent"], facts["error"]) == (False, "it answered with HTTP 403")
    assert list((folder / "var").iterdir()) == []


def test_unknown_destination_is_told(folder: Path) -> None:
    """With the nearest name, or how to make one."""
    assert "the settings name none" in str(run(alerts_send.test, "a").exception)
    (folder / "wirehouse.toml").write_text('[[destination]]\nname = "desk"\nurl = "json://x"\n', encoding="utf-8")
    missed = run(alerts_send.test, "dsk")

    assert isinstance(missed.exception, UsageError)
    assert str(missed.exception) == "there is no destination dsk; did you mean desk?"


def test_what_waits_is_sent(folder: Path) -> None:
    """Sent, failed, forced: a line or a row each; 1 if a destination failed."""
    with sink_at(mode="500") as sink:
        (folder / "wirehouse.toml").write_text(f'[[destination]]\nname = "a"\nurl = "{sink.url()}"\n', encoding="utf-8")
        Post(folder / "var", (Destination(name="a", url=sink.url()),)).enqueue(event())
        failed = run(alerts_send.send)
        assert failed.exit_code == 1
        assert failed.output == "alerts: a: it answered with HTTP 500; 1 waiting\n"
        sink.mode = "ok"
        assert run(alerts_send.send).output == "alerts: a: 0 sent; 1 waiting\n"
        done = run(alerts_send.send, "--now", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout) == [{"destination": "a", "sent": 1, "waiting": 0, "error": None, "busy": False}]
