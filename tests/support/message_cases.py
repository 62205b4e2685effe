"""The messages kept in ``tests/messages``: events by name, invented."""

from datetime import UTC, datetime, timedelta
from typing import Any

from warehouse.incidents.events import Event, Example

BEGAN = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
LINK = "http://127.0.0.1:4200/runs/flow-run/0c3d"


def event(kind: str = "opened", *, after: float = 0, **given: Any) -> Event:
    """An event of an incident about cut-off texts, ``after`` hours from its beginning."""
    incident = given.pop("incident_id", "20261122T203000Z-truncated-4f2a")
    facts: dict[str, Any] = {
        "key": f"{incident}:{kind}:0",
        "incident_id": incident,
        "kind": kind,
        "rule": "truncated",
        "severity": "error",
        "inbox": "/data/wire",
        "scope": "",
        "at": BEGAN + timedelta(hours=after),
        "opened_at": BEGAN,
        "run_id": "20261122T203000.000000Z-1a2b",
        "files": 812,
        "runs": 1,
        "message": "812 files are withheld.",
        "description": "The text stops in mid-sentence.",
        "remedy": "Crawl the page again.",
        "command": "wirehouse quarantine list --rule truncated",
        "examples": (
            Example("2026-11/003_5f1e0c92ab7d4e10.txt", "and the ferry will", "The text stops in mid-sentence."),
            Example("2026-11/004_6a2f0c92ab7d4e11.txt", None, "The text stops in mid-sentence."),
            Example("2026-11/005_7b3f0c92ab7d4e12.txt", "said the harbour master, who", "The text stops here."),
        ),
    }
    return Event(**facts | given)


def _whole(rule: str, message: str, **given: Any) -> Event:
    """An incident without files or examples."""
    incident = f"20261122T203000Z-{rule}-77aa"
    facts = {"incident_id": incident, "files": 0, "examples": (), "rule": rule, "message": message}
    return event(**facts | given)


_SCOPES = tuple(
    event(scope=f"2026-{month:02}/", incident_id=f"20261122T203000Z-truncated-{month:04}", files=month * 100)
    for month in range(1, 9)
)
_DOWN = {
    "inbox": "",
    "runs": 0,
    "severity": "warning",
    "description": "Messages to a destination cannot be delivered.",
    "remedy": "Look at its address and whether it answers: wirehouse alerts test NAME.",
    "command": "wirehouse alerts list --waiting",
}
_FAILED = {
    "description": "A run failed.",
    "remedy": "Read the error; what is not loaded stays pending, and the next run tries it again.",
    "command": "wirehouse status",
}

CASES: dict[str, tuple[Event, ...]] = {
    "opened": (event(),),
    "reminder": (event("reminder", after=26, runs=14),),
    "resolved": (event("resolved", after=29.5, runs=15),),
    "opened_and_resolved": (event(), event("resolved", after=1.2)),
    "one_scope_resolved": (
        *_SCOPES[:2],
        event("resolved", after=2, scope="2026-01/", incident_id=_SCOPES[0].incident_id, files=100),
    ),
    "many_scopes": _SCOPES,
    "one_file": (event(files=1, message="", examples=event().examples[:1]),),
    "no_examples": (event(examples=()),),
    "destination_down": (_whole("destination_down", "desk has failed since 20:15: connection refused", **_DOWN),),
    "run_failed": (
        _whole(
            "run_failed",
            'RunError: run 20261122 broke down\n\nTraceback (most recent call last):\n  File "x.py", line 1\n'
            "ValueError: no\nwirehouse: run_failed in wire (resolved)\nlast",
            **_FAILED,
        ),
    ),
    "several_rules": (event(), _whole("run_failed", "RunError: no space left", **_FAILED), _whole(
        "destination_down", "desk does not answer", **_DOWN)),
}  # fmt: skip
