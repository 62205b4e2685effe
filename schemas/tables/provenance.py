"""Where the values came from: lines of the original, and the original itself."""

import pandera.polars as pa
import polars as pl


class Spans(pa.DataFrameModel):
    """Which stretch of the original became which field, for every version of every article."""

    article_id: str = pa.Field(description="The article.")
    version: pl.Int32 = pa.Field(description="The article's version.")
    position: pl.Int32 = pa.Field(description="Order in the text, from 1.")
    field: str = pa.Field(description="A column, unclaimed, or removed.<what> for text that was left out on purpose.")
    char_start: pl.Int32 = pa.Field(description="First character in the normalised text, from 0.")
    char_end: pl.Int32 = pa.Field(description="Character after the last one.")
    line_start: pl.Int32 = pa.Field(description="First line in the original, from 1.")
    line_end: pl.Int32 = pa.Field(description="Last line in the original.")

    class Config:
        title = "spans"
        strict = True


class Originals(pa.DataFrameModel):
    """The bytes of every file ever read, in a database file of their own (originals.duckdb)."""

    sha256: str = pa.Field(description="SHA-256 of the bytes, in hex.")
    size: pl.Int64 = pa.Field(description="Size of the bytes.")
    bytes: pl.Binary = pa.Field(description="The bytes, compressed (Zstandard).")

    class Config:
        title = "originals"
        strict = True
        metadata = {"primary_key": ["sha256"]}  # noqa: RUF012  pandera reads a class attribute
