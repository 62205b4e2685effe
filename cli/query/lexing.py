"""Where SQL that somebody is typing ends."""

import re

_WHOLE = re.compile(
    r"'(?:[^']|'')*'"  # a text
    r'|"(?:[^"]|"")*"'  # a name
    r"|\$(\w*)\$.*?\$\1\$"  # a text between $tags$
    r"|--[^\n]*(?:\n|\Z)"  # a comment to the end of the line
    r"|/\*.*?\*/",  # a comment
    re.DOTALL,
)
_OPEN = re.compile(r"['\"]|/\*|\$\w*\$")


def is_complete(text: str) -> bool:
    """Whether SQL ends with a semicolon that ends a statement: not in a text, a name or a comment."""
    bare = _WHOLE.sub(" ", text).rstrip()
    return bare.endswith(";") and not _OPEN.search(bare)
