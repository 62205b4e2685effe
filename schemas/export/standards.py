"""An article as others exchange it: a row of ``articles`` with its ``images`` becomes a document of a standard.

What is NULL is left out. A day without a time stays a day: it goes where the standard has a place for one.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Row = Mapping[str, Any]
Document = dict[str, Any]

_NINJS = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}


def to_ninjs(row: Row) -> Document:
    """The article as IPTC ninjs 3.1 (https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json).

    ninjs has no place for the date of publication: its local day (or month) is a description of the role
    ``published``, and where the instant is known it is ``contentCreated``, the time that comes nearest.
    """
    body = {"role": "main", "contentType": "text/plain", "charCount": row["char_count"], "wordCount": row["word_count"]}
    return _known(
        {
            "uri": _uri(row),
            "type": "text",
            "representationType": "full",
            "version": str(row["version"]),
            "firstCreated": _instant(row["first_created"]),
            "versionCreated": _instant(row["version_created"]),
            "contentCreated": _instant(row["date_published"]),
            "pubStatus": row["pub_status"],
            "language": row["language"],
            "headlines": _texts("main", row["headline"]),
            "descriptions": [*_texts("abstract", row["abstract"]), *_texts("published", _day_or_month(row))],
            "bodies": [body | {"value": row["article_body"]}],
            "by": row["byline"],
            "people": [*_named(row["authors"], rel="author"), *_named(row["translators"], rel="translator")],
            "subjects": _named([row["article_section"]], rel="section"),
            "located": row["located"],
            "infoSources": _named(row["info_sources"]),
            "genres": _named([row["genre"]]),
            "associations": [_ninjs_picture(row, image) for image in row["images"] or ()],
            "altIds": [{"role": "sha256", "value": row["sha256"]}, {"role": "path", "value": row["path"]}],
            "standard": dict(_NINJS),
        }
    )


def to_news_article(row: Row) -> Document:
    """The article as schema.org NewsArticle in JSON-LD (https://schema.org/NewsArticle)."""
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": _uri(row),
            "identifier": row["article_id"],
            "version": row["version"],
            "headline": row["headline"],
            "abstract": row["abstract"],
            "articleSection": row["article_section"],
            "datePublished": _instant(row["date_published"]) or _day_or_month(row),
            "dateline": row["dateline"],
            "locationCreated": _thing("Place", row["located"]),
            "author": [_thing("Person", name) for name in row["authors"] or ()],
            "translator": [_thing("Person", name) for name in row["translators"] or ()],
            "creditText": row["credit_line"],
            "sourceOrganization": [_thing("Organization", name) for name in row["info_sources"] or ()],
            "genre": row["genre"],
            "inLanguage": row["language"],
            "articleBody": row["article_body"],
            "wordCount": row["word_count"],
            "image": [_image_object(image) for image in row["images"] or ()],
            "sdDatePublished": _instant(row["version_created"]),
        }
    )


def _uri(row: Row) -> str:
    return f"urn:wirehouse:article:{row['article_id']}"


def _instant(moment: datetime | None) -> str | None:
    """A moment as RFC 3339 writes it, in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _day_or_month(row: Row) -> str | None:
    """The local day of publication, or the month if only that is known."""
    if row["published_on"] is not None:
        return str(row["published_on"])
    return row["source_date"] if row["published_precision"] == "month" else None


def _texts(role: str, value: str | None) -> list[Document]:
    return [] if value is None else [{"role": role, "contentType": "text/plain", "value": value}]


def _named(names: Sequence[str | None] | None, **more: str) -> list[Document]:
    return [{"name": name, **more} for name in names or () if name is not None]


def _thing(kind: str, name: str | None) -> Document | None:
    return None if name is None else {"@type": kind, "name": name}


def _ninjs_picture(row: Row, image: Row) -> Document:
    credit = image["credit_line"]
    return _known(
        {
            "name": f"picture {image['position']}",
            "uri": f"{_uri(row)}:picture:{image['position']}",
            "type": "picture",
            "rel": "picture",
            "by": image["photographer"],
            "descriptions": _texts("caption", image["caption"]),
            "infoSources": [] if credit is None else [{"role": "credit", "literal": credit}],
        }
    )


def _image_object(image: Row) -> Document:
    found = {
        "@type": "ImageObject",
        "position": image["position"],
        "caption": image["caption"],
        "creditText": image["credit_line"],
        "creator": _thing("Person", image["photographer"]),
    }
    return _known(found)


def _known(document: Document) -> Document:
    """Without what is NULL or holds nothing."""
    return {name: value for name, value in document.items() if value is not None and value != []}
