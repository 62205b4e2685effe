"""``serve``: a Prefect server if none is configured, the deployments on their schedules, and the watcher beside them.

Each is a process of its own, and this one looks after them: it starts again what ends by itself, and when it is
asked to stop it ends what it started, and nothing else.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from alerts.dispatch import check_telling
from flows.deployments import define_deployments, run_environment
from flows.serving.processes import start_child, stop_child
from flows.serving.server import api_at, start_server
from pipeline.job import check_settings
from settings.load import Settings
from settings.prefect import answers, api_url, page_of, settle_prefect
from warehouse.errors import RunError, UsageError

_logger = logging.getLogger("wirehouse")
_LOOK = 0.5
"""Seconds between two looks at the processes."""
_SOON = 30.0
"""Seconds: a process that ends sooner than this after its start has failed to start."""
_TRIES = 3
_QUIET = {"PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING"}
"""Logs of runs go to Prefect; warnings and what breaks down, to the logs of the processes in our home as well."""
_FLAGS = {"home": "--home", "settings_file": "--settings"}

Start = Callable[[], subprocess.Popen[bytes]]


@dataclass
class Part:
    """One of the processes that are looked after; it is given ``patience`` seconds to end."""

    name: str
    begin: Start
    patience: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start it. Raises RunError if it cannot be."""
        self.process = self.begin()
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Start it again if it has ended.

        Raises RunError if it ends at once time and again, or has told what is wrong with the settings.
        """
        if self.process is None or (code := self.process.poll()) is None:
            return
        if code == UsageError.exit_code:
            raise RunError(f"the {self.name} cannot work with these settings")
        self.failures = self.failures + 1 if time.monotonic() - self.started < _SOON else 0
        if self.failures >= _TRIES:
            msg = f"the {self.name} ended {_TRIES} times as soon as it was started (exit code {code})"
            raise RunError(msg)
        _logger.warning("The %s has ended (exit code %s); it is started again.", self.name, code)
        self.start()

    def stop(self) -> None:
        """End it, if it runs."""
        if self.process:
            stop_child(self.process, self.patience)


def serve_all(settings: Settings, common: dict[str, str], *, watch: bool) -> None:
    """Serve until a signal comes (KeyboardInterrupt); ``common`` are home and settings_file, as they were given.

    Raises UsageError and RunError.
    """
    _check(settings, common)
    check_telling(settings, blocks=False)
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    settle_prefect(settings.home)
    with _alone(settings.home):
        configured = _configured_api()
        api = configured or api_at(settings.port)
        environment = {**os.environ, "PREFECT_API_URL": api}
        parts = [_runner(settings, common, environment, alone=not configured)]
        parts += [_watcher(common, environment)] if watch else []
        if not configured:
            _logger.info("Starting a Prefect server …")
            parts.insert(0, _server(settings))
        _look_after(parts, f"Prefect: {page_of(api)}  (Ctrl-C ends it)")


def _look_after(parts: list[Part], ready: str) -> None:
    """Start the processes one after the other, and end them in the reverse order when a signal comes."""
    try:
        for part in parts:
            part.start()
        _logger.info(ready)
        while True:
            time.sleep(_LOOK)
            for part in parts:
                part.look_after()
    finally:
        _be_deaf()
        for part in reversed(parts):
            part.stop()


def _check(settings: Settings, common: dict[str, str]) -> None:
    """Raise UsageError for a mistake in the settings, before anything is started."""
    define_deployments(settings, common)
    for chosen in settings.each_inbox():
        check_settings(chosen)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One serve in a home directory: two would share a database of Prefect. Raises RunError."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home / "serve.lock", timeout=0):
            yield
    except Timeout as error:
        msg = f"another serve is at work on {home}; stop it first"
        raise RunError(msg) from error


def _configured_api() -> str | None:
    """The address of the API that is configured. Raises RunError if it does not answer."""
    api = api_url()
    if api and not answers(api):
        msg = f"the Prefect API at {page_of(api)} does not answer: start it, or unset PREFECT_API_URL"
        raise RunError(msg)
    return api


def _server(settings: Settings) -> Part:
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
    return Part("server", partial(start_server, settings.port, settings.home), patience=10)


def _runner(settings: Settings, common: dict[str, str], environment: dict[str, str], *, alone: bool) -> Part:
    """What registers the deployments and runs what is due."""
    command = [sys.executable, "-m", "flows.serving.runner", json.dumps({"common": common, "alone": alone})]
    place = (settings.home / "runner").resolve()  # not /tmp/runner_storage, which is the user's who was there first
    place.mkdir(exist_ok=True)
    environment = environment | run_environment(settings) | {"TMPDIR": str(place)}
    return Part("runner", partial(start_child, command, environment, settings.home / "runner.log"), patience=30)


def _watcher(common: dict[str, str], environment: dict[str, str]) -> Part:
    """The watcher, which finishes the batch in hand and publishes when it is asked to end."""
    flags = [word for name, flag in _FLAGS.items() if name in common for word in (flag, common[name])]
    command = [sys.executable, "-m", "cli", "watch", *flags]
    quiet = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}  # it tells of its runs itself, a line each
    return Part("watcher", partial(start_child, command, environment | quiet), patience=60)


def _be_deaf() -> None:
    """Hear no further signal: the end has begun, and takes a bounded time."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
