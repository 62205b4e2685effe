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

from warehouse.errors import QueryError, RunError
from warehouse.formats.output import copy_answer, open_output
from warehouse.home import published_path
from warehouse.sandbox.worker import MEMORY, OUTPUT, WRONG, SandboxRequest

_PASSED = ("PATH", "LANG", "TZ", "VIRTUAL_ENV")
"""Variables that a query's process gets, with Python's own (PYTHON…) and those of the locale (LC_…)."""
_PASSED_PREFIXES = ("PYTHON", "LC_")
_UNITS = {"GB": 10**9, "GiB": 2**30, "MB": 10**6, "MiB": 2**20, "KB": 10**3, "KiB": 2**10, " bytes": 1}
_ERROR_BYTES = 20_000
"""Bytes of an error that are read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a query: its time in seconds, its memory and its answer in bytes."""

    timeout: float
    memory: int
    output: int


@dataclass(frozen=True, slots=True)
class SandboxQuery:
    """SQL for the published database of a home directory, the form of the answer, and its limits."""

    home: Path
    sql: str
    form: str
    width: int
    limits: Limits
    values: Mapping[str, str] = field(default_factory=dict)


def run_sandboxed(query: SandboxQuery, output: Path | None = None) -> None:
    """Answer a query on standard output or in a file, which is replaced only by a whole answer.

    Raises WarehouseMissingError, QueryError (the SQL is wrong), RunError (a limit was reached, or the file cannot be
    written).
    """
    path = published_path(query.home)
    if output is not None:
        with open_output(output) as answer:
            _run_child(query, path, answer)
        return
    with tempfile.TemporaryFile() as answer:
        _run_child(query, path, answer)
        answer.seek(0)
        copy_answer(answer, sys.stdout.buffer, escaped=sys.stdout.isatty() and query.form != "table")


def _run_child(query: SandboxQuery, path: Path, answer: IO[bytes]) -> None:
    limits = query.limits
    request = SandboxRequest(
        database=str(path),
        sql=query.sql,
        values=query.values,
        form=query.form,
        width=query.width,
        memory=limits.memory,
        output=limits.output,
        timeout=limits.timeout,
    )
    with tempfile.TemporaryFile() as errors:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "warehouse.sandbox.worker"],
                input=request.as_json(),
                stdout=answer,
                stderr=errors,
                env=_environment(),
                timeout=limits.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RunError(_too_long(limits)) from error
        errors.seek(0)
        message = errors.read(_ERROR_BYTES).decode(errors="replace").strip()
    if done.returncode == WRONG:
        raise QueryError(message)
    if done.returncode:
        raise RunError(_limit_message(done.returncode, message, limits))


def _environment() -> dict[str, str]:
    """What the child is to know of ours: no secret of a shell's."""
    passed = {name: text for name, text in os.environ.items() if name in _PASSED or name.startswith(_PASSED_PREFIXES)}
    return passed | {"MALLOC_ARENA_MAX": "1"}  # the C library reserves 64 MB of address space for each arena


def _too_long(limits: Limits) -> str:
    return f"the query took longer than {limits.timeout:g} s and was stopped; raise --timeout or ask for less"


def _limit_message(code: int, message: str, limits: Limits) -> str:
    """Why a query's process ended without an answer, in a sentence."""
    if code == -signal.SIGALRM:
        return _too_long(limits)
    memory = f"it needed more than {_size(limits.memory)} of memory"
    if code < 0:
        return f"the query was stopped ({signal.Signals(-code).name}): {memory}, or is nested too deeply"
    if message == MEMORY:
        return f"the query was stopped: {memory}; raise --memory or ask for less"
    if message == OUTPUT:
        return f"the answer is larger than {_size(limits.output)}; raise sql_output in the settings or ask for less"
    return (
        f"the answer cannot be written: {message.lower()}" if message else f"the query's process ended with code {code}"
    )


def _size(count: int) -> str:
    """A number of bytes in the largest unit that divides it."""
    name, unit = next((name, unit) for name, unit in _UNITS.items() if count % unit == 0)
    return f"{count // unit}{name}"
