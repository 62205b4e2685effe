"""Running a stranger's SQL: a child process that only reads, with limits that hold whatever it does.

DuckDB's own memory limit does not bound every allocation and a query cannot always be interrupted; a process
can be limited by the system and killed.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flows.errors import RunError
from settings.load import Settings
from settings.sizes import size_in_bytes
from warehouse.errors import QueryError
from warehouse.formats.output import copy_answer, replacing
from warehouse.home import published_path
from warehouse.sandbox.worker import MEMORY, OUTPUT, WRONG, Request

_PASSED = ("PATH", "LANG", "TZ", "VIRTUAL_ENV")
"""Variables that a query's process gets, with Python's own (PYTHON…) and those of the locale (LC_…)."""
_PASSED_PREFIXES = ("PYTHON", "LC_")
_TOLD = 20_000
"""Bytes of an error that are read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, and sizes such as 512MB."""

    timeout: float
    memory: str
    output: str


def limits_of(settings: Settings) -> Limits:
    """What a query may take under the settings."""
    return Limits(settings.sql_timeout, settings.sql_memory, settings.sql_output)


@dataclass(frozen=True, slots=True)
class Question:
    """SQL for the published database of a home directory, the form of the answer, and its limits."""

    home: Path
    sql: str
    form: str
    width: int
    limits: Limits
    values: Mapping[str, str] = field(default_factory=dict)


def run_sandboxed(question: Question, output: Path | None = None) -> None:
    """Answer a question on standard output or in a file, which is replaced only by a whole answer.

    Raises WarehouseMissingError, QueryError (the SQL is wrong), RunError (a limit was reached, or the file cannot be
    written).
    """
    path = published_path(question.home)
    if output is not None:
        with replacing(output) as answer:
            _run_child(question, path, answer)
        return
    with tempfile.TemporaryFile() as answer:
        _run_child(question, path, answer)
        answer.seek(0)
        copy_answer(answer, sys.stdout.buffer, escaped=sys.stdout.isatty() and question.form != "table")


def _run_child(question: Question, path: Path, answer: IO[bytes]) -> None:
    limits = question.limits
    request = Request(
        database=str(path),
        sql=question.sql,
        values=question.values,
        form=question.form,
        width=question.width,
        memory=size_in_bytes(limits.memory),
        output=size_in_bytes(limits.output),
        timeout=limits.timeout,
    )
    with tempfile.TemporaryFile() as words:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "warehouse.sandbox.worker"],
                input=request.as_json(),
                stdout=answer,
                stderr=words,
                env=_environment(),
                timeout=limits.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RunError(_too_long(limits)) from error
        words.seek(0)
        told = words.read(_TOLD).decode(errors="replace").strip()
    if done.returncode == WRONG:
        raise QueryError(told)
    if done.returncode:
        raise RunError(_limit_told(done.returncode, told, limits))


def _environment() -> dict[str, str]:
    """What the child is to know of ours: no secret of a shell's."""
    passed = {name: text for name, text in os.environ.items() if name in _PASSED or name.startswith(_PASSED_PREFIXES)}
    return passed | {"MALLOC_ARENA_MAX": "1"}  # the C library reserves 64 MB of address space for each arena


def _too_long(limits: Limits) -> str:
    return f"the query took longer than {limits.timeout:g} s and was stopped; raise --timeout or ask for less"


def _limit_told(code: int, told: str, limits: Limits) -> str:
    """Why a query's process ended without an answer, in a sentence."""
    if code == -signal.SIGALRM:
        return _too_long(limits)
    if code < 0:
        name = signal.Signals(-code).name
        return f"the query was stopped ({name}): it needed more than {limits.memory} of memory, or is nested too deeply"
    if told == MEMORY:
        return f"the query was stopped: it needed more than {limits.memory} of memory; raise --memory or ask for less"
    if told == OUTPUT:
        return f"the answer is larger than {limits.output}; raise sql_output in the settings or ask for less"
    return f"the answer cannot be written: {told.lower()}" if told else f"the query's process ended with code {code}"
