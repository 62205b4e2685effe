"""The child process of ``wirehouse sql``: one database, read-only; a request on stdin, the answer on stdout.

``python -m warehouse.sandbox.worker``. Nothing that the SQL does can open a file, a socket or a pipe: when the first
statement is looked at, the system gives this process no further descriptor, and what it needed to open is open.
"""

import errno
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import duckdb

from warehouse.connection import REMAKE, Connection
from warehouse.formats.writers import SEVERAL, WRITERS, prepare_writer
from warehouse.sandbox.casts import cast_unrepresentable
from warehouse.sandbox.limits import limit_process, open_confined
from warehouse.sandbox.policy import rejection_reason

WRONG = 1
"""Exit code: the SQL is wrong, or not answered."""
LIMIT = 3
"""Exit code: a limit was reached, or the disk is full; the word on stderr says which."""
MEMORY, OUTPUT = "memory", "output"

_ERROR_CHARACTERS = 4_000
"""Characters of an error that are printed."""


@dataclass(frozen=True, slots=True)
class SandboxRequest:
    """SQL for a database, the values of its parameters, the form of the answer, and its limits (bytes, seconds)."""

    database: str
    sql: str
    values: Mapping[str, str]
    form: str
    width: int
    memory: int
    output: int
    timeout: float

    def as_json(self) -> bytes:
        """The request as it goes to the child."""
        return json.dumps(asdict(self)).encode()


def main() -> int:
    """Answer the request on stdin; WRONG or LIMIT and a word on stderr if it cannot be answered."""
    request = SandboxRequest(**json.loads(sys.stdin.buffer.read()))
    try:
        limit_process(request.output, request.timeout)
        _answer(request)
    except (MemoryError, duckdb.OutOfMemoryException):
        code, message = LIMIT, MEMORY
    except OSError as error:
        code, message = _system_error(error)
    except UnicodeError:
        code, message = WRONG, "the SQL or the value of a parameter is no UTF-8 text"
    except Exception as error:  # noqa: BLE001  the SQL is wrong, or cannot be written in this form
        code, message = WRONG, str(error) or type(error).__name__
    else:
        return 0
    sys.stderr.write(message[:_ERROR_CHARACTERS].replace("\t", " "))  # a tab would push DuckDB's mark out of its place
    sys.stderr.flush()
    return code


def _system_error(error: OSError) -> tuple[int, str]:
    """Exit code and word for an error of the system's, or for one of DuckDB's that came through Arrow as such."""
    if error.errno is None:
        text = str(error)
        return (LIMIT, MEMORY) if "Out of Memory" in text else (WRONG, text)
    return LIMIT, OUTPUT if error.errno == errno.EFBIG else os.strerror(error.errno)


def _answer(request: SandboxRequest) -> None:
    """Write the answers to stdout, a blank line between two. Raises duckdb.Error, ValueError, OSError, MemoryError."""
    prepare_writer(request.form)
    "".join((request.sql, *request.values.values())).encode()  # what is no UTF-8 must not get into DuckDB
    connection = _open(request)
    statements = _statements(connection, request.sql)
    _check(connection, statements, request)
    for nth, statement in enumerate(statements):
        if nth:
            sys.stdout.write("\n")
        values = {name: request.values[name] for name in statement.named_parameters}
        rewritten = statement if request.form == "parquet" else cast_unrepresentable(connection, statement, values)
        WRITERS[request.form](connection.execute(rewritten, values), sys.stdout, request.width)
    sys.stdout.flush()


def _open(request: SandboxRequest) -> Connection:
    """The database. Raises ValueError that says what to do if it is none, MemoryError."""
    try:
        return open_confined(request.database, request.memory)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        msg = f"{request.database} cannot be opened: {error}; {REMAKE}"
        raise ValueError(msg) from error


def _statements(connection: Connection, sql: str) -> Sequence[duckdb.Statement]:
    """The statements of a text, each by itself. Raises ValueError, duckdb.Error.

    DuckDB marks a fault in a later statement that was parsed together with others in the wrong place; the empty lines
    keep the numbers of its lines right.
    """
    if "\0" in sql:
        msg = "the SQL has a NUL character, after which DuckDB would not read on"
        raise ValueError(msg)
    statements: list[duckdb.Statement] = []
    lines = 0
    for statement in connection.extract_statements(sql):
        statements += connection.extract_statements("\n" * lines + statement.query) or [statement]
        lines += statement.query.count("\n")
    return statements


def _check(connection: Connection, statements: Sequence[duckdb.Statement], request: SandboxRequest) -> None:
    """Raise ValueError if one of the statements is not to be answered: then none is."""
    if not statements:
        msg = "there is no SQL to run"
        raise ValueError(msg)
    if len(statements) > 1 and request.form not in SEVERAL:
        msg = f"{request.form} takes one statement, not {len(statements)}; use --format {' or '.join(SEVERAL)}"
        raise ValueError(msg)
    for statement in statements:
        if reason := rejection_reason(connection, statement):
            raise ValueError(reason)
    _check_values({name for statement in statements for name in statement.named_parameters}, set(request.values))


def _check_values(wanted: set[str], given: set[str]) -> None:
    """Raise ValueError unless each parameter has a value and each value a parameter."""
    if missing := wanted - given:
        names = ", ".join(f"${name}" for name in sorted(missing))
        msg = f"the SQL has parameters without a value: {names}; give --param {min(missing)}=VALUE"
        raise ValueError(msg)
    if strange := given - wanted:
        msg = f"the SQL has no parameter ${min(strange)}"
        raise ValueError(msg)


if __name__ == "__main__":
    os._exit(main())  # no more flushing, which would fail again after a limit
