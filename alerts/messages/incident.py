"""Compose the message about incidents: what opened, is still open or was resolved, where, and what to do."""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from alerts.messages.incident_summary import HTML, TEXT, RuleSummary, summarize
from alerts.messages.message import Message
from alerts.messages.render import render_message
from settings.model import Settings
from warehouse.incidents.events import Event

_NAMED = 2
"""Summaries that a title names."""


def compose(
    events: Sequence[Event], *, templates: Path | None = None, link: str | None = None, zone: tzinfo = UTC
) -> Message:
    """Compose one message for one or more events, usually of one rule and inbox.

    ``templates`` is the user's directory of templates, ``link`` the page of the run (else that of the last event), and
    times are in ``zone``. Raises ValueError without events, and nothing else: a template that fails is replaced by
    ours.
    """
    if not events:
        msg = "a message needs at least one event"
        raise ValueError(msg)
    link = link or next((event.link for event in reversed(events) if event.link), None)
    text, html = (_context(summarize(events, escaping, zone), link) for escaping in (TEXT, HTML))
    return render_message("incident", text, html, templates)


def composer(settings: Settings, link: str | None = None) -> Callable[[Sequence[Event]], Message]:
    """Return ``compose`` with the templates and the time zone of the settings."""
    return partial(compose, templates=settings.alerts.templates, link=link, zone=ZoneInfo(settings.timezone))


def _context(summaries: list[RuleSummary], link: str | None) -> dict[str, Any]:
    """Return the context of the templates ``incident.*``."""
    return {"subject": _subject(summaries), "summaries": summaries, "link": _web_address(link)}


def _subject(summaries: list[RuleSummary]) -> str:
    """Return the subject, in a line."""
    if len(summaries) == 1:
        return f"{summaries[0].name} ({summaries[0].status})"
    named = ", ".join(f"{summary.name} ({summary.status})" for summary in summaries[:_NAMED])
    more = len(summaries) - _NAMED
    return f"{named} and {more} more" if more else named


def _web_address(link: str | None) -> str:
    """Return the link, if a page may hold it; else an empty text."""
    return link if link and urlsplit(link).scheme in {"http", "https"} else ""
