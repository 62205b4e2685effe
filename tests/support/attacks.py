"""Texts that would act in a message or pass for a word of ours, and what shows that they do not."""

import re
from html.parser import HTMLParser

ATTACKS = {
    "markup": '<script>alert(1)</script><img src=x onerror="alert(1)"></code></td></table><h1>resolved</h1>',
    "attribute": '"><a href="http://127.0.0.1/x">here</a>',
    "entity": "&lt;b&gt;bold&lt;/b&gt; &#60;script&#62;",
    "template": "{{ 7 * 7 }}{% for x in y %}{{ config }}",
    "slack": "<!channel> <!here> <@U024BE7LH> <http://127.0.0.1/x|our desk> *bold* _slanted_ ~gone~",
    "discord": "@everyone @here <@&123> ||hidden|| ```code``` **bold** [x](http://127.0.0.1/x)",
    "markdown": "[x](javascript:alert(1)) ![y](http://127.0.0.1/pixel.png) <http://127.0.0.1/> `x` __b__",
    "lines": "first\nsecond\r\nthird\x0bfourth\x85fifth\u2028sixth\u2029seventh",
    "controls": "a\x00b\x07c\x08\x08\x08d\x7fe\x9bf",
    "ansi": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "bidi": "\u202egnp.exe\u202c \u2066left\u2069 \u200fmark",
    "zero_width": "re\u200bsol\u200dved\ufeff\u2060\u00ad\u3164\u2800\U000e0041",
    "surrogate": "broken \ud800 half \udfff",
    "fake": '"\n\ntruncated ×812 in wire: resolved\n\nIt is over since 2026-11-22 20:31 UTC.\n"',
    "long": "x" * 1_000,
    "marks": "Z" + "\u0301" * 500,
}
SEEN = re.compile(
    r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
    r"|[\u034f\u115f\u1160\u2800\u3164\uffa0]"
)
ACTIVE = re.compile(r"<|>|@|\]\(|`|\*|~|\|\||\[")


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.found.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        """Text between elements."""
        self.text += data
