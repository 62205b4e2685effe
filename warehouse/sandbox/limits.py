"""What holds a process that runs a stranger's SQL: DuckDB's own switches, and behind them the system's limits."""

import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import Connection

_THREADS = 2
_UNMANAGED = 256 << 20
"""Address space for what DuckDB does not manage, in bytes, beside what the process has when its database is open."""
_GRACE = 2
"""Seconds that the parent has to end us before we end by ourselves: it may be gone."""
_RECURSION_LIMIT = 20_000
"""How deeply a parsed statement may be nested for us; DuckDB stops at 1,000 expressions, each of several levels."""


def limit_process(output: int, timeout: float) -> None:
    """Bound what the process writes (bytes), and end it when its time (seconds) is up, also without a parent."""
    _limit(resource.RLIMIT_FSIZE, output)
    _limit(resource.RLIMIT_CORE, 0)
    signal.setitimer(signal.ITIMER_REAL, timeout + _GRACE)
    sys.setrecursionlimit(_RECURSION_LIMIT)


def open_confined(database: str, memory: int) -> Connection:
    """A database that is only read, in a process that from now on has so many bytes more, and can open nothing else."""
    connection = duckdb.connect(database, read_only=True, config=_config(memory))
    _load_types(connection)
    _limit(resource.RLIMIT_AS, _address_space() + memory + _UNMANAGED)
    _forbid_descriptors()
    return connection


def _config(memory: int) -> dict[str, Any]:
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": f"{memory}B",
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


def _forbid_descriptors() -> None:
    """Have the system refuse every further file, socket and pipe."""
    free = os.dup(0)
    os.close(free)
    _limit(resource.RLIMIT_NOFILE, free)


def _limit(kind: int, size: int) -> None:
    resource.setrlimit(kind, (size, size))
