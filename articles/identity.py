"""Which article a file is about: the id in its name. The id is opaque, no digest of anything."""

import re

_NAME = re.compile(r"\d+_([0-9a-f]{16})\.txt", re.IGNORECASE)


def article_id_from_name(name: str) -> str | None:
    """Return the 16 hex digits of ``NNN_<16 hex>.txt`` in lower case; None for any other name.

    A path is judged by its last part, whichever slash it is written with.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    match = _NAME.fullmatch(last)
    return match[1].lower() if match else None
