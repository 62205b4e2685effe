"""Flow runs whose process is gone: Prefect would show them as running for ever.

A run writes its process on itself as labels, and marks as crashed those before it whose process is no more. It does
so only for runs of its own machine: of others it cannot know.
"""

import os
import socket
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterState
from prefect.client.schemas.filters import FlowRunFilterStateType as ByType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed

_HOST, _PID, _BORN = "wirehouse.host", "wirehouse.pid", "wirehouse.process_start"
_RUNNING = FlowRunFilter(state=FlowRunFilterState(type=ByType(any_=[StateType.RUNNING])))


def succeed_crashed(flow_name: str, own_id: UUID) -> list[str]:
    """Label the run with its process; mark the flow's runs as crashed that have lost theirs. Their names."""
    with get_client(sync_client=True) as client:
        client.update_flow_run_labels(
            own_id, {_HOST: socket.gethostname(), _PID: os.getpid(), _BORN: _process_start(os.getpid())}
        )
        ours = FlowFilter(name=FlowFilterName(any_=[flow_name]))
        running = client.read_flow_runs(flow_filter=ours, flow_run_filter=_RUNNING, limit=200)
        return [_mark(client, run) for run in running if run.id != own_id and _is_dead(run)]


def _mark(client: SyncPrefectClient, run: FlowRun) -> str:
    message = f"Process {run.labels[_PID]} ended without a word; this run's successor finishes its work."
    client.set_flow_run_state(run.id, Crashed(message=message))
    return run.name


def _is_dead(run: FlowRun) -> bool:
    """Whether the run's process ended, on this machine. Its pid may be another's by now."""
    labels = run.labels
    if labels.get(_HOST) != socket.gethostname() or _PID not in labels:
        return False
    return _process_start(int(labels[_PID])) != labels[_BORN]


def _process_start(pid: int) -> int:
    """When a process began, in clock ticks after the machine did; 0 if there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    fields = stat.rpartition(")")[2].split()
    return 0 if fields[0] in "ZX" else int(fields[19])
