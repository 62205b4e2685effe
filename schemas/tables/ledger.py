"""The loader's memory: every file it has seen, every run it has made, and what readers have of them."""

import pandera.polars as pa
import polars as pl

from schemas.tables.articles import Timestamp


class Files(pa.DataFrameModel):
    """The ledger: one row per path ever seen, with what became of it."""

    inbox: str = pa.Field(description="The inbox that the path is in.")
    path: str = pa.Field(description="The path inside the inbox.")
    article_id: str = pa.Field(description="The article that the file holds or would hold.")
    sha256: str = pa.Field(description="SHA-256 of the bytes last read, in hex.")
    size: pl.Int64 = pa.Field(description="Size in bytes when last read.")
    mtime_ns: pl.Int64 = pa.Field(description="Time of last modification, nanoseconds since 1970, when last read.")
    ctime_ns: pl.Int64 = pa.Field(description="Time of last inode change, nanoseconds since 1970, when last read.")
    inode: pl.UInt64 = pa.Field(description="Inode number when last read.")
    status: str = pa.Field(
        description="loaded, quarantined or duplicate: what became of the bytes last read.",
        metadata={"enum": ("loaded", "quarantined", "duplicate")},
    )
    duplicate_of: str = pa.Field(
        nullable=True, description="The article_id that holds the same bytes, for a duplicate."
    )
    first_seen: Timestamp = pa.Field(description="When the path was first read.")
    last_read: Timestamp = pa.Field(description="When the path was last read.")
    missing_since: Timestamp = pa.Field(
        nullable=True, description="When a run first did not find it; NULL if it is there."
    )
    moved_to: str = pa.Field(
        nullable=True, description="The path that took over its article, for a missing file that moved."
    )
    run_id: str = pa.Field(description="The run that last changed this row.")

    class Config:
        title = "files"
        strict = True
        metadata = {"primary_key": ["inbox", "path"]}  # noqa: RUF012  pandera reads a class attribute


class Runs(pa.DataFrameModel):
    """One row per run, with its receipt.

    seen = new + unchanged + touched + revised + moved + copied + returned + unsettled + ignored, and
    read = loaded + quarantined + duplicates. Originals that are parsed again are counted apart.
    """

    run_id: str = pa.Field(description="Id of the run; sorts by time.")
    inbox: str = pa.Field(description="The inbox that was scanned.")
    state: str = pa.Field(
        description="running, completed, failed, or crashed (found dead by a later run).",
        metadata={"enum": ("running", "completed", "failed", "crashed")},
    )
    started_at: Timestamp = pa.Field(description="When the run began.")
    finished_at: Timestamp = pa.Field(nullable=True, description="When the run ended; NULL if it did not.")
    seen: pl.Int64 = pa.Field(description="Entries found in the inbox, directories not counted.")
    new: pl.Int64 = pa.Field(description="Files whose path and bytes were unknown.")
    unchanged: pl.Int64 = pa.Field(description="Files as the ledger knows them; not read.")
    touched: pl.Int64 = pa.Field(description="Files whose stat changed and whose bytes did not.")
    revised: pl.Int64 = pa.Field(description="Files with other bytes than before.")
    moved: pl.Int64 = pa.Field(description="Known bytes at a new path, gone from the old one.")
    copied: pl.Int64 = pa.Field(description="Known bytes at a new path, still at the old one.")
    returned: pl.Int64 = pa.Field(description="Files that had been missing.")
    unsettled: pl.Int64 = pa.Field(
        description="Files left pending: still growing, unreadable, or gone while we looked."
    )
    ignored: pl.Int64 = pa.Field(description="Entries left out by name or kind.")
    missing: pl.Int64 = pa.Field(description="Known files that this run was the first not to find.")
    read: pl.Int64 = pa.Field(description="Files read.")
    loaded: pl.Int64 = pa.Field(description="Files read that became a version of an article.")
    quarantined: pl.Int64 = pa.Field(description="Files read that were withheld.")
    duplicates: pl.Int64 = pa.Field(description="Files read whose bytes an article holds already.")
    batches: pl.Int32 = pa.Field(description="Transactions committed.")
    bytes_read: pl.Int64 = pa.Field(description="Bytes read.")
    characters: pl.Int64 = pa.Field(description="Visible characters in the texts of the loaded files.")
    unclaimed: pl.Int64 = pa.Field(
        description="Those of them that no field claims: a jump means that a layout changed."
    )
    error: str = pa.Field(nullable=True, description="Why the run failed.")
    published_at: Timestamp = pa.Field(nullable=True, description="When readers got what this run changed.")
    parser_version: str = pa.Field(description="Digest of the parser.")
    contract_version: str = pa.Field(description="Digest of the rules.")
    pid: pl.Int64 = pa.Field(description="Process id of the run.")
    host: str = pa.Field(description="Machine of the run.")
    kind: str = pa.Field(
        description="ingest (of an inbox), replay (of what is withheld) or reparse (of what is stored)."
    )
    replayed: pl.Int64 = pa.Field(description="Withheld files whose originals were parsed and judged again, not read.")
    freed: pl.Int64 = pa.Field(description="Those of them that are withheld no longer.")
    freed_duplicates: pl.Int64 = pa.Field(description="Freed files whose bytes an article holds already.")
    reparsed: pl.Int64 = pa.Field(description="Stored articles whose originals were parsed and judged again.")
    renewed: pl.Int64 = pa.Field(description="Those of them that got a new version, because values differ.")
    retained: pl.Int64 = pa.Field(description="Those that today's contract would withhold: they keep their version.")

    class Config:
        title = "runs"
        strict = True
        metadata = {"primary_key": ["run_id"]}  # noqa: RUF012  pandera reads a class attribute


class RunCompleteness(pa.DataFrameModel):
    """How often a field is missing in what a run loaded, one row per run and field; backfills are left out."""

    run_id: str = pa.Field(description="The run.")
    inbox: str = pa.Field(description="The inbox that was scanned.")
    field: str = pa.Field(description="A column of articles, images, or unclaimed.")
    articles: pl.Int64 = pa.Field(description="Articles counted.")
    total: pl.Int64 = pa.Field(description="Values that could be there; of unclaimed, the visible characters.")
    missing: pl.Int64 = pa.Field(description="Values that are NULL; of unclaimed, the characters that no field claims.")

    class Config:
        title = "run_completeness"
        strict = True


class RunSteps(pa.DataFrameModel):
    """How long the steps of an ingest took; of the last run, publishing is known only to the copy after it."""

    run_id: str = pa.Field(description="The run.")
    step: str = pa.Field(description="The step: scan, recall, classify, read, validate, commit, check and so on.")
    calls: pl.Int32 = pa.Field(description="How often it was called: once, or once for each batch.")
    duration_ms: pl.Int64 = pa.Field(description="Milliseconds in all. Parsing goes on beside: read waits for it.")

    class Config:
        title = "run_steps"
        strict = True
        metadata = {"primary_key": ["run_id", "step"]}  # noqa: RUF012  pandera reads a class attribute


class Published(pa.DataFrameModel):
    """How old this copy is and what it holds: one row, written when the copy was made."""

    published_at: Timestamp = pa.Field(description="When the copy was made.")
    run_id: str = pa.Field(description="The last run whose work it holds.")
    schema_version: str = pa.Field(description="The last migration of its tables.")
    duckdb_version: str = pa.Field(description="The DuckDB that wrote it.")

    class Config:
        title = "published"
        strict = True
