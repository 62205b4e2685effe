"""Incidents that no run can write down, since none began: rows of the queue, as events and as rows of ``incidents``."""

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
"""What shows the rest, by rule and scope; of another scope as of none."""


def id_of(rule: str, inbox: str, scope: str, now: datetime) -> str:
    """The id of an incident that opens now; it sorts by time, and holds the rule between dashes."""
    digest = sha256("\0".join((rule, inbox, scope, moment_text(now))).encode()).hexdigest()
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{rule}-{digest[:4]}"


def event_of(trouble: dict[str, Any], kind: Kind, now: datetime) -> Event:
    """What is told of a trouble: its row in the queue, as it is now."""
    rule = RULES.get(trouble["rule"])
    return Event(
        key=key_of(trouble["incident_id"], kind, trouble["reminders"]),
        incident_id=trouble["incident_id"],
        kind=kind,
        rule=trouble["rule"],
        severity=trouble["severity"],
        inbox=trouble["inbox"],
        scope=trouble["scope"],
        at=now,
        opened_at=read_moment_text(trouble["opened_at"]) or now,
        run_id=None,
        files=0,
        runs=trouble["runs"],
        message=trouble["message"],
        description=rule.description if rule else "",
        remedy=rule.remedy if rule else "",
        command=_command(trouble["rule"], trouble["scope"]),
    )


def _command(rule: str, scope: str) -> str:
    return _COMMANDS.get((rule, scope)) or _COMMANDS.get((rule, "")) or "wirehouse status"


def incident_of(trouble: dict[str, Any], until: str | None) -> dict[str, Any]:
    """A trouble in the shape of ``incidents``; ``until`` is when its reminders go on."""
    resolved = read_moment_text(trouble["resolved_at"])
    return {
        "incident_id": trouble["incident_id"],
        "rule": trouble["rule"],
        "severity": trouble["severity"],
        "inbox": trouble["inbox"],
        "scope": trouble["scope"],
        "state": "resolved" if resolved else "open",
        "opened_at": read_moment_text(trouble["opened_at"]),
        "opened_run": None,
        "last_seen_at": read_moment_text(trouble["last_seen_at"]),
        "last_run": None,
        "runs": trouble["runs"],
        "files": 0,
        "most_files": 0,
        "message": trouble["message"],
        "examples": [],
        "told_at": read_moment_text(trouble["told_at"]),
        "reminders": trouble["reminders"],
        "acknowledged_until": read_moment_text(until),
        "resolved_at": resolved,
        "resolved_run": None,
    }
