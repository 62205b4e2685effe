"""A kill at any instant loses no change of an incident and doubles none."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from fake_queue import open_fake_queue
from house import PROJECT, House, article_text

_KILLS = 10
_SCRIPT = """
import os, sys
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from fake_queue import open_fake_queue
from pipeline.job import prepare_job
from alerts.routing import Alerting
from pipeline.run import ingest_inbox
from settings.model import Settings
from warehouse.incidents.incidents import Policy

inbox, home, box = map(Path, sys.argv[1:4])
if sys.argv[4]:
    place, name = sys.argv[4].split(":")
    module, _, owner = place.partition("/")
    holder = getattr(import_module(module), owner) if owner else import_module(module)
    assert hasattr(holder, name)
    setattr(holder, name, lambda *_, **__: os.kill(os.getpid(), 9))
job = prepare_job(Settings(inbox=inbox, home=home, settle=0, workers=1, batch_files=50))
ingest_inbox(replace(job, alerting=Alerting(Policy(), partial(open_fake_queue, box))))
"""
_INCIDENTS = """
SELECT rule, inbox, scope, severity, state, files, most_files, message, examples, reminders
FROM incidents
WHERE rule <> 'run_crashed'
ORDER BY ALL
"""
_WRONG = """
-- Incidents whose changes are not as they must be: opened once, resolved once if it is over, and never otherwise.
SELECT incidents.incident_id, state, list(kind ORDER BY kind) AS kinds
FROM incidents
LEFT JOIN outbox USING (incident_id)
GROUP BY ALL
HAVING kinds <> CASE state WHEN 'open' THEN ['opened'] ELSE ['opened', 'resolved'] END
"""


def start(house: House, home: Path, box: Path, deadly: str = "") -> "subprocess.Popen[bytes]":
    """A run in a process of its own, that hands over to a fake queue; a ``deadly`` function kills it when called."""
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(house.inbox), str(home), str(box), deadly],
        env={**os.environ, "PYTHONPATH": f"{PROJECT}:{PROJECT / 'tests/support'}"},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def to_end(house: House, home: Path, box: Path) -> None:
    """A run that is to end well."""
    run = start(house, home, box)
    _, errors = run.communicate()
    assert (run.returncode, errors) == (0, b"")


def fill(house: House) -> None:
    """Bad files of two rules in some directories among good ones."""
    for number in range(600):
        text = {3: "", 7: "{}"}.get(number % 20, article_text(f"Story {number}", body=f"Text {number}."))
        os.utime(house.write(f"{number % 7}/{number:04}_{number:016x}.txt", text), ns=(number, number))


def mend(house: House) -> None:
    """Half of the directories have no bad file any more."""
    for path in house.inbox.rglob("*.txt"):
        if int(path.parent.name) < 3 and path.stat().st_size < 10:
            path.unlink()


def test_kills_lose_and_double_no_change(house: House, tmp_path: Path) -> None:
    """Kills while incidents open, resolve and are handed over: in the end they are those of undisturbed runs."""
    fill(house)
    quiet, killed = tmp_path / "quiet", tmp_path / "killed"
    quiet_box, killed_box = tmp_path / "quiet.sqlite", tmp_path / "killed.sqlite"
    moments = random.Random(20261122)  # noqa: S311  a seeded choice is wanted
    crashed = 0
    for change in (lambda _house: None, mend):
        change(house)
        begun = time.monotonic()
        to_end(house, quiet, quiet_box)
        length = time.monotonic() - begun
        for _ in range(_KILLS // 2):
            run = start(house, killed, killed_box)
            time.sleep(moments.uniform(0.4, 1.0) * length)
            crashed += run.poll() is None
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
        to_end(house, killed, killed_box)

    assert crashed > 0
    found = {}
    for home, path in ((quiet, quiet_box), (killed, killed_box)):
        with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True) as loader:
            found[home] = loader.execute(_INCIDENTS).fetchall()
            assert loader.execute(_WRONG).fetchall() == []
            posted = loader.execute("SELECT key FROM outbox ORDER BY key").fetchall()
            assert loader.execute("FROM outbox WHERE handed_at IS NULL").fetchall() == []
        with open_fake_queue(path) as box:
            events = box.events()
        assert sorted((event.key,) for event in events) == posted
        seen: dict[str, list[str]] = {}
        for event in events:
            seen.setdefault(event.incident_id, []).append(event.kind)
        assert set(map(tuple, seen.values())) <= {("opened",), ("opened", "resolved")}
    assert len(found[quiet]) > 6
    assert found[killed] == found[quiet]


_DEADLY = {
    "before the incidents are written": "warehouse.runs.runs:update_incidents",
    "before the outbox is written": "warehouse.incidents.incidents:write_outbox",
    "after the run": "pipeline.relay:relay",
    "before it is accepted": "fake_queue/FakeQueue:enqueue",
    "between accepting and marking": "fake_queue/FakeQueue:alerts",
    "before the publishing": "pipeline.run:publish_run",
}


@pytest.mark.parametrize("deadly", _DEADLY.values(), ids=_DEADLY)
def test_a_crash_at_each_step_loses_and_doubles_nothing(house: House, tmp_path: Path, deadly: str) -> None:
    """Killed there when it opens, and again when it resolves: both arrive once, in that order."""
    bad = house.write("a.txt", "")
    house.write("b.txt", article_text())
    home, path = tmp_path / "home", tmp_path / "box.sqlite"
    for _ in range(2):
        run = start(house, home, path, deadly)
        run.communicate()
        assert run.returncode == -signal.SIGKILL
        to_end(house, home, path)
        bad.unlink(missing_ok=True)

    with open_fake_queue(path) as box:
        events = box.events()
    kinds = [event.kind for event in events if event.rule == "empty_file"]
    assert kinds == ["opened", "resolved"]
    with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True) as loader:
        assert loader.execute(_WRONG).fetchall() == []
        assert {(event.key,) for event in events} == set(loader.execute("SELECT key FROM outbox").fetchall())
        assert loader.execute("FROM outbox WHERE handed_at IS NULL").fetchall() == []
    with duckdb.connect(str(home / "published.duckdb"), read_only=True) as published:
        states = published.execute("SELECT state FROM incidents WHERE rule = 'empty_file'").fetchall()
    assert states == [("resolved",)]
