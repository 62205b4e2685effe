"""Validate the chunks of a batch as one frame, ready to be committed."""

from collections.abc import Iterable, Mapping

import polars as pl

from pipeline.intake.pending import CHANGED, DAMAGED, GONE
from pipeline.intake.read import Chunk
from schemas.rules import Rule
from schemas.validation.frames import ParsedFrames
from schemas.validation.validate import VERDICT, validate
from warehouse.load.batch import Batch


def validate_batch(rules: Mapping[str, Rule], chunks: list[Chunk]) -> Batch:
    """Validate the files of some chunks as one frame."""
    parsed = parsed_of(chunks)
    files = pl.concat(chunk.files for chunk in chunks)
    judgement = validate(parsed, rules)
    verdicts = judgement.verdicts.join(files.select("ordinal", "path"), on="ordinal", how="left").drop("ordinal")
    return Batch(
        readings=files.join(parsed.texts.drop("refused"), on="ordinal").with_columns(
            pl.col("ordinal").is_in(judgement.withheld.implode()).alias("withheld")
        ),
        records=judgement.records,
        images=parsed.images,
        spans=parsed.spans,
        words=[chunk.words for chunk in chunks],
        verdicts=pl.concat([verdicts, _unreadable_verdicts(chunks, rules["unreadable"], verdicts.columns)]),
        originals=pl.concat(chunk.originals for chunk in chunks).unique("sha256"),
    )


def parsed_of(chunks: list[Chunk]) -> ParsedFrames:
    """What the parser said of the files of some chunks, as one set of frames."""
    return ParsedFrames(
        records=pl.concat(chunk.parsed.records for chunk in chunks),
        images=pl.concat(chunk.parsed.images for chunk in chunks),
        spans=pl.concat(chunk.parsed.spans for chunk in chunks),
        findings=pl.concat(chunk.parsed.findings for chunk in chunks),
        texts=pl.concat(chunk.parsed.texts for chunk in chunks),
    )


def _unreadable_verdicts(chunks: Iterable[Chunk], rule: Rule, columns: list[str]) -> pl.DataFrame:
    """Return verdicts on files that are pending because they cannot be read; files still written get none."""
    rows = [
        {
            "path": path,
            "rule": rule.name,
            "severity": rule.severity,
            "stage": rule.stage,
            "message": f"The file is pending: {reason}.",
        }
        for chunk in chunks
        for path, reason in chunk.pending
        if reason not in (CHANGED, GONE, DAMAGED) and rule.severity != "off"
    ]
    schema = {"path": pl.String(), **VERDICT}
    return pl.DataFrame(rows, schema=schema).select(columns)
