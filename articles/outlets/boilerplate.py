"""Lines of the site itself: buttons, menu items, links to elsewhere, appeals for money, hotlines."""

import re

from articles.outlets.profile import Profile
from articles.text.spelling import fold

MARKER = re.compile(r">>|\+ ?>>|» |▶|\[?(?:Read|See) (?:more|also) ?:", re.IGNORECASE)
_LONGEST_BUTTON = 80
_LONGEST_HEADING = 40
_LONGEST_APPEAL = 260
_APPEAL = re.compile(
    r"""
    \b (?: donat(?: e | ion ) | subscribe | subscription | newsletter | sign \s up | log \s in | cookies
         | advertise | hotline | follow \s us | download \s (?: our | the ) \s app ) \b
    | ^ (?: Copyright\b | © | All \s rights \s reserved )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\b(?:you|your|us|our|now|please|here)\b|^Copyright|^©|:\s*[\d+]", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|Copyright\b)\W*(?:©\W*)?\d{4}\b|All rights reserved")
_IMAGE_FILE = re.compile(r"!?\[[^\[\]]*\](?:\([^()]*\))?|\S+\.(?:jpe?g|png|webp|gif)", re.IGNORECASE)
_TWEET = re.compile(r"[—–-] ?[^—–]{1,60} \(@\w{1,20}\) .{4,30}|pic\.twitter\.com/\w+|https?://t\.co/\w+")


def is_site_line(text: str, profile: Profile) -> bool:
    """Whether a whole line belongs to the site: a button, a menu item, a link to elsewhere, a picture's file."""
    if len(text) <= _LONGEST_BUTTON and text[-1] != ".":
        name = fold(text)
        if name in profile.boilerplate or name in profile.menu:
            return True
    if text[0] in ">+»▶[RrSs" and MARKER.match(text):
        return True
    if text[0] in "©CA" and len(text) <= 2 * _LONGEST_BUTTON and _COPYRIGHT.match(text):
        return True
    return text[0] == "!" or (text[-1] in ")]gGpPfF" and is_leftover(text))


def is_heading(text: str, profile: Profile) -> bool:
    """Whether a line is the heading of other stories: ``Related news``. With none below it, it is a button."""
    return len(text) <= _LONGEST_HEADING and fold(text) in profile.endings


def is_leftover(text: str) -> bool:
    """Whether a line is only the name of a picture's file, or its markup."""
    return _IMAGE_FILE.fullmatch(text) is not None


def is_appeal(text: str) -> bool:
    """Whether a line asks the reader for something: money, an address, a login; or says whose the page is."""
    return len(text) <= _LONGEST_APPEAL and bool(_APPEAL.search(text)) and bool(_ADDRESSED.search(text))


def is_tweet_sign(text: str) -> bool:
    """Whether a line is the end of an embedded tweet: who wrote it and when, or its picture."""
    return _TWEET.fullmatch(text) is not None
