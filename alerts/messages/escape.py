"""Text from outside in a message: nothing in it acts on mail, terminals or chats, or passes for a word of ours."""

import re

from schemas.text import printable

_INVISIBLE = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0e\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that show nothing, although Unicode counts them as printable."""
_ACTIVE = re.compile(r"[<>@*`~\[\]]|\|(?=\|)|(?<=\|)\||(?<![^\W_])_|_(?![^\W_])")
"""What opens a tag, a mention, a link or an emphasis in some chat: Slack's <!channel> and the @everyone that Apprise
turns into a ping on Discord, [links](…), ``||spoilers||``. An underscore within a word does nothing."""

_UNSAFE_TO_COPY = re.compile(r"[<>@`\[\]]|\|\|")


def one_line(text: str, limit: int) -> str:
    """The text in one line of at most ``limit`` characters, but for those that are escaped: what cannot be seen is."""
    return _INVISIBLE.sub(_escaped, printable(" ".join(text.split()), limit))


def path_line(path: str, limit: int) -> str:
    """The same for a path, in which every blank counts."""
    return _INVISIBLE.sub(_escaped, printable(path, limit))


def inert(text: str) -> str:
    """The text with what would act in Markdown, mrkdwn or HTML escaped, as Python writes it."""
    return _ACTIVE.sub(_escaped, text)


def quoted(text: str) -> str:
    """The text, inert and in quotes that it cannot close."""
    return '"' + inert(text).replace('"', '\\"') + '"'


def is_copyable(command: str) -> bool:
    """Whether a command can stand in a message as it is typed: one printable line, in which no chat sees a tag."""
    return path_line(command, len(command) + 1) == command and not _UNSAFE_TO_COPY.search(command)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0xFF:  # noqa: PLR2004  as Python writes it
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
