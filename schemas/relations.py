"""How the tables hang together: which columns of one name a row of another. Declared here only."""

from typing import NamedTuple


class Relation(NamedTuple):
    """Rows of ``table`` name a row of ``other`` by these columns, which have the same names in both.

    ``single``: at most one row names it; else many may. ``always``: the other row is there for every one; else
    there may be none. ``verb`` is what the other row does to this one, as in "a run judges a file".
    """

    table: str
    columns: tuple[str, ...]
    other: str
    verb: str
    single: bool = False
    always: bool = True


RELATIONS = (
    Relation("articles", ("article_id", "version"), "article_versions", "may be the current of", single=True),
    Relation("article_versions", ("article_id",), "articles", "is the latest of"),
    Relation("article_images", ("article_id", "version"), "article_versions", "tells of"),
    Relation("spans", ("article_id", "version"), "article_versions", "was read from"),
    Relation("files", ("article_id",), "articles", "is held by", always=False),
    Relation("quarantine", ("inbox", "path"), "files", "may be withheld as", single=True),
    Relation("issues", ("inbox", "path"), "files", "breaks rules by", always=False),
    Relation("issues", ("rule",), "rules", "is broken by", always=False),
    Relation("issues", ("run_id",), "runs", "found"),
    Relation("article_versions", ("run_id",), "runs", "loaded"),
    Relation("files", ("run_id",), "runs", "changed last"),
    Relation("quarantine", ("run_id",), "runs", "tried last"),
    Relation("run_completeness", ("run_id",), "runs", "counted"),
    Relation("run_steps", ("run_id",), "runs", "took"),
    Relation("incidents", ("rule",), "rules", "is broken for a while as", always=False),
    Relation("search_documents", ("article_id", "version"), "articles", "is searched as", single=True),
    Relation("search_postings", ("document_id",), "search_documents", "has", always=False),
    Relation("search_postings", ("term_id",), "search_terms", "is in texts by"),
    Relation("files", ("sha256",), "originals", "are the bytes of", always=False),
)
