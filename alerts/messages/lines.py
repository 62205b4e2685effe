"""Incident changes as single lines, for logs, receipts and artifacts."""

from collections.abc import Sequence

from schemas.text import printable
from warehouse.incidents.events import Event

_VERBS = {"opened": "opened", "reminder": "still open", "resolved": "resolved"}


def event_lines(events: Sequence[Event]) -> list[str]:
    """Return a line for each rule and kind of change in the events of a run, with the first incident."""
    grouped: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        grouped.setdefault((event.kind, event.rule), []).append(event)
    return [_line(group) for group in grouped.values()]


def _line(group: Sequence[Event]) -> str:
    first, *others = group
    begin = f"incident {_VERBS[first.kind]}: {first.rule}"
    if others:
        files = sum(event.files for event in group)
        count = f", {files:,} files" if files else ""
        return f"{begin} in {len(group):,} places{count} ({first.incident_id}, …)"
    where = f" in {printable(first.scope, 60)}" if first.scope else ""
    return f"{begin}{where} ({first.incident_id}): {printable(first.message, 200)}"
