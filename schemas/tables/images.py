"""What a valid row of ``article_images`` is."""

import pandera.polars as pa
import polars as pl

from schemas.rules import RULES
from schemas.tables.checks import no_longer_than


class ArticleImages(pa.DataFrameModel):
    """The pictures of every version of an article, as far as the text tells of them."""

    article_id: str = pa.Field(description="The article.")
    version: pl.Int32 = pa.Field(description="The article's version.")
    position: pl.Int32 = pa.Field(description="Order in the text, from 1.")
    caption: str = pa.Field(nullable=True, description="The caption without its credit.")
    credit_line: str = pa.Field(nullable=True, description="The credit, as printed.")
    photographer: str = pa.Field(nullable=True, description="The person who took the picture.")

    @pa.check("caption", name="caption_too_long")
    @classmethod
    def _caption(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return no_longer_than(data, **RULES["caption_too_long"].values)

    @pa.check("photographer", name="photographer_too_long")
    @classmethod
    def _photographer(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return no_longer_than(data, **RULES["photographer_too_long"].values)

    class Config:
        title = "article_images"
        strict = True
        metadata = {"primary_key": ["article_id", "version", "position"]}  # noqa: RUF012  pandera reads a class attribute
