"""The genre of an article, from its shape and from what it calls itself."""

from articles.aftermath import is_essay
from articles.record import Genre

_FEWEST_IMAGES = 2  # of a text that calls itself a photo essay
_MANY_IMAGES = 4  # that make an essay by themselves, if they are twice as many as the paragraphs


def genre_of(headline: str | None, paragraphs: list[str], images: int) -> Genre:
    """Return ``photo_essay`` where pictures carry the story, else ``article``."""
    if images < _FEWEST_IMAGES:
        return "article"
    if images >= _MANY_IMAGES and images >= 2 * len(paragraphs):
        return "photo_essay"
    return "photo_essay" if is_essay("\n".join([headline or "", *paragraphs])) else "article"
