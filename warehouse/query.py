"""The child process of ``wirehouse sql``: one database, read-only; a request on stdin, the answer on stdout.

``python -m warehouse.query``. Nothing that the SQL does can open a file, a socket or a pipe: when the first statement
is looked at, the system gives this process no further descriptor, and what it needed to open is open.
"""

import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import Connection
from warehouse.formats import SEVERAL, WRITERS, prepare_writer
from warehouse.permission import fault_of

WRONG = 1
"""Exit code: the SQL is wrong, or not answered."""
LIMIT = 3
"""Exit code: a limit was reached, or the disk is full; the word on stderr says which."""
MEMORY, OUTPUT = "memory", "output"

_THREADS = 2
_BESIDE = 256 << 20
"""Address space for what DuckDB does not manage, in bytes, beside what the process has when its database is open."""
_GRACE = 2
"""Seconds that the parent has to end us before we end by ourselves: it may be gone."""
_TOLD = 4_000
"""Characters of an error that are told."""
_DEPTH = 20_000
"""How deeply a parsed statement may be nested for us; DuckDB stops at 1,000 expressions, each of several levels."""


@dataclass(frozen=True, slots=True)
class Request:
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
    request = Request(**json.loads(sys.stdin.buffer.read()))
    try:
        _limit_process(request)
        _answer(request)
    except (MemoryError, duckdb.OutOfMemoryException):
        code, told = LIMIT, MEMORY
    except OSError as error:
        code, told = LIMIT, OUTPUT if error.errno == errno.EFBIG else os.strerror(error.errno or 0)
    except UnicodeError:
        code, told = WRONG, "the SQL is no UTF-8 text"
    except Exception as error:  # noqa: BLE001  the SQL is wrong, or cannot be told in this form
        code, told = WRONG, str(error) or type(error).__name__
    else:
        return 0
    sys.stderr.write(told[:_TOLD].replace("\t", " "))  # a tab would push DuckDB's mark out of its place
    sys.stderr.flush()
    return code


def _limit_process(request: Request) -> None:
    """What the system holds this process to, whatever DuckDB does."""
    _limit(resource.RLIMIT_FSIZE, request.output)
    _limit(resource.RLIMIT_CORE, 0)
    signal.setitimer(signal.ITIMER_REAL, request.timeout + _GRACE)
    sys.setrecursionlimit(_DEPTH)


def _answer(request: Request) -> None:
    """Write the answers to stdout. Raises duckdb.Error, ValueError, OSError, MemoryError."""
    prepare_writer(request.form)
    connection = duckdb.connect(request.database, read_only=True, config=_config(request))
    _load_types(connection)
    _limit(resource.RLIMIT_AS, _address_space() + request.memory + _BESIDE)
    _open_no_more()
    statements = _statements(connection, request.sql)
    _check(connection, statements, request)
    for statement in statements:
        values = {name: request.values[name] for name in statement.named_parameters}
        WRITERS[request.form](connection.execute(statement, values), sys.stdout, request.width)
    sys.stdout.flush()


def _config(request: Request) -> dict[str, Any]:
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": f"{request.memory}B",
        "threads": str(_THREADS),
        "temp_directory": "",
        "lock_configuration": "true",
    }


def _load_types(connection: Connection) -> None:
    """Import what values of a result are made of: DuckDB does so when it meets the first."""
    import decimal  # noqa: F401
    import uuid  # noqa: F401

    import pytz

    ((zone,),) = connection.execute("SELECT current_setting('TimeZone')").fetchall()
    with suppress(pytz.UnknownTimeZoneError):
        pytz.timezone(zone)


def _address_space() -> int:
    """What this process has of it now, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _open_no_more() -> None:
    """Have the system refuse every further file, socket and pipe."""
    free = os.dup(0)
    os.close(free)
    _limit(resource.RLIMIT_NOFILE, free)


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


def _check(connection: Connection, statements: Sequence[duckdb.Statement], request: Request) -> None:
    """Raise ValueError if one of the statements is not to be answered: then none is."""
    if not statements:
        msg = "there is no SQL to run"
        raise ValueError(msg)
    if len(statements) > 1 and request.form not in SEVERAL:
        msg = f"{request.form} takes one statement, not {len(statements)}; use --format {' or '.join(SEVERAL)}"
        raise ValueError(msg)
    for statement in statements:
        if fault := fault_of(connection, statement):
            raise ValueError(fault)
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


def _limit(kind: int, size: int) -> None:
    resource.setrlimit(kind, (size, size))


if __name__ == "__main__":
    os._exit(main())  # no more flushing, which would fail again after a limit
