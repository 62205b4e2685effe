"""Verdicts: what the rules say of each parsed file. Frames in, verdicts out.

pandera judges a whole frame at a time, once per severity; its failure cases name the rows.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.rules import RULES, Rule
from schemas.tables.articles import Articles
from schemas.tables.checks import no_longer_than
from schemas.tables.images import ArticleImages
from schemas.text import printable
from schemas.validation.frames import ParsedFrames
from schemas.validation.lines import with_lines

_PANDERA_NAMES = {"not_nullable": "value_missing"}
VERDICT = {
    "ordinal": pl.Int64(), "rule": pl.String(), "severity": pl.String(), "stage": pl.String(), "field": pl.String(),
    "value": pl.String(), "message": pl.String(), "line_start": pl.Int32(), "line_end": pl.Int32(),
}  # fmt: skip


class ContractError(Exception):
    """Raised when a whole frame breaks the contract: a bug, no matter of single files."""


@dataclass(frozen=True, slots=True)
class Validation:
    """The verdicts (one row per file, rule and place), the ordinals withheld, and the records that may be loaded."""

    verdicts: pl.DataFrame
    withheld: pl.Series
    records: pl.DataFrame


def validate(parsed: ParsedFrames, rules: Mapping[str, Rule]) -> Validation:
    """Judge some parsed files: rows with an error are withheld, rows with a warning are marked.

    Raises ContractError if a frame does not have the columns and types of its model.
    """
    told = _from_parser(parsed, rules)
    checked = pl.concat(_from_contract(parsed, rules))
    checked = checked.join(told, on=["ordinal", "rule"], how="anti")
    verdicts = _each_once(pl.concat([told, with_lines(checked, parsed.spans)]))
    refused = parsed.texts.filter("refused")["ordinal"]
    failed = verdicts.filter(pl.col("severity") == "error")["ordinal"]
    withheld = pl.concat([failed, refused]).unique()
    marks = (
        verdicts.filter(pl.col("severity") == "warning")
        .group_by("ordinal")
        .agg(pl.col("rule").unique().sort().alias("warnings"))
    )
    records = (
        parsed.records.filter(~pl.col("ordinal").is_in(withheld.implode()))
        .join(marks, on="ordinal", how="left")
        .with_columns(pl.col("warnings").fill_null(pl.lit([], dtype=pl.List(pl.String))))
    )
    return Validation(verdicts, withheld, records)


def _from_parser(parsed: ParsedFrames, rules: Mapping[str, Rule]) -> pl.DataFrame:
    """The parser's findings with their severities.

    What is said of a file without a record is an error whatever the settings say: there is nothing to load.
    """
    refused = pl.col("ordinal").is_in(parsed.texts.filter("refused")["ordinal"].implode())
    adds = ~pl.col("description").str.to_lowercase().str.contains(pl.col("detail").str.to_lowercase(), literal=True)
    with_detail = pl.format("{}: {}.", pl.col("description").str.strip_chars_end("."), "detail")
    return (
        parsed.findings.join(_registry(rules), on="rule", how="left")
        .with_columns(
            pl.when(refused).then(pl.lit("error")).otherwise(pl.col("severity").fill_null("warning")).alias("severity"),
            pl.col("stage").fill_null("parse"),
            pl.when(adds).then(with_detail).otherwise("description").alias("message"),
        )
        .filter(pl.col("severity") != "off")
        .select(list(VERDICT))
    )


def _each_once(verdicts: pl.DataFrame) -> pl.DataFrame:
    """One verdict per file, rule and field: the first place, and how many more there are."""
    key = ["ordinal", "rule", "field"]
    if not verdicts.select(key).is_duplicated().any():
        return verdicts
    more = pl.when(pl.len() > 1).then(pl.format(" In {} places.", pl.len())).otherwise(pl.lit(""))
    first = [pl.col(name).first() for name in VERDICT if name not in {*key, "message"}]
    once = verdicts.group_by(key, maintain_order=True).agg(*first, (pl.col("message").first() + more).first())
    return once.select(list(VERDICT))


def _registry(rules: Mapping[str, Rule]) -> pl.DataFrame:
    return pl.DataFrame(
        [(r.name, r.severity, r.stage, r.description) for r in rules.values()],
        schema=["rule", "severity", "stage", "description"],
        orient="row",
    )


def _from_contract(parsed: ParsedFrames, rules: Mapping[str, Rule]) -> Iterator[pl.DataFrame]:
    for model, frame in ((Articles, parsed.records), (ArticleImages, parsed.images)):
        for severity in ("error", "warning"):
            schema = _schema(model, severity, tuple(rules.values()), tuple(frame.columns[1:]))
            yield _failures(schema, frame, severity, rules)


def _failures(
    schema: pa.DataFrameSchema, frame: pl.DataFrame, severity: str, rules: Mapping[str, Rule]
) -> pl.DataFrame:
    """The rows of the frame that fail the schema, as verdicts."""
    try:
        schema.validate(frame.drop("ordinal"), lazy=True)
    except pa.errors.SchemaErrors as error:
        cases: pl.DataFrame = error.failure_cases
    else:
        return pl.DataFrame(schema=VERDICT)
    whole = cases.filter(pl.col("index").is_null())
    if whole.height:
        msg = f"the frame of {schema.name} breaks the contract: {whole.select('column', 'check').rows()[:3]}"
        raise ContractError(msg)
    named = pl.col("check").replace(_PANDERA_NAMES)
    return (
        cases.with_columns(named.alias("rule"), frame["ordinal"].gather(cases["index"]).alias("ordinal"))
        .join(_registry(rules), on="rule", how="left")
        .select(
            "ordinal",
            "rule",
            pl.lit(severity).alias("severity"),
            pl.lit("contract").alias("stage"),
            pl.when(pl.col("schema_context") == "Column").then("column").alias("field"),
            pl.when(pl.col("schema_context") == "Column")
            .then(pl.col("failure_case").cast(pl.String).map_elements(printable, return_dtype=pl.String))
            .alias("value"),
            pl.col("description").alias("message"),
            pl.lit(None, pl.Int32).alias("line_start"),
            pl.lit(None, pl.Int32).alias("line_end"),
        )
        .cast(pl.Schema(VERDICT))
    )


@cache
def _schema(
    model: type[pa.DataFrameModel], severity: str, rules: tuple[Rule, ...], columns: tuple[str, ...]
) -> pa.DataFrameSchema:
    """A model's schema with the checks of one severity only, for the columns that the parser fills."""
    kept = {rule.name: rule for rule in rules if rule.severity == severity}
    schema = deepcopy(model.to_schema())
    schema = schema.remove_columns([name for name in schema.columns if name not in columns])
    for column in schema.columns.values():
        column.checks = _of(column.checks, kept)
        column.nullable = column.nullable or ("value_missing" not in kept)
    schema.checks = _of(schema.checks, kept)
    return schema


def _of(checks: list[Any], kept: Mapping[str, Rule]) -> list[Any]:
    """The checks of these rules, with the limits that are set."""
    return [_limited(check, kept[check.name]) for check in checks if check.name in kept]


def _limited(check: Any, rule: Rule) -> Any:
    """A check with its rule's parameters; the model's own has the default ones."""
    if rule.values == RULES[rule.name].values:
        return check
    return pa.Check(partial(no_longer_than, characters=rule.values["characters"]), name=rule.name)
