"""Where alerts go: the ``[alerts]`` and ``[[destination]]`` tables of the settings. No address is ever shown."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from articles.text.spelling import did_you_mean
from schemas.rules import RULES
from settings.units import QUIET, RATE, SPAN
from warehouse.errors import UsageError

SOURCES = ("url", "url_env", "url_file", "url_secret")
"""The keys of which a destination has one."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,24}(?=://)", re.IGNORECASE)


class AlertSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What counts for the alerts of all destinations."""

    remind: Annotated[
        str,
        Meta(pattern=SPAN, description="How long an incident lasts before it is told again: 12h, 1d; empty: never."),
    ] = "1d"
    templates: Annotated[
        Path | None, Meta(description="A directory with templates of your own in place of those that come along.")
    ] = None
    warnings: Annotated[
        tuple[str, ...], Meta(description="Rules about files that make incidents though they are warnings.")
    ] = ()


class Destination(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ``[[destination]]``: where it is, and what it is told when."""

    name: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$",
            description="What it is called, in letters, digits, dots and dashes.",
        ),
    ]
    url: Annotated[str | None, Meta(description="Its Apprise URL. Better not here if it holds a password.")] = None
    url_env: Annotated[str | None, Meta(description="… or the environment variable with its URL.")] = None
    url_file: Annotated[Path | None, Meta(description="… or the file with its URL.")] = None
    url_secret: Annotated[str | None, Meta(description="… or the Prefect Secret block with its URL.")] = None
    min_severity: Annotated[
        Literal["warning", "error"], Meta(description="What it is told at least: warning (all) or error.")
    ] = "warning"
    rules: Annotated[tuple[str, ...], Meta(description="The rules that it is told of; all if empty.")] = ()
    inboxes: Annotated[
        tuple[str, ...], Meta(description="The inboxes that it is told of, by name or path; all if empty.")
    ] = ()
    quiet: Annotated[
        str,
        Meta(pattern=QUIET, description="Hours in which messages wait, by the clock of `timezone`: 22:00-07:00."),
    ] = ""
    quiet_severity: Annotated[
        Literal["error", "warning", ""], Meta(description="What passes in quiet hours: error, or empty for nothing.")
    ] = "error"
    rate: Annotated[
        str,
        Meta(
            pattern=RATE,
            description="How many messages it takes: 10/h, 1/m, 50/d; the last tells all that waits. Empty: any.",
        ),
    ] = "10/h"
    timeout: Annotated[
        float,
        Meta(ge=1, le=60, description="Seconds that a message is given; what takes longer is sent again, by its key."),
    ] = 10.0
    digest: Annotated[bool, Meta(description="Whether it gets the daily digest.")] = False
    heartbeat: Annotated[
        str, Meta(pattern=SPAN, description="How often it is told that all is well: 1d; empty: never.")
    ] = ""

    def __repr__(self) -> str:
        """Show only the name: the URL may hold a password."""
        return f"Destination({self.name!r})"

    __str__ = __repr__


def check_alerts(alerts: AlertSettings, destinations: Sequence[Destination]) -> None:
    """Raise UsageError for unknown rules, and for destinations with the same name or without one address."""
    _require_rules(alerts.warnings, "alerts: warnings")
    for name, count in Counter(one.name.lower() for one in destinations).items():
        if count > 1:
            raise UsageError(f"[[destination]]: {count} tables have the name {name!r}; give each its own")
    for one in destinations:
        given = [source for source in SOURCES if getattr(one, source) is not None]
        if len(given) != 1:
            told = f"has {' and '.join(given)}" if given else "has no address"
            raise UsageError(f"destination {one.name} {told}; give it one of {', '.join(SOURCES)}")
        _require_rules(one.rules, f"destination {one.name}: rules")


def scheme_of(address: str) -> str:
    """Return the scheme of an address, which is no secret; empty if it has none."""
    found = _SCHEME.match(address)
    return found[0].lower() if found else ""


def _require_rules(names: Sequence[str], told: str) -> None:
    for name in names:
        if name not in RULES:
            raise UsageError(f"{told}: there is no rule {name}{did_you_mean(name, RULES)}")
