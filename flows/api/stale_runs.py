"""Mark flow runs as crashed whose process is gone: Prefect would show them as running for ever.

Every run labels itself with its process. Only runs of this machine are marked: processes of others are unknown.
"""

import os
import socket
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

_HOST, _PID, _BORN = "wirehouse.host", "wirehouse.pid", "wirehouse.process_start"


def label_process(run_id: UUID) -> None:
    """Label a run with its process."""
    labels: dict[str, bool | int | float | str] = {
        _HOST: socket.gethostname(),
        _PID: os.getpid(),
        _BORN: _process_start(os.getpid()),
    }
    with get_client(sync_client=True) as client:
        client.update_flow_run_labels(run_id, labels)


def mark_crashed(flow_name: str) -> list[str]:
    """Mark running runs of the flow whose process is gone; return their names. Frees their concurrency slots, too."""
    with get_client(sync_client=True) as client:
        return [_mark(client, run) for run in _list_runs(client, flow_name, StateType.RUNNING) if _is_stale(run)]


def mark_unstarted(flow_name: str) -> list[str]:
    """Mark pending runs of the flow as crashed. Only for a server that no other process uses."""
    with get_client(sync_client=True) as client:
        return [_mark(client, run) for run in _list_runs(client, flow_name, StateType.PENDING)]


def _list_runs(client: SyncPrefectClient, flow_name: str, state: StateType) -> list[FlowRun]:
    ours = FlowFilter(name=FlowFilterName(any_=[flow_name]))
    in_state = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[state])))
    return client.read_flow_runs(flow_filter=ours, flow_run_filter=in_state, limit=200)


def _mark(client: SyncPrefectClient, run: FlowRun) -> str:
    process = f"Process {run.labels[_PID]}" if _PID in run.labels else "Its process"
    message = f"{process} ended without a word; a later run finishes its work."
    client.set_flow_run_state(run.id, Crashed(message=message))
    return run.name


def _is_stale(run: FlowRun) -> bool:
    """Whether the process of a run of this machine is gone. Its pid may have been used again."""
    labels = run.labels
    if labels.get(_HOST) != socket.gethostname() or _PID not in labels:
        return False
    return _process_start(int(labels[_PID])) != labels[_BORN]


def _process_start(pid: int) -> int:
    """Return when a process started, in clock ticks after boot; 0 if there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    fields = stat.rpartition(")")[2].split()
    return 0 if fields[0] in "ZX" else int(fields[19])
