"""The letter about incidents: what began, lasts or is over, where, since when, and what to do."""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from alerts.messages.context import HTML, TEXT, Account, accounts_of
from alerts.messages.render import Letter, render_letter
from settings.model import Settings
from warehouse.incidents.events import Event

_NAMED = 2
"""Accounts that a title names."""


def compose(
    events: Sequence[Event], *, templates: Path | None = None, link: str | None = None, zone: tzinfo = UTC
) -> Letter:
    """One letter for one or more events; most often of one rule and inbox, but any will do.

    ``templates`` is the user's directory of templates, ``link`` leads to the run (else that of
    the last event does), times are told in the zone.
    Raises ValueError without events, and nothing else: a template that fails is replaced by ours.
    """
    if not events:
        msg = "a letter needs at least one event"
        raise ValueError(msg)
    link = link or next((event.link for event in reversed(events) if event.link), None)
    text, html = (_facts(accounts_of(events, write, zone), link) for write in (TEXT, HTML))
    return render_letter("letter", text, html, templates)


def composer(settings: Settings, link: str | None = None) -> Callable[[Sequence[Event]], Letter]:
    """``compose`` under the settings, with their templates and in their time zone."""
    return partial(compose, templates=settings.alerts.templates, link=link, zone=ZoneInfo(settings.timezone))


def _facts(accounts: list[Account], link: str | None) -> dict[str, Any]:
    """What the templates ``letter.*`` are given."""
    return {"subject": _subject(accounts), "accounts": accounts, "link": _web_address(link)}


def _subject(accounts: list[Account]) -> str:
    """What it is about, in a line."""
    if len(accounts) == 1:
        return f"{accounts[0].name} ({accounts[0].word})"
    named = ", ".join(f"{account.name} ({account.word})" for account in accounts[:_NAMED])
    more = len(accounts) - _NAMED
    return f"{named} and {more} more" if more else named


def _web_address(link: str | None) -> str:
    """The link, if it is one that a page may hold."""
    return link if link and urlsplit(link).scheme in {"http", "https"} else ""
