"""What was found wrong, with what, and what is withheld because of it."""

import pandera.polars as pa
import polars as pl

from schemas.rules import SEVERITIES, STAGES
from schemas.tables.articles import Texts, Timestamp


class Issues(pa.DataFrameModel):
    """Every error and warning ever found, one row per file, rule and field; and what was odd about a whole run."""

    run_id: str = pa.Field(description="The run that found it.")
    inbox: str = pa.Field(description="The inbox that the file is in.")
    path: str = pa.Field(
        nullable=True, description="The file's path inside the inbox; NULL if it is about the run as a whole."
    )
    sha256: str = pa.Field(nullable=True, description="SHA-256 of the file's bytes; NULL if it could not be read.")
    article_id: str = pa.Field(nullable=True, description="The article that the file holds or would hold.")
    rule: str = pa.Field(description="Name of the rule.")
    severity: str = pa.Field(
        description="error (withheld) or warning (marked), as it was then.", metadata={"enum": SEVERITIES[:2]}
    )
    stage: str = pa.Field(
        description="Where it was found: read, parse, contract, batch, history or run.", metadata={"enum": STAGES}
    )
    field: str = pa.Field(nullable=True, description="The column that it is about.")
    value: str = pa.Field(nullable=True, description="The value at fault, cut to 200 characters, controls escaped.")
    message: str = pa.Field(description="What is wrong, in a sentence.")
    line_start: pl.Int32 = pa.Field(nullable=True, description="First line of it in the original, from 1.")
    line_end: pl.Int32 = pa.Field(nullable=True, description="Last line of it in the original.")
    remedy: str = pa.Field(nullable=True, description="What can be done about it, in a sentence.")

    class Config:
        title = "issues"
        strict = True


class Quarantine(pa.DataFrameModel):
    """One row per file that is withheld now."""

    inbox: str = pa.Field(description="The inbox that the file is in.")
    path: str = pa.Field(description="The file's path inside the inbox.")
    sha256: str = pa.Field(description="SHA-256 of the file's bytes, in hex.")
    article_id: str = pa.Field(description="The article that the file would hold.")
    rules: Texts = pa.Field(description="Names of the rules that withhold it.")
    reason: str = pa.Field(description="What is wrong, in a sentence.")
    first_seen: Timestamp = pa.Field(description="Since when the path is withheld.")
    attempts: pl.Int32 = pa.Field(description="How often it was tried.")
    run_id: str = pa.Field(description="The run that tried it last.")

    class Config:
        title = "quarantine"
        strict = True
        metadata = {"primary_key": ["inbox", "path"]}  # noqa: RUF012  pandera reads a class attribute


class Rules(pa.DataFrameModel):
    """The rules, with the severities that are in force."""

    rule: str = pa.Field(description="Name of the rule.")
    severity: str = pa.Field(
        description="error withholds, warning marks, off does nothing.", metadata={"enum": SEVERITIES}
    )
    stage: str = pa.Field(
        description="Where it is checked: read, parse, contract, batch, history or run.", metadata={"enum": STAGES}
    )
    description: str = pa.Field(description="What is wrong when it fails.")
    remedy: str = pa.Field(description="What the reader of the message can do.")
    parameters: str = pa.Field(nullable=True, description="The numbers that it compares with, as they are set.")

    class Config:
        title = "rules"
        strict = True
        metadata = {"primary_key": ["rule"]}  # noqa: RUF012  pandera reads a class attribute
