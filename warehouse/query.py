"""The child process of ``wirehouse sql``: one database, read-only; SQL on stdin, the answer on stdout.

``python -m warehouse.query DATABASE FORMAT WIDTH MEMORY_BYTES OUTPUT_BYTES``
"""

import resource
import sys
from typing import Any

import duckdb

from warehouse.formats import WRITERS

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

# SHOW, DESCRIBE and SUMMARIZE are kinds of SELECT. A CALL could turn on a log file, which aborts DuckDB 1.5.5.
_QUESTIONS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def main(database: str, form: str, width: str, memory_bytes: str, output_bytes: str) -> int:
    """Answer the SQL on stdin; 1 and a sentence on stderr if it is wrong."""
    _limit(resource.RLIMIT_AS, int(memory_bytes))
    _limit(resource.RLIMIT_FSIZE, int(output_bytes))
    _limit(resource.RLIMIT_CORE, 0)
    text = sys.stdin.read()
    try:
        connection = duckdb.connect(database, read_only=True, config=_LOCKED)
        for statement in connection.extract_statements(text):
            if statement.type not in _QUESTIONS:
                return _fail(f"only SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN here, no {statement.type.name}")
            result = connection.execute(statement)
            if result.description:
                WRITERS[form](result, sys.stdout, int(width))
    except MemoryError:
        return 137
    except duckdb.OutOfMemoryException as error:
        return _fail(f"out of memory: {error}")
    except duckdb.Error as error:
        return _fail(str(error))
    return 0


def _limit(kind: int, size: int) -> None:
    resource.setrlimit(kind, (size, size))


def _fail(message: str) -> int:
    sys.stderr.write(message)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
