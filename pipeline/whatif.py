"""What-if: a changed contract, or today's parser, over all stored originals. Nothing is written.

Read are the readers' copy, which nobody waits for, and slices of the originals (warehouse.load.originals says why):
no lock is taken, and loads go on meanwhile. What they bring after the beginning is not looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipeline.intake.originals import located, reread_batches, split_kept
from pipeline.intake.read import Chunk
from pipeline.intake.validate import parsed_of
from pipeline.job import Job, for_inbox
from pipeline.signals import stop_if_asked
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
"""Examples that are kept of each rule and field."""

_Example = dict[str, Any]
_NO_FILES = pl.DataFrame(
    schema={
        "inbox": pl.String(), "path": pl.String(), "sha256": pl.String(), "article_id": pl.String(),
        "rules": pl.List(pl.String()),
    }
)  # fmt: skip


@dataclass(slots=True)
class Group:
    """Articles told by rule, or by field: how many of each, and the first examples.

    ``total`` counts articles; one that several rules name counts once there.
    """

    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[_Example]] = field(default_factory=dict)

    def add(self, rows: pl.DataFrame) -> None:
        """Count the rows (key, article_id and what an example tells), each article and key once."""
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
class Outlook:
    """What would change: of ``loaded`` stored articles and ``withheld`` files, as many as were checked.

    ``unkept`` are the paths whose originals are not kept: nothing can be said of them.
    """

    loaded: int = 0
    withheld: int = 0
    unkept: list[str] = field(default_factory=list)
    newly_withheld: Group = field(default_factory=Group)
    newly_passing: Group = field(default_factory=Group)
    still_withheld: Group = field(default_factory=Group)
    changed: Group = field(default_factory=Group)
    newly_marked: Group = field(default_factory=Group)
    no_longer_marked: Group = field(default_factory=Group)

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        groups = ("newly_withheld", "newly_passing", "still_withheld", "changed", "newly_marked", "no_longer_marked")
        told = {name: getattr(self, name).as_json() for name in groups}
        return {"loaded": self.loaded, "withheld": self.withheld, "unkept": self.unkept, **told}


def foresee(job: Job, selection: ReparseSelection, *, withheld: bool) -> Outlook:
    """Parse and validate stored originals with the job's profiles and rules, and compare with what is stored.

    ``selection`` says which stored articles; with ``withheld`` the files in quarantine too.
    Raises WarehouseMissingError if there is no readers' copy.
    """
    outlook = Outlook()
    with published(job.home, memory_limit=job.settings.memory_limit) as connection:
        jobs = _jobs(connection, job, withheld=withheld)
        kept, outlook.unkept = split_kept(located(job, _population(connection, jobs, selection, withheld=withheld)))
        done = 0
        for chunks, files in _reread(jobs, kept):
            outlook.unkept += [path for chunk in chunks for path, _ in chunk.pending]
            _look_at(connection, job, chunks, files, outlook)
            done += files.height
            job.on_progress(done, kept.height)
            stop_if_asked()
    return outlook


def _jobs(connection: Connection, job: Job, *, withheld: bool) -> dict[str, Job]:
    """The job for the files of each inbox that has any. Raises UsageError for a mistake in the settings of one."""
    tables = ("articles", "quarantine") if withheld else ("articles",)
    inboxes = sorted({inbox for table in tables for inbox in inboxes_of(connection, table)})
    return {inbox: for_inbox(job, inbox) for inbox in inboxes}


def _population(
    connection: Connection, jobs: Mapping[str, Job], selection: ReparseSelection, *, withheld: bool
) -> pl.DataFrame:
    """What is to be checked: inbox, path, sha256, article_id; rules that withhold it, NULL for a stored article.

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
    """The files parsed again, inbox by inbox, each with its own profiles; with what is known of them."""
    for own in kept.partition_by("inbox", maintain_order=True):
        files = own.with_row_index("ordinal").with_columns(pl.col("ordinal").cast(pl.Int64))
        for chunks in reread_batches(jobs[own["inbox"][0]], own):
            yield chunks, _files(chunks, files)


def _files(chunks: list[Chunk], kept: pl.DataFrame) -> pl.DataFrame:
    """The files of some chunks: ordinal, inbox, path, article_id, rules."""
    ordinals = pl.concat(chunk.files.select("ordinal") for chunk in chunks)
    return ordinals.join(kept.select("ordinal", "inbox", "path", "article_id", "rules"), on="ordinal", how="left")


def _look_at(connection: Connection, job: Job, chunks: list[Chunk], files: pl.DataFrame, outlook: Outlook) -> None:
    parsed = parsed_of(chunks)
    judgement = validate(parsed, job.rules)
    fails = pl.col("ordinal").is_in(judgement.withheld.implode())
    loaded = files.filter(pl.col("rules").is_null())
    held = files.filter(pl.col("rules").is_not_null())
    outlook.loaded += loaded.height
    outlook.withheld += held.height
    outlook.newly_withheld.add(_reasons(loaded, judgement))
    outlook.still_withheld.add(_reasons(held, judgement))
    passing = _by_holder(held.filter(~fails))
    of_others = pl.col("key").is_in(_about_others(job.rules))
    stay = passing.filter(of_others)["ordinal"]
    outlook.still_withheld.add(passing.filter(of_others))
    outlook.newly_passing.add(passing.filter(~pl.col("ordinal").is_in(stay.implode())))
    _compare(connection, loaded.filter(~fails), parsed, judgement, outlook)


def _by_holder(held: pl.DataFrame) -> pl.DataFrame:
    """Some withheld files by the rules that withhold them."""
    return _named(held.explode("rules").rename({"rules": "key"}))


def _about_others(rules: Mapping[str, Rule]) -> list[str]:
    """The errors that only other files and versions tell: no original says that what they withhold would pass."""
    return [rule.name for rule in rules.values() if rule.stage in {"batch", "history"} and rule.severity == "error"]


def _named(files: pl.DataFrame, *more: str) -> pl.DataFrame:
    return files.select("key", "ordinal", "inbox", "path", "article_id", *more)


def _reasons(files: pl.DataFrame, judgement: Validation) -> pl.DataFrame:
    """The errors found in some files, by rule."""
    errors = judgement.verdicts.filter(pl.col("severity") == "error").rename({"rule": "key"})
    return _named(files.join(errors, on="ordinal"), "field", "value", "message", "line_start", "line_end")


def _compare(
    connection: Connection, files: pl.DataFrame, parsed: ParsedFrames, judgement: Validation, outlook: Outlook
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
        outlook.changed.add(_with_values(connection, _named(changed), outlook.changed))
        for group, column in ((outlook.newly_marked, "marks"), (outlook.no_longer_marked, "lost_marks")):
            marks = files.join(differences.select("article_id", key=column).explode("key"), on="article_id")
            group.add(_named(marks.filter(pl.col("key").is_not_null())))


def _with_values(connection: Connection, changed: pl.DataFrame, group: Group) -> pl.DataFrame:
    """The changes, the ones that may become examples with the values before and after, where they differ."""
    few = changed.group_by("key", maintain_order=True).head(EXAMPLES)
    few = few.filter(~pl.col("key").is_in([key for key, kept in group.examples.items() if len(kept) >= EXAMPLES]))
    pairs = read_pairs(connection, few["article_id"].unique().to_list()) if few.height else {}
    rows = list(few.select("ordinal", "key", "article_id").iter_rows())
    values = [differing(_text(pairs[article][0][key]), _text(pairs[article][1][key])) for _, key, article in rows]
    told = pl.DataFrame(
        [(ordinal, key, *pair) for (ordinal, key, _), pair in zip(rows, values, strict=True)],
        schema={"ordinal": pl.Int64(), "key": pl.String(), "before": pl.String(), "after": pl.String()},
        orient="row",
    )
    return changed.join(told, on=["ordinal", "key"], how="left", maintain_order="left")


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
