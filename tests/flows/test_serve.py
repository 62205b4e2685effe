"""serve: a Prefect server of its own, deployments that fire, runs that are seen, and an end that leaves nothing."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from msgspec import convert

from alerts.queue.queue import open_queue
from flows.deployments import define_deployments
from house import PROJECT, article_text
from settings.destinations import Destination
from settings.model import Settings
from settings.units import read_schedule
from sinks import Post, sink_at
from warehouse.errors import UsageError

_SETTINGS = """
settle = 0.02
workers = 1
retries = 0

[[inbox]]
path = "daily"
schedule = "5s"

[[inbox]]
path = "wire/daily"
name = "wire"
schedule = "off"

[[destination]]
name = "hook"
url_env = "HOOK"
"""

_HOLD = """
import time
from filelock import FileLock
with FileLock("var/wirehouse.lock"):
    print("held", flush=True)
    time.sleep(600)
"""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The environment without what would lead to another server, or slow Prefect down."""
    ours = ("PREFECT_", "WIREHOUSE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(PROJECT), "PREFECT_RUNNER_POLL_FREQUENCY": "2"}


def start_serve(place: Path, *words: str) -> subprocess.Popen[str]:
    """``wirehouse serve`` in a directory; its words go to serve.out."""
    environment = {**clean_environment(), "HOOK": (place / "hook").read_text()}
    with (place / "serve.out").open("w") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--no-watch", *words],
            cwd=place, env=environment, stdout=out, stderr=out, text=True, start_new_session=True,
        )  # fmt: skip


def until(look: Callable[[], Any], process: subprocess.Popen[str], patience: float = 90) -> Any:
    """What a look finds at last; a hang or an early end fails the test."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert process.poll() is None, "serve ended"
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.2)
    return found


@dataclass
class Served:
    """A serve that is up."""

    place: Path
    port: int
    process: subprocess.Popen[str]
    hook: int

    def ask(self, path: str, query: dict[str, Any]) -> Any:
        """An answer of Prefect's API."""
        url = f"http://127.0.0.1:{self.port}/api/{path}"
        request = Request(url, json.dumps(query).encode(), {"Content-Type": "application/json"})
        for _ in range(5):
            try:
                with urlopen(request, timeout=30) as answer:  # noqa: S310  our own server
                    return json.load(answer)
            except HTTPError as error:
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE:  # its database is busy: Prefect's clients ask again
                    raise
                time.sleep(2)
        pytest.fail(f"Prefect is too busy to answer {path}")

    def runs(self, state: str) -> list[dict[str, Any]]:
        """Flow runs in a state, the first to start first."""
        wanted = {"sort": "START_TIME_ASC", "flow_runs": {"state": {"type": {"any_": [state]}}}}
        found: list[dict[str, Any]] = self.ask("flow_runs/filter", wanted)
        return found

    def events(self, name: str) -> list[dict[str, Any]]:
        """Events of a name."""
        found: list[dict[str, Any]] = self.ask("events/filter", {"filter": {"event": {"name": [name]}}})["events"]
        return found

    def said(self) -> str:
        """What serve has printed."""
        return (self.place / "serve.out").read_text()


def serve_in(place: Path, port: int) -> Served:
    """A serve, once it has registered its deployments; its alerts go to a port where nobody listens yet."""
    hook = free_port()
    (place / "hook").write_text(f"json://127.0.0.1:{hook}/in")
    served = Served(place, port, start_serve(place, "--port", str(port)), hook)
    until(lambda: "Deployment notify" in served.said(), served.process)
    return served


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def answers(port: int) -> bool:
    """Whether somebody listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(name="served", scope="module")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("served")
    (place / "wirehouse.toml").write_text(_SETTINGS)
    (place / "daily").mkdir()
    (place / "daily" / "001_00000000000000aa.txt").write_text(article_text())
    (place / "daily" / "002_00000000000000ab.txt").write_bytes(b"")
    (place / "wire" / "daily").mkdir(parents=True)
    served = serve_in(place, free_port())
    yield served
    if served.process.poll() is None:
        served.process.terminate()
        served.process.wait(120)


def test_address_of_the_page_is_printed_and_answers(served: Served) -> None:
    """The page is where serve says, and asks the API of its own port."""
    found = re.search(r"Prefect: (\S+)", served.said())
    assert found
    assert found[1] == f"http://127.0.0.1:{served.port}"
    with urlopen(found[1] + "/ui-settings", timeout=30) as answer:  # noqa: S310  our own server
        assert json.load(answer)["api_url"] == f"http://127.0.0.1:{served.port}/api"


def test_deployments_are_registered(served: Served) -> None:
    """One deployment for each inbox and one to verify, with schedule, limit, and parameters that are described."""
    found = {deployment["name"]: deployment for deployment in served.ask("deployments/filter", {})}

    assert sorted(found) == ["ingest-daily", "ingest-wire", "notify", "verify"]
    assert [schedule["schedule"]["cron"] for schedule in found["verify"]["schedules"]] == ["40 2 * * *"]
    assert found["verify"]["parameter_openapi_schema"]["properties"]["deep"]["description"]
    daily, wire = found["ingest-daily"], found["ingest-wire"]
    assert [schedule["schedule"]["interval"] for schedule in daily["schedules"]] == [5]
    assert wire["schedules"] == []
    assert daily["entrypoint"] == "flows.ingest.ingest"
    assert daily["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert daily["global_concurrency_limit"]["limit"] == 1
    described = daily["parameter_openapi_schema"]["properties"]
    assert all(described[name]["description"] for name in ("inbox", "home", "settings_file"))


def test_schedule_fires_and_the_run_is_seen(served: Served) -> None:
    """A scheduled run does its work; its name, tasks, artifacts, events and log say what it did, without text."""
    run = until(lambda: served.runs("COMPLETED"), served.process)[0]

    assert run["auto_scheduled"]
    assert re.fullmatch(r"daily \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", run["name"])
    due = datetime.fromisoformat(run["expected_start_time"])
    assert run["name"] >= f"daily {due:%Y-%m-%d %H:%M:%SZ}"
    tasks = served.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert {task["name"].rpartition("-")[0] for task in tasks} >= {"scan", "read", "validate", "commit", "publish"}
    shown = {a["key"]: a for a in served.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})}
    assert sorted(shown) == ["progress-daily", "quarantine-daily", "receipt-daily", "report-daily"]
    counts = {row["count"]: row["files"] for row in json.loads(shown["receipt-daily"]["data"])}
    assert (counts["seen"], counts["loaded"], counts["quarantined"]) == (2, 1, 1)
    assert "wirehouse quarantine show" in shown["report-daily"]["data"]
    (withheld,) = until(lambda: served.events("wirehouse.article.quarantined"), served.process)
    assert withheld["payload"]["rule"] == withheld["resource"]["wirehouse.rule"] == "empty_file"
    assert withheld["payload"]["examples"] == ["002_00000000000000ab.txt"]
    finished = until(lambda: served.events("wirehouse.run.finished"), served.process)
    assert {event["payload"]["state"] for event in finished} == {"completed"}
    logs = served.ask("logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}})
    told = json.dumps([logs, shown])
    assert "seen 2 = new 2" in told
    assert "Rice farmers" not in told
    assert "salt water" not in told


def notify_of(served: Served) -> dict[str, Any]:
    """The deployment that sends alerts again."""
    found: dict[str, Any] = next(one for one in served.ask("deployments/filter", {}) if one["name"] == "notify")
    return found


def notify_is_active(served: Served) -> bool:
    """Whether its schedule is switched on."""
    (schedule,) = notify_of(served)["schedules"]
    return bool(schedule["active"])


def test_notify_has_a_schedule_while_something_waits(served: Served) -> None:
    """A run that withholds a file and cannot tell of it switches it on; notify delivers, and switches it off."""
    post = Post(served.place / "var", (Destination(name="hook", url="json://nobody"),))
    until(lambda: notify_is_active(served), served.process)
    assert post.fares("hook")["waiting"] == 1
    with sink_at(served.hook) as sink:
        with open_queue(post.home) as deliveries:
            deliveries.connection.execute("UPDATE destinations SET hold_until = NULL")
        served.ask(f"deployments/{notify_of(served)['id']}/create_flow_run", {})
        until(lambda: sink.arrivals, served.process)
        until(lambda: not notify_is_active(served), served.process)

    assert [title.removeprefix("wirehouse: ").partition(" ")[0] for title in sink.titles] == ["empty_file"]
    assert not notify_of(served)["paused"]


def start_verify(served: Served) -> dict[str, Any]:
    """A run of the deployment ``verify``, as the page's button starts it, when it has ended."""
    (found,) = [d for d in served.ask("deployments/filter", {}) if d["name"] == "verify"]
    made = served.ask(f"deployments/{found['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
    wanted = {"flow_runs": {"id": {"any_": [made["id"]]}}}

    def ended() -> dict[str, Any] | None:
        (run,) = served.ask("flow_runs/filter", wanted)
        return run if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

    run: dict[str, Any] = until(ended, served.process)
    return run


def test_verify_is_seen(served: Served) -> None:
    """What verify finds is a table and in the log; a fault makes a failed run, once, and no fault a completed one."""
    until(lambda: served.runs("COMPLETED"), served.process)
    assert start_verify(served)["state_type"] == "COMPLETED"
    original = served.place / "var" / "originals.duckdb"
    original.rename(original.with_suffix(".away"))
    failed = start_verify(served)
    original.with_suffix(".away").rename(original)

    assert failed["state_type"] == "FAILED"
    assert "originals_kept" in failed["state"]["message"]
    assert failed["run_count"] == 1
    assert re.fullmatch(r"verify \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", failed["name"])
    shown = {a["key"]: a for a in served.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [failed["id"]]}}})}
    (row,) = [row for row in json.loads(shown["verify-var"]["data"]) if row["kind"] == "fault"]
    assert (row["check"], row["count"]) == ("originals_kept", 2)
    assert "touch" in row["next"]
    assert start_verify(served)["state_type"] == "COMPLETED"


def test_second_serve_is_told(served: Served) -> None:
    """A home is served once; a port that is taken is named. Neither is a traceback."""
    again = run_serve(served.place, "--port", str(free_port()))
    assert again.returncode == 1
    assert "another serve is at work" in again.stderr
    elsewhere = run_serve(served.place, "--port", str(served.port), "--home", "other")
    assert elsewhere.returncode == 1
    assert f"port {served.port} cannot be had" in elsewhere.stderr
    assert "Traceback" not in again.stderr + elsewhere.stderr


def test_crashes_are_seen_and_nothing_stays(served: Served) -> None:
    """A kill of serve ends its processes, the next one marks its runs as crashed and fires; SIGTERM leaves nothing."""
    lock = subprocess.Popen([sys.executable, "-c", _HOLD], cwd=served.place, stdout=subprocess.PIPE)
    with lock:
        assert lock.stdout
        lock.stdout.readline()
        waiting = until(lambda: [run for run in served.runs("RUNNING") if is_labelled(run)], served.process)[0]
        started = children_of(served.process.pid)
        served.process.send_signal(signal.SIGKILL)
        served.process.wait(30)
        deadline = time.monotonic() + 60
        while any(map(is_alive, [*started, waiting["labels"]["wirehouse.pid"]])):
            assert time.monotonic() < deadline, "orphans"
            time.sleep(0.2)
        lock.kill()

    served.process = serve_in(served.place, served.port).process
    states = served.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [waiting["id"]]}}})
    assert [run["state_type"] for run in states] == ["CRASHED"]
    until(
        lambda: [run for run in served.runs("COMPLETED") if run["start_time"] > waiting["start_time"]], served.process
    )
    started = children_of(served.process.pid)
    served.process.terminate()

    assert served.process.wait(120) == 0
    assert started
    assert not any(map(is_alive, started))
    assert not answers(served.port)


def is_labelled(run: dict[str, Any]) -> bool:
    """Whether a run has written its process on itself."""
    return "wirehouse.pid" in run["labels"]


def run_serve(place: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A serve that ends by itself."""
    variables = {"HOOK": "json://nobody", **variables}
    return subprocess.run(
        [sys.executable, "-m", "cli", "serve", "--no-watch", *words],
        cwd=place, env={**clean_environment(), **variables}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_dead_api_is_one_line(tmp_path: Path) -> None:
    """An API that is configured and does not answer is told in a line, without its password."""
    done = run_serve(tmp_path, PREFECT_API_URL=f"http://me:pa55word@127.0.0.1:{free_port()}/api")

    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "pa55word" not in done.stderr


@pytest.mark.parametrize("value", ["0s", "15", "15 minutes", "* * *", ""])
def test_wrong_schedule_is_told(tmp_path: Path, value: str) -> None:
    """A schedule that is none is a mistake in the settings: exit code 2, and the key is named."""
    done = run_serve(tmp_path, WIREHOUSE_SCHEDULE=value)

    assert done.returncode == 2
    assert "schedule" in done.stderr


@pytest.mark.parametrize(
    ("text", "schedule"),
    [("30s", timedelta(seconds=30)), ("6h", timedelta(hours=6)), ("0 5 * * *", "0 5 * * *"), ("off", None)],
)
def test_schedules_are_read(text: str, schedule: timedelta | str | None) -> None:
    """An interval, a cron line, or nothing."""
    assert read_schedule(text) == schedule


def test_unknown_time_zone_is_told() -> None:
    """A time zone that there is not is named before anything starts."""
    with pytest.raises(UsageError, match="Asia/Hanoi"):
        define_deployments(Settings(timezone="Asia/Hanoi"))


def test_inboxes_start_apart_and_are_told_apart() -> None:
    """Inboxes of one interval do not start at the same moment, and two of one name have two deployments."""
    inboxes = [{"path": "a/daily"}, {"path": "b/daily"}]
    one, two, _ = define_deployments(convert({"inboxes": inboxes}, Settings, dec_hook=lambda kind, value: kind(value)))

    assert (one.name, two.name) == ("ingest-daily", "ingest-daily-2")
    assert one.parameters != two.parameters
    assert one.schedule
    assert two.schedule
    assert one.schedule["interval"] == two.schedule["interval"] == 900
    assert one.schedule["anchor_date"] != two.schedule["anchor_date"]
