"""Compose the messages sent by schedule: the digest, and the heartbeat, whose absence is a sign."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from alerts.messages.escape import one_line
from alerts.messages.incident_summary import HTML, TEXT, Escaping, inbox_name
from alerts.messages.message import Message
from alerts.messages.render import render_message
from settings.units import clock_text, span_text

_SECTIONS = 12
_INCIDENTS = 10
_NAME_LIMIT = 60
_ERROR_LIMIT = 320


class Section(NamedTuple):
    """Loaded articles of a section; ``name`` is empty for articles without one."""

    name: str
    new: int
    revised: int


class OpenIncident(NamedTuple):
    """An open incident: its name in a line, since when and how long, and whether it is acknowledged."""

    name: str
    scope: str
    since: str
    duration: str
    acknowledged: bool


class Freshness(NamedTuple):
    """An inbox: when its last article was loaded and when it was last scanned, with how long ago."""

    name: str
    loaded: str
    loaded_ago: str
    looked: str
    looked_ago: str


class Queue(NamedTuple):
    """A destination: its pending messages and since when; since when it is down, empty if it is not."""

    name: str
    messages: int
    since: str
    down_since: str


def compose_digest(facts: Mapping[str, Any], *, templates: Path | None, zone: tzinfo) -> Message:
    """Compose the digest from the facts of ``alerts.digest.read_facts``."""
    text, html = (_summary(facts, escaping, zone) for escaping in (TEXT, HTML))
    return render_message("digest", text, html, templates)


def compose_heartbeat(facts: Mapping[str, Any], *, templates: Path | None, zone: tzinfo) -> Message:
    """Compose the heartbeat from the same facts."""
    text, html = (_summary(facts, escaping, zone) for escaping in (TEXT, HTML))
    return render_message("heartbeat", text, html, templates)


def _summary(facts: Mapping[str, Any], escaping: Escaping, zone: tzinfo) -> dict[str, Any]:
    """Return the context of the templates ``digest.*`` and ``heartbeat.*``."""
    now: datetime = facts["until"]
    always = {
        "trouble": _quoted_error(facts["trouble"], escaping),
        "since": clock_text(facts["since"], zone),
        "until": clock_text(now, zone),
        "day": f"{now.astimezone(zone):%Y-%m-%d}",
        "queue_trouble": _quoted_error(facts["queue_trouble"], escaping),
        "incidents_known": facts["incidents_known"] and not facts["queue_trouble"],
        "queues": [_queue(row, escaping, zone) for row in facts["destinations"]],
        "incidents": [_incident(row, escaping, now, zone) for row in facts["incidents"][:_INCIDENTS]],
        "more_incidents": max(0, len(facts["incidents"]) - _INCIDENTS),
    }
    if facts["trouble"]:
        return always
    sections = [_section(row, escaping) for row in facts["sections"]]
    counts = ("new", "revised", "reparsed", "articles", "withheld", "newly_withheld", "freed", "withheld_by_rule")
    return {
        **always,
        **{name: facts[name] for name in counts},
        "sections": sections[:_SECTIONS],
        "more_sections": max(0, len(sections) - _SECTIONS),
        "runs": facts["runs"],
        "all_runs": facts["all_runs"],
        "slowest": _slowest(facts["slowest_run"], escaping),
        "slowest_step": facts["slowest_step"],
        "inboxes": [_freshness(row, escaping, now, zone) for row in facts["inboxes"]],
    }


def _quoted_error(error: str | None, escaping: Escaping) -> str:
    """Return an error as one escaped line; empty if there is none."""
    return escaping.quote(one_line(error, _ERROR_LIMIT)) if error else ""


def _section(row: Mapping[str, Any], escaping: Escaping) -> Section:
    name = escaping.quote(one_line(row["section"], _NAME_LIMIT)) if row["section"] else ""
    return Section(name, row["new"], row["revised"])


def _incident(row: Mapping[str, Any], escaping: Escaping, now: datetime, zone: tzinfo) -> OpenIncident:
    count = f" ×{row['files']:,}" if row["files"] else ""
    where = f" in {escaping.name(inbox_name(row['inbox']))}" if row["inbox"] else ""
    until = row["acknowledged_until"]
    return OpenIncident(
        name=f"{row['rule']}{count}{where}",
        scope=escaping.quote(one_line(row["scope"], _NAME_LIMIT)) if row["scope"] else "",
        since=clock_text(row["opened_at"], zone),
        duration=span_text(now - row["opened_at"]),
        acknowledged=until is not None and until > now,
    )


def _slowest(row: Mapping[str, Any] | None, escaping: Escaping) -> dict[str, Any] | None:
    """Return the slowest run: its id, inbox, kind, seconds, files, files a second."""
    return {**row, "inbox": escaping.name(inbox_name(row["inbox"]))} if row else None


def _freshness(row: Mapping[str, Any], escaping: Escaping, now: datetime, zone: tzinfo) -> Freshness:
    loaded, looked = row["loaded_at"], row["looked_at"]
    return Freshness(escaping.name(inbox_name(row["inbox"])), *_ago(loaded, now, zone), *_ago(looked, now, zone))


def _queue(row: Mapping[str, Any], escaping: Escaping, zone: tzinfo) -> Queue:
    since, down = (clock_text(row[name], zone) if row[name] else "" for name in ("since", "failing_since"))
    return Queue(escaping.name(one_line(row["name"], _NAME_LIMIT)), row["waiting"], since, down)


def _ago(moment: datetime | None, now: datetime, zone: tzinfo) -> Sequence[str]:
    """Return a moment and how long ago it was, both empty if there is none."""
    return (clock_text(moment, zone), span_text(now - moment)) if moment else ("", "")
