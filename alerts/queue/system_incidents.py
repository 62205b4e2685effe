"""System incidents, which no run can record because none began: as events, and as rows of ``incidents``."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from alerts.queue.timestamps import moment_text, read_moment_text
from schemas.rules import RULES
from warehouse.incidents.events import Event, Kind, key_of

_COMMANDS = {
    ("destination_down", ""): "wirehouse alerts list --waiting",
    ("verify_failed", ""): "wirehouse verify",
    ("verify_failed", "deep"): "wirehouse verify --deep",
}
"""Command that shows more, by rule and scope; another scope counts as none."""


def id_of(rule: str, inbox: str, scope: str, now: datetime) -> str:
    """Return the id of an incident that opens now; it sorts by time, and holds the rule between dashes."""
    digest = sha256("\0".join((rule, inbox, scope, moment_text(now))).encode()).hexdigest()
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{rule}-{digest[:4]}"


def event_of(incident: dict[str, Any], kind: Kind, now: datetime) -> Event:
    """Return the event of a system incident, from its row in the queue."""
    rule = RULES.get(incident["rule"])
    return Event(
        key=key_of(incident["incident_id"], kind, incident["reminders"]),
        incident_id=incident["incident_id"],
        kind=kind,
        rule=incident["rule"],
        severity=incident["severity"],
        inbox=incident["inbox"],
        scope=incident["scope"],
        at=now,
        opened_at=read_moment_text(incident["opened_at"]) or now,
        run_id=None,
        files=0,
        runs=incident["runs"],
        message=incident["message"],
        description=rule.description if rule else "",
        remedy=rule.remedy if rule else "",
        command=_command(incident["rule"], incident["scope"]),
    )


def _command(rule: str, scope: str) -> str:
    return _COMMANDS.get((rule, scope)) or _COMMANDS.get((rule, "")) or "wirehouse status"


def incident_of(incident: dict[str, Any], until: str | None) -> dict[str, Any]:
    """Return a system incident in the shape of ``incidents``; ``until`` is when its reminders go on."""
    resolved = read_moment_text(incident["resolved_at"])
    return {
        "incident_id": incident["incident_id"],
        "rule": incident["rule"],
        "severity": incident["severity"],
        "inbox": incident["inbox"],
        "scope": incident["scope"],
        "state": "resolved" if resolved else "open",
        "opened_at": read_moment_text(incident["opened_at"]),
        "opened_run": None,
        "last_seen_at": read_moment_text(incident["last_seen_at"]),
        "last_run": None,
        "runs": incident["runs"],
        "files": 0,
        "most_files": 0,
        "message": incident["message"],
        "examples": [],
        "told_at": read_moment_text(incident["told_at"]),
        "reminders": incident["reminders"],
        "acknowledged_until": read_moment_text(until),
        "resolved_at": resolved,
        "resolved_run": None,
    }
