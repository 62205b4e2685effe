"""The child process of ``wirehouse sql``: one database, read-only; SQL on stdin, the answer on stdout.

``python -m warehouse.query DATABASE FORMAT WIDTH MEMORY_BYTES OUTPUT_BYTES``
"""

import re
import resource
import sys
from collections.abc import Sequence
from typing import Any

import duckdb

from warehouse.formats import SEVERAL, WRITERS

_LOCKED: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "temp_directory": "",
    "lock_configuration": "true",
}

LIMIT = 3
"""Exit code: a limit was reached."""

# SHOW, DESCRIBE and SUMMARIZE are kinds of SELECT. A CALL could turn on a log file, which aborts DuckDB 1.5.5, and
# EXPLAIN ANALYZE runs what it explains.
_EXPLAINS = re.compile(r"\s*explain\s+(analyze\s+)?(select|from|with|values|table)\b", re.IGNORECASE)


def main(database: str, form: str, width: str, memory_bytes: str, output_bytes: str) -> int:
    """Answer the SQL on stdin; 1 and a sentence on stderr if it is wrong."""
    _limit(resource.RLIMIT_AS, int(memory_bytes))
    _limit(resource.RLIMIT_FSIZE, int(output_bytes))
    _limit(resource.RLIMIT_CORE, 0)
    try:
        told = _answer(database, form, int(width))
    except (MemoryError, OSError):  # a limit of ours was reached
        return LIMIT
    except UnicodeDecodeError:
        told = "the SQL is no UTF-8 text"
    except (duckdb.Error, ValueError) as error:
        told = str(error)
    sys.stderr.write(told)
    return 1 if told else 0


def _answer(database: str, form: str, width: int) -> str:
    """Write the answers to stdout; what is wrong with the questions, nothing if all were answered."""
    text = sys.stdin.read()
    connection = duckdb.connect(database, read_only=True, config=_LOCKED)
    statements = connection.extract_statements(text)
    if fault := _fault(statements, form):
        return fault
    for statement in statements:
        WRITERS[form](connection.execute(statement), sys.stdout, width)
    sys.stdout.flush()
    return ""


def _fault(statements: Sequence[duckdb.Statement], form: str) -> str | None:
    """Why these statements are not answered, None if they are."""
    if not statements:
        return "there is no SQL to run"
    if len(statements) > 1 and form not in SEVERAL:
        return f"{form} takes one statement, not {len(statements)}; use --format {' or '.join(SEVERAL)}"
    for statement in statements:
        harmless = statement.type == duckdb.StatementType.SELECT or _EXPLAINS.match(statement.query)
        if not harmless:
            return f"only SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN of these are answered, no {statement.type.name}"
    return None


def _limit(kind: int, size: int) -> None:
    resource.setrlimit(kind, (size, size))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
