"""Where in the original a value stands that broke a rule of the contract: the lines of the spans of its field."""

import polars as pl

_READ_FROM = {
    "published_on": ("date_published", "source_date"),
    "date_published": ("date_published",),
    "date_published_text": ("date_published",),
    "located": ("dateline",),
    "caption": ("images.caption",),
    "photographer": ("images.credit_line", "images.caption"),
    None: ("date_published", "source_date"),  # the rules about a whole row are about its dates
}
"""The fields whose spans a column is read from, the first that there is; a column not named here has its own."""


def with_lines(verdicts: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """The verdicts with the first and last line of what they are about, NULL where no line gives it.

    ``verdicts`` has ordinal, field, line_start and line_end (NULL); ``spans`` ordinal, field, line_start, line_end.
    """
    if verdicts.is_empty():
        return verdicts
    places = (
        spans.join(verdicts.select("ordinal").unique(), on="ordinal", how="semi")
        .group_by("ordinal", "field")
        .agg(pl.col("line_start").min(), pl.col("line_end").max())
    )
    lines = {(ordinal, field): (first, last) for ordinal, field, first, last in places.iter_rows()}
    found = [_lines(lines, ordinal, field) for ordinal, field in verdicts.select("ordinal", "field").iter_rows()]
    return verdicts.with_columns(
        pl.Series("line_start", [first for first, _ in found], pl.Int32),
        pl.Series("line_end", [last for _, last in found], pl.Int32),
    )


_Lines = tuple[int | None, int | None]


def _lines(lines: dict[tuple[int, str], _Lines], ordinal: int, field: str | None) -> _Lines:
    sources = _READ_FROM.get(field, (field or "",))
    return next((lines[ordinal, source] for source in sources if (ordinal, source) in lines), (None, None))
