"""What-if: run a changed contract, or today's parser, over all stored originals. Nothing is written.

It reads the published database and slices of the originals (see warehouse.load.originals) without a lock: loads go
on meanwhile, and what they commit after the start is not checked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipeline.intake.originals import find_originals, reread_batches, split_kept
from pipeline.intake.read import Chunk
from pipeline.intake.validate import parsed_of
from pipeline.job import Job, for_inbox
from pipeline.signals import raise_if_interrupted
from schemas.rules import Rule
from schemas.text import differing, printable
from schemas.validation.frames import ParsedFrames
from schemas.validation.validate import Validation, validate
from warehouse.connection import Connection
from warehouse.home import published
from warehouse.load.compare import compare_batch, list_quarantined_files, read_pairs
from warehouse.load.reparse import ReparseSelection, list_stored
from warehouse.load.replay import inboxes_of

EXAMPLES = 10
"""Examples kept of each rule and field."""

_Example = dict[str, Any]
_NO_FILES = pl.DataFrame(
    schema={
        "inbox": pl.String(), "path": pl.String(), "sha256": pl.String(), "article_id": pl.String(),
        "rules": pl.List(pl.String()),
    }
)  # fmt: skip


@dataclass(slots=True)
class ChangeGroup:
    """Articles by rule or by field: a count of each, and the first examples.

    ``total`` counts articles; one that several rules name counts once there.
    """

    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[_Example]] = field(default_factory=dict)

    def add(self, rows: pl.DataFrame) -> None:
        """Count the rows (key, article_id and the facts of an example), each article and key once."""
        rows = rows.unique(["key", "ordinal"], keep="first", maintain_order=True)
        self.total += rows["ordinal"].n_unique()
        for key, count in rows.group_by("key", maintain_order=True).len().iter_rows():
            self.counts[key] = self.counts.get(key, 0) + count
        for row in rows.group_by("key", maintain_order=True).head(EXAMPLES).iter_rows(named=True):
            kept = self.examples.setdefault(row["key"], [])
            if len(kept) < EXAMPLES:
                kept.append({name: value for name, value in row.items() if name not in ("key", "ordinal")})

    def as_json(self) -> dict[str, Any]:
        """The group for programs, the most frequent first."""
        order = sorted(self.counts, key=lambda key: (-self.counts[key], key))
        return {
            "articles": self.total,
            "by": {key: {"articles": self.counts[key], "examples": self.examples[key]} for key in order},
        }


@dataclass(slots=True)
class WhatIf:
    """What would change of ``loaded`` stored articles and ``withheld`` files, both as far as checked.

    ``unkept`` are paths whose originals are missing, so that they cannot be checked.
    """

    loaded: int = 0
    withheld: int = 0
    unkept: list[str] = field(default_factory=list)
    newly_withheld: ChangeGroup = field(default_factory=ChangeGroup)
    newly_passing: ChangeGroup = field(default_factory=ChangeGroup)
    still_withheld: ChangeGroup = field(default_factory=ChangeGroup)
    changed: ChangeGroup = field(default_factory=ChangeGroup)
    newly_marked: ChangeGroup = field(default_factory=ChangeGroup)
    no_longer_marked: ChangeGroup = field(default_factory=ChangeGroup)

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        groups = ("newly_withheld", "newly_passing", "still_withheld", "changed", "newly_marked", "no_longer_marked")
        found = {name: getattr(self, name).as_json() for name in groups}
        return {"loaded": self.loaded, "withheld": self.withheld, "unkept": self.unkept, **found}


def check_whatif(job: Job, selection: ReparseSelection, *, withheld: bool) -> WhatIf:
    """Parse and validate stored originals with the job's profiles and rules, and compare with the stored rows.

    ``selection`` says which stored articles; with ``withheld`` the files in quarantine too.
    Raises WarehouseMissingError if there is no readers' copy.
    """
    result = WhatIf()
    with published(job.home, memory_limit=job.settings.memory_limit) as connection:
        jobs = _jobs(connection, job, withheld=withheld)
        kept, result.unkept = split_kept(
            find_originals(job, _population(connection, jobs, selection, withheld=withheld))
        )
        done = 0
        for chunks, files in _reread(jobs, kept):
            result.unkept += [path for chunk in chunks for path, _ in chunk.pending]
            _check_chunks(connection, job, chunks, files, result)
            done += files.height
            job.on_progress(done, kept.height)
            raise_if_interrupted()
    return result


def _jobs(connection: Connection, job: Job, *, withheld: bool) -> dict[str, Job]:
    """Return the job of each inbox with files. Raises UsageError for invalid settings of any of them."""
    tables = ("articles", "quarantine") if withheld else ("articles",)
    inboxes = sorted({inbox for table in tables for inbox in inboxes_of(connection, table)})
    return {inbox: for_inbox(job, inbox) for inbox in inboxes}


def _population(
    connection: Connection, jobs: Mapping[str, Job], selection: ReparseSelection, *, withheld: bool
) -> pl.DataFrame:
    """Return the files to check: inbox, path, sha256, article_id; rules that withhold it, NULL for a stored article.

    Articles are chosen as a reparse chooses them: by the version of the parser that reads their inbox.
    """
    stored = [
        list_stored(connection, own.run, selection).with_columns(rules=pl.lit(None, pl.List(pl.String)))
        for own in jobs.values()
    ]
    held = [list_quarantined_files(connection)] if withheld else []
    found: pl.DataFrame = pl.concat([_NO_FILES, *stored, *held])
    return found


def _reread(jobs: Mapping[str, Job], kept: pl.DataFrame) -> Iterator[tuple[list[Chunk], pl.DataFrame]]:
    """Parse the files again, inbox by inbox, each with its own profiles; yield chunks with their files."""
    for own in kept.partition_by("inbox", maintain_order=True):
        files = own.with_row_index("ordinal").with_columns(pl.col("ordinal").cast(pl.Int64))
        for chunks in reread_batches(jobs[own["inbox"][0]], own):
            yield chunks, _files(chunks, files)


def _files(chunks: list[Chunk], kept: pl.DataFrame) -> pl.DataFrame:
    """The files of some chunks: ordinal, inbox, path, article_id, rules."""
    ordinals = pl.concat(chunk.files.select("ordinal") for chunk in chunks)
    return ordinals.join(kept.select("ordinal", "inbox", "path", "article_id", "rules"), on="ordinal", how="left")


def _check_chunks(connection: Connection, job: Job, chunks: list[Chunk], files: pl.DataFrame, result: WhatIf) -> None:
    parsed = parsed_of(chunks)
    judgement = validate(parsed, job.rules)
    fails = pl.col("ordinal").is_in(judgement.withheld.implode())
    loaded = files.filter(pl.col("rules").is_null())
    held = files.filter(pl.col("rules").is_not_null())
    result.loaded += loaded.height
    result.withheld += held.height
    result.newly_withheld.add(_reasons(loaded, judgement))
    result.still_withheld.add(_reasons(held, judgement))
    passing = _by_holder(held.filter(~fails))
    of_others = pl.col("key").is_in(_comparing_rules(job.rules))
    stay = passing.filter(of_others)["ordinal"]
    result.still_withheld.add(passing.filter(of_others))
    result.newly_passing.add(passing.filter(~pl.col("ordinal").is_in(stay.implode())))
    _compare(connection, loaded.filter(~fails), parsed, judgement, result)


def _by_holder(held: pl.DataFrame) -> pl.DataFrame:
    """Return quarantined files by the rules that quarantine them."""
    return _named(held.explode("rules").rename({"rules": "key"}))


def _comparing_rules(rules: Mapping[str, Rule]) -> list[str]:
    """Return the error rules that compare with other files or versions: no single original decides them."""
    return [rule.name for rule in rules.values() if rule.stage in {"batch", "history"} and rule.severity == "error"]


def _named(files: pl.DataFrame, *more: str) -> pl.DataFrame:
    return files.select("key", "ordinal", "inbox", "path", "article_id", *more)


def _reasons(files: pl.DataFrame, judgement: Validation) -> pl.DataFrame:
    """The errors found in some files, by rule."""
    errors = judgement.verdicts.filter(pl.col("severity") == "error").rename({"rule": "key"})
    return _named(files.join(errors, on="ordinal"), "field", "value", "message", "line_start", "line_end")


def _compare(
    connection: Connection, files: pl.DataFrame, parsed: ParsedFrames, judgement: Validation, result: WhatIf
) -> None:
    """Compare the records of some stored articles with the stored rows: values, then marks."""
    if files.is_empty():
        return
    own = pl.col("ordinal").is_in(files["ordinal"].implode())
    with compare_batch(
        connection,
        readings=files.select("ordinal", pl.col("article_id").alias("own_id")),
        records=judgement.records.filter(own),
        images=parsed.images.filter(own),
    ) as differences:
        changed = files.join(differences.select("article_id", key="changed_fields").explode("key"), on="article_id")
        changed = changed.filter(pl.col("key").is_not_null())
        result.changed.add(_with_values(connection, _named(changed), result.changed))
        for group, column in ((result.newly_marked, "marks"), (result.no_longer_marked, "lost_marks")):
            marks = files.join(differences.select("article_id", key=column).explode("key"), on="article_id")
            group.add(_named(marks.filter(pl.col("key").is_not_null())))


def _with_values(connection: Connection, changed: pl.DataFrame, group: ChangeGroup) -> pl.DataFrame:
    """The changes, the ones that may become examples with the values before and after, where they differ."""
    few = changed.group_by("key", maintain_order=True).head(EXAMPLES)
    few = few.filter(~pl.col("key").is_in([key for key, kept in group.examples.items() if len(kept) >= EXAMPLES]))
    pairs = read_pairs(connection, few["article_id"].unique().to_list()) if few.height else {}
    rows = list(few.select("ordinal", "key", "article_id").iter_rows())
    values = [differing(_text(pairs[article][0][key]), _text(pairs[article][1][key])) for _, key, article in rows]
    texts = pl.DataFrame(
        [(ordinal, key, *pair) for (ordinal, key, _), pair in zip(rows, values, strict=True)],
        schema={"ordinal": pl.Int64(), "key": pl.String(), "before": pl.String(), "after": pl.String()},
        orient="row",
    )
    return changed.join(texts, on=["ordinal", "key"], how="left", maintain_order="left")


def _text(value: Any) -> str | None:
    """A value as text; None for NULL."""
    if value is None:
        return None
    if isinstance(value, list):
        return "; ".join(_text(item) or "" for item in value)
    if isinstance(value, (tuple, dict)):
        parts: Iterator[Any] = iter(value.values() if isinstance(value, dict) else value)
        return " | ".join(printable(str(part)) for part in parts if part is not None)
    return str(value)
