"""The pictures of an article: their captions, in the order of the text, each once."""

from articles.credits.photo_credits import Credit
from articles.layout import Line
from articles.notes import Notes
from articles.record import Image

LONGEST_CAPTION = 450  # characters of a caption with its credit; the longest seen had 330
_SAME_BEGINNING = 30  # characters: a shorter beginning that agrees may be chance
_GLANCE = 12  # characters that are compared first
_NEAR = 3  # images back within which an almost equal caption is the same one


class Gallery:
    """Collects the images; a caption that stands twice is kept once, with whatever credit either has."""

    __slots__ = ("_bare", "_notes", "_order", "images")

    def __init__(self, notes: Notes) -> None:
        """Start without images; claims and warnings go to ``notes``."""
        self.images: list[Image] = []
        self._bare: dict[str, int] = {}  # bare caption -> its image
        self._order: list[str] = []  # the bare caption of each image
        self._notes = notes

    def add(self, line: Line, credit: Credit | None) -> None:
        """Take a line as a caption, with the credit that it ends with."""
        caption = line.text[: credit.start].rstrip().removesuffix(" .") if credit else line.text
        if credit and not caption and self.images and self.images[-1].credit_line is None:
            self._give_credit(len(self.images) - 1, line, credit)
            return
        bare = _bare(caption)
        same = self._find(bare)
        if same is not None:
            self._repeat(same, line, credit, caption)
            return
        self._bare.setdefault(bare, len(self.images))
        self._order.append(bare)
        self.images.append(Image(caption or None, credit and credit.credit_line, credit and credit.photographer))
        self._notes.claim(line, "images.caption", 0, len(caption))
        if credit:
            self._notes.claim(line, "images.credit_line", credit.start)

    def _find(self, bare: str) -> int | None:
        """Return the image that has this caption, or, among the last ones, almost this one."""
        if not bare:
            return None
        if bare in self._bare:
            return self._bare[bare]
        count = len(self._order)
        for at in range(max(0, count - _NEAR), count):
            if self._order[at][:_GLANCE] == bare[:_GLANCE] and is_beginning(self._order[at], bare):
                return at
        return None

    def _repeat(self, at: int, line: Line, credit: Credit | None, caption: str) -> None:
        """Drop a caption that stands twice, after taking what its first printing lacks: its end, its credit."""
        self._notes.warn("duplicate_block", line, "images.caption", line.text)
        if len(caption) > len(self.images[at].caption or ""):
            self.images[at] = self.images[at]._replace(caption=caption)
            self._bare.setdefault(_bare(caption), at)
        if credit and self.images[at].credit_line is None:
            self._notes.claim(line, "removed.repetition", 0, credit.start)
            self._give_credit(at, line, credit)
        else:
            self._notes.claim(line, "removed.repetition")

    def _give_credit(self, at: int, line: Line, credit: Credit) -> None:
        self.images[at] = Image(self.images[at].caption, credit.credit_line, credit.photographer)
        self._notes.claim(line, "images.credit_line", credit.start)


def is_same_caption(one: str, other: str) -> bool:
    """Whether two captions are one: equal but for case and stops, or one is the other's beginning."""
    if one[:_GLANCE].casefold() != other[:_GLANCE].casefold():
        return False
    first, second = _bare(one), _bare(other)
    return first == second or is_beginning(first, second)


def is_beginning(one: str, other: str) -> bool:
    """Whether one text is the beginning, and more than half, of the other."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SAME_BEGINNING and 2 * len(short) > len(long) and long.startswith(short)


def _bare(caption: str) -> str:
    return caption.casefold().rstrip(" .…")
