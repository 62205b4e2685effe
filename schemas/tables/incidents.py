"""What is wrong and lasts, and what was told of it."""

import pandera.polars as pa
import polars as pl

from schemas.rules import SEVERITIES
from schemas.tables.articles import Texts, Timestamp

_SEVERITY = {"enum": SEVERITIES[:2]}
_KINDS = ("opened", "reminder", "resolved")


class Incidents(pa.DataFrameModel):
    """What is or was wrong for a while: one row per rule, inbox and part of it, from its begin to its end."""

    incident_id: str = pa.Field(description="Id of the incident; sorts by time.")
    rule: str = pa.Field(description="Name of the rule.")
    severity: str = pa.Field(description="error or warning, as the last run judged it.", metadata=_SEVERITY)
    inbox: str = pa.Field(description="The inbox; empty if it is about the whole warehouse.")
    scope: str = pa.Field(
        description="The part of it: the first directory of the paths and a slash, or a field; empty for all of it."
    )
    state: str = pa.Field(description="open or resolved.", metadata={"enum": ("open", "resolved")})
    opened_at: Timestamp = pa.Field(description="When it was found first.")
    opened_run: str = pa.Field(nullable=True, description="The run that found it; NULL if no run could write it down.")
    last_seen_at: Timestamp = pa.Field(description="When it was found last.")
    last_run: str = pa.Field(
        description="The run that found it last; of one that no run could write, that took it over."
    )
    runs: pl.Int32 = pa.Field(description="How many runs found it.")
    files: pl.Int64 = pa.Field(description="Files that failed when it was found last; 0 if it is about no files.")
    most_files: pl.Int64 = pa.Field(description="The most files that failed at a time.")
    message: str = pa.Field(description="What was found last, in a sentence.")
    examples: str = pa.Field(description="Three of the files, as JSON: a list of path, value and message.")
    told_at: Timestamp = pa.Field(nullable=True, description="When it was told last, as opened or as a reminder.")
    reminders: pl.Int32 = pa.Field(description="How many reminders were told.")
    acknowledged_until: Timestamp = pa.Field(
        nullable=True, description="Until when there are no reminders; the year 9999 for as long as it lasts."
    )
    resolved_at: Timestamp = pa.Field(nullable=True, description="When it was found no longer.")
    resolved_run: str = pa.Field(nullable=True, description="The run that found it no longer.")

    class Config:
        title = "incidents"
        strict = True
        metadata = {"primary_key": ["incident_id"]}  # noqa: RUF012  pandera reads a class attribute


class Alerts(pa.DataFrameModel):
    """Every message about incidents to a destination, sent or waiting."""

    alert_id: str = pa.Field(description="Id of the message: it repeats under the same one if it is sent twice.")
    destination: str = pa.Field(description="Name of the destination in the settings.")
    kind: str = pa.Field(nullable=True, description="opened, reminder, resolved, or what else it tells.")
    rule: str = pa.Field(nullable=True, description="The rule of its incidents.")
    inbox: str = pa.Field(nullable=True, description="The inbox of its incidents.")
    title: str = pa.Field(nullable=True, description="Its title; NULL until it is composed.")
    incident_ids: Texts = pa.Field(nullable=True, description="The incidents that it tells of.")
    state: str = pa.Field(description="waiting, sending, unclear, sent, or merged into another one.")
    created_at: Timestamp = pa.Field(description="When it was to be sent.")
    attempts: pl.Int32 = pa.Field(description="How often it was tried.")
    last_attempt: Timestamp = pa.Field(nullable=True, description="When it was tried last.")
    next_attempt: Timestamp = pa.Field(nullable=True, description="When it is tried again.")
    sent_at: Timestamp = pa.Field(nullable=True, description="When the destination took it.")
    last_error: str = pa.Field(nullable=True, description="Why it was not taken the last time; without secrets.")
    run_id: str = pa.Field(description="The run that brought this state here.")

    class Config:
        title = "alerts"
        strict = True
        metadata = {"primary_key": ["alert_id"]}  # noqa: RUF012  pandera reads a class attribute


class Outbox(pa.DataFrameModel):
    """Every change of an incident, to be told; the loader's alone, readers have alerts."""

    key: str = pa.Field(description="Idempotency key: the same change has the same one for ever.")
    incident_id: str = pa.Field(description="The incident.")
    kind: str = pa.Field(description="opened, reminder or resolved.", metadata={"enum": _KINDS})
    created_at: Timestamp = pa.Field(description="When it was found.")
    run_id: str = pa.Field(description="The run that found it.")
    event: str = pa.Field(description="All that the messages say of it, as JSON.")
    handed_at: Timestamp = pa.Field(nullable=True, description="When it was handed over to be sent; NULL if it waits.")

    class Config:
        title = "outbox"
        strict = True
        metadata = {"primary_key": ["key"]}  # noqa: RUF012  pandera reads a class attribute
