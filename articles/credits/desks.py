"""Lines by which an agency's desk signs: ``(Reporting by …)``, ``du/mb``, ``M.N``. Neither body nor authors."""

import re

from articles.outlets.profile import Profile
from articles.text.spelling import fold

_LONGEST_CODE = 12  # characters
_LONGEST = 300
_CODE = re.compile(r"\(?[a-z]{1,4}(?:/[a-z]{1,4})+\)?|\([a-z]{2,5}\)|\([A-Z]-\d{1,2}\)|[A-ZĐ]\.(?:[A-ZĐ]\.?){1,3}")
_HINTS = (" by ", " for ", " contributed ", "r: ", "r : ")  # one of them stands in each of these lines
_CREW = re.compile(
    r"\(?(?:Additional )?(?:Reporting|Editing|Writing|Edited|Compiled) by\b.+"
    r"|(?:Reporter|Editor|Pewarta|Redaktur|Translator) ?: [A-Z]\w*(?: [A-Z][\w.]*){0,3}"
    r"|[\w, ]+ contributed to this (?:report|story|article)\."
    r"|[\w, ]+ (?:writes?|reports?|is|are) (?:reporters? )?for (?:the )?(?P<for>[A-Z][\w ]+)\.",
)


def is_desk_line(text: str, profile: Profile) -> bool:
    """Whether a whole line names the desk, the editors or their initials."""
    if len(text) <= _LONGEST_CODE:
        return _CODE.fullmatch(text) is not None
    if len(text) > _LONGEST or not any(word in text for word in _HINTS):
        return False
    match = _CREW.fullmatch(text)
    return match is not None and (match["for"] is None or fold(match["for"]) in profile.outlets)
