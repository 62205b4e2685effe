"""A Prefect server on loopback, for a machine of one's own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from flows.serving.processes import start_child, stop_child
from settings.prefect import is_reachable
from warehouse.errors import RunError

HOST = "127.0.0.1"
_START = 120.0
"""Seconds that it is given to start; without bytecode it takes long."""


def api_at(port: int) -> str:
    """The address of the API of a server of ours."""
    return f"http://{HOST}:{port}/api"


def start_server(port: int, home: Path) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers.

    ``home`` is the warehouse's, where its log goes. Raises RunError if the port is taken or the server ends.
    """
    _require_free(port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    log = home / "prefect-server.log"
    # Its page asks the address in this variable, and its own background work as well.
    server = start_child(command, {**os.environ, "PREFECT_API_URL": api_at(port)}, log, silent=True)
    try:
        _await(server, api_at(port), log)
    except BaseException:
        stop_child(server, patience=5)
        raise
    return server


def _await(server: subprocess.Popen[bytes], api: str, log: Path) -> None:
    """Wait until it answers. Raises RunError."""
    deadline = time.monotonic() + _START
    while server.poll() is None and time.monotonic() < deadline:
        if is_reachable(api, patience=1):
            return
        time.sleep(0.1)
    ended = "ended" if server.poll() is not None else f"did not answer within {_START:.0f} s"
    msg = f"the Prefect server at {api} {ended}; its log is {log}"
    raise RunError(msg)


def _require_free(port: int) -> None:
    """Raise RunError if something listens at a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            msg = f"port {port} cannot be had ({reason}); give another: --port, or port in the settings"
            raise RunError(msg) from error
