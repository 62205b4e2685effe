"""The tables of the full-text search: which words the current articles have, how often, and in which order."""

import pandera.polars as pa
import polars as pl


class SearchDocuments(pa.DataFrameModel):
    """The texts that a search looks into, one row per article; ask them with search('words')."""

    document_id: pl.Int32 = pa.Field(description="Number of the text; a new version of an article gets a new one.")
    article_id: str = pa.Field(description="The article.")
    version: pl.Int32 = pa.Field(description="The article's version.")
    words: pl.Int32 = pa.Field(description="Words in headline, abstract, article_body and captions.")
    length: pl.Int32 = pa.Field(description="The same, each word as often as its field weighs: headline 4, abstract 2.")
    terms: pl.Int32 = pa.Field(description="Different words: rows in search_postings.")
    signs: str = pa.Field(
        description="The words in their order, each as the sign of its term_id (the macro search_sign), with a blank "
        "between fields and between captions: where phrases are found."
    )

    class Config:
        title = "search_documents"
        strict = True
        metadata = {"primary_key": ["article_id"]}  # noqa: RUF012  pandera reads a class attribute


class SearchTerms(pa.DataFrameModel):
    """Every word that was ever indexed, in lower case and without accents (the macro folded)."""

    term_id: pl.Int32 = pa.Field(description="Number of the word.")
    term: str = pa.Field(description="The word.")

    class Config:
        title = "search_terms"
        strict = True
        metadata = {"primary_key": ["term"]}  # noqa: RUF012  pandera reads a class attribute


class SearchPostings(pa.DataFrameModel):
    """Which words each text has; rows of texts that are not in search_documents do not count."""

    term_id: pl.Int32 = pa.Field(description="The word, in search_terms.")
    document_id: pl.Int32 = pa.Field(description="The text, in search_documents.")
    weight: pl.Int32 = pa.Field(description="How often it stands there, each time as often as its field weighs.")

    class Config:
        title = "search_postings"
        strict = True
