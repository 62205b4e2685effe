"""Running a stranger's SQL: a child process that only reads, with limits that hold whatever it does.

DuckDB's own memory limit does not bound every allocation and a query cannot always be interrupted; a process
can be limited by the system and killed.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flows.errors import RunError
from flows.looking import published_path
from warehouse.errors import QueryError

MEMORY_BYTES = 4 << 30
OUTPUT_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Question:
    """SQL for the published database of a home directory, the form of the answer, and its limits."""

    home: Path
    sql: str
    form: str
    width: int
    timeout: float


def run_sandboxed(question: Question, output: Path | None = None) -> None:
    """Answer a question on standard output or in a file, which is replaced only by a whole answer.

    Raises WarehouseMissingError, QueryError (the SQL is wrong), RunError (a limit was reached).
    """
    path = published_path(question.home)
    with tempfile.TemporaryFile() as answer:
        _run_child(question, path, answer)
        answer.seek(0)
        if output is None:
            _copy(answer, sys.stdout.buffer)
        else:
            _replace(output, answer)


def _run_child(question: Question, path: Path, answer: IO[bytes]) -> None:
    arguments = [str(path), question.form, str(question.width), str(MEMORY_BYTES), str(OUTPUT_BYTES)]
    command = [sys.executable, "-P", "-m", "warehouse.query", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command,
            input=os.fsencode(question.sql),
            stdout=answer,
            stderr=subprocess.PIPE,
            timeout=question.timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"the query took longer than {question.timeout:g} s and was stopped; raise --timeout or ask for less"
        raise RunError(msg) from error
    if done.returncode == 0:
        return
    told = done.stderr.decode(errors="replace").strip()
    if done.returncode == 1 and told:
        raise QueryError(told)
    limits = f"{MEMORY_BYTES >> 30} GB of memory or {OUTPUT_BYTES >> 30} GB of output"
    msg = f"the query was stopped: it needed more than {limits}"
    raise RunError(msg)


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while chunk := source.read(1 << 20):
        target.write(chunk)
    target.flush()


def _replace(output: Path, answer: IO[bytes]) -> None:
    draft = output.with_name(f".{output.name}.part")
    try:
        with draft.open("wb") as target:
            _copy(answer, target)
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True)
        msg = f"{output} cannot be written: {(error.strerror or str(error)).lower()}"
        raise RunError(msg) from error
