"""Checks that more than one column uses: a column in, a frame of one boolean column out."""

import pandera.polars as pa
import polars as pl

CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def no_longer_than(data: pa.PolarsData, characters: float) -> pl.LazyFrame:
    """True where the text has at most so many characters."""
    return data.lazyframe.select(pl.col(data.key).str.len_chars() <= characters)


def no_control_characters(data: pa.PolarsData) -> pl.LazyFrame:
    """True where the text holds no C0 control but tab, line feed and carriage return."""
    return data.lazyframe.select(~pl.col(data.key).str.contains(CONTROL))
