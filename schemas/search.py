"""The tables of the full-text search: which words stand where in the current articles."""

import pandera.polars as pa
import polars as pl


class SearchDocuments(pa.DataFrameModel):
    """The texts that a search looks into, one row per article; ask them with search('words')."""

    document_id: pl.Int32 = pa.Field(description="Number of the text; a new version of an article gets a new one.")
    article_id: str = pa.Field(description="The article.")
    version: pl.Int32 = pa.Field(description="The article's version.")
    words: pl.Int32 = pa.Field(
        description="Words in headline, abstract, article_body and captions: rows in search_words."
    )
    length: pl.Int32 = pa.Field(description="The same, each word as often as its field weighs.")

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


class SearchWords(pa.DataFrameModel):
    """Where each word of each text stands; words of texts that are not in search_documents do not count."""

    term_id: pl.Int32 = pa.Field(description="The word, in search_terms.")
    document_id: pl.Int32 = pa.Field(description="The text, in search_documents.")
    field: pl.Int32 = pa.Field(description="Its field: 1 headline, 2 abstract, 3 article_body, 4 captions.")
    position: pl.Int32 = pa.Field(
        description="Its place in the field, from 1; between two captions a number is left out."
    )

    class Config:
        title = "search_words"
        strict = True
