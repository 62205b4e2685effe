"""The letters that come by the clock: the digest, and the heartbeat, whose absence is a sign."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from alerts.messages.context import HTML, TEXT, Write, inbox_name
from alerts.messages.escape import one_line
from alerts.messages.render import Letter, render_letter
from settings.units import clock_text, span_text

_SECTIONS = 12
_INCIDENTS = 10
_NAME_LIMIT = 60
_TROUBLE_LIMIT = 320


class Section(NamedTuple):
    """A section's articles that were loaded; ``name`` is empty for articles without one."""

    name: str
    new: int
    revised: int


class Trouble(NamedTuple):
    """An incident that is open: what it is in a line, since when, and ``silenced`` if somebody acknowledged it."""

    name: str
    scope: str
    since: str
    lasts: str
    silenced: bool


class Freshness(NamedTuple):
    """An inbox: when an article of it was loaded last and when it was looked through, with how long ago that is."""

    name: str
    loaded: str
    loaded_ago: str
    looked: str
    looked_ago: str


class Queue(NamedTuple):
    """A destination: how many messages wait for it since when, and since when it fails; empty if it does not."""

    name: str
    messages: int
    since: str
    down_since: str


def compose_digest(facts: Mapping[str, Any], *, templates: Path | None, zone: tzinfo) -> Letter:
    """The digest of the facts that ``alerts.digest.read_facts`` gives."""
    text, html = (_summary(facts, write, zone) for write in (TEXT, HTML))
    return render_letter("digest", text, html, templates)


def compose_heartbeat(facts: Mapping[str, Any], *, templates: Path | None, zone: tzinfo) -> Letter:
    """The sign of life, from the same facts."""
    text, html = (_summary(facts, write, zone) for write in (TEXT, HTML))
    return render_letter("heartbeat", text, html, templates)


def _summary(facts: Mapping[str, Any], write: Write, zone: tzinfo) -> dict[str, Any]:
    """What the templates ``digest.*`` and ``heartbeat.*`` are given."""
    now: datetime = facts["until"]
    always = {
        "trouble": _said(facts["trouble"], write),
        "since": clock_text(facts["since"], zone),
        "until": clock_text(now, zone),
        "day": f"{now.astimezone(zone):%Y-%m-%d}",
        "queue_trouble": _said(facts["queue_trouble"], write),
        "incidents_known": facts["incidents_known"] and not facts["queue_trouble"],
        "queues": [_queue(row, write, zone) for row in facts["destinations"]],
        "incidents": [_incident(row, write, now, zone) for row in facts["incidents"][:_INCIDENTS]],
        "more_incidents": max(0, len(facts["incidents"]) - _INCIDENTS),
    }
    if facts["trouble"]:
        return always
    sections = [_section(row, write) for row in facts["sections"]]
    counts = ("new", "revised", "reparsed", "articles", "withheld", "newly_withheld", "freed", "withheld_by_rule")
    return {
        **always,
        **{name: facts[name] for name in counts},
        "sections": sections[:_SECTIONS],
        "more_sections": max(0, len(sections) - _SECTIONS),
        "runs": facts["runs"],
        "all_runs": facts["all_runs"],
        "slowest": _slowest(facts["slowest_run"], write),
        "slowest_step": facts["slowest_step"],
        "inboxes": [_freshness(row, write, now, zone) for row in facts["inboxes"]],
    }


def _said(trouble: str | None, write: Write) -> str:
    """Why something cannot be read; empty if it can."""
    return write.quote(one_line(trouble, _TROUBLE_LIMIT)) if trouble else ""


def _section(row: Mapping[str, Any], write: Write) -> Section:
    name = write.quote(one_line(row["section"], _NAME_LIMIT)) if row["section"] else ""
    return Section(name, row["new"], row["revised"])


def _incident(row: Mapping[str, Any], write: Write, now: datetime, zone: tzinfo) -> Trouble:
    count = f" ×{row['files']:,}" if row["files"] else ""
    where = f" in {write.name(inbox_name(row['inbox']))}" if row["inbox"] else ""
    until = row["acknowledged_until"]
    return Trouble(
        name=f"{row['rule']}{count}{where}",
        scope=write.quote(one_line(row["scope"], _NAME_LIMIT)) if row["scope"] else "",
        since=clock_text(row["opened_at"], zone),
        lasts=span_text(now - row["opened_at"]),
        silenced=until is not None and until > now,
    )


def _slowest(row: Mapping[str, Any] | None, write: Write) -> dict[str, Any] | None:
    """The run that took the longest: its id, inbox, kind, seconds, files, files a second."""
    return {**row, "inbox": write.name(inbox_name(row["inbox"]))} if row else None


def _freshness(row: Mapping[str, Any], write: Write, now: datetime, zone: tzinfo) -> Freshness:
    loaded, looked = row["loaded_at"], row["looked_at"]
    return Freshness(write.name(inbox_name(row["inbox"])), *_ago(loaded, now, zone), *_ago(looked, now, zone))


def _queue(row: Mapping[str, Any], write: Write, zone: tzinfo) -> Queue:
    since, down = (clock_text(row[name], zone) if row[name] else "" for name in ("since", "failing_since"))
    return Queue(write.name(one_line(row["name"], _NAME_LIMIT)), row["waiting"], since, down)


def _ago(moment: datetime | None, now: datetime, zone: tzinfo) -> Sequence[str]:
    """A moment and how long ago it is, both empty if it never was."""
    return (clock_text(moment, zone), span_text(now - moment)) if moment else ("", "")
