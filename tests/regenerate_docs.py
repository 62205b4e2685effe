"""Write the parts of the README that are made from the code: ``make docs``."""

import re
from typing import Any

from conftest import PROJECT
from msgspec import NODEFAULT
from msgspec.structs import fields

from flows.settings import PREFIX, Settings
from schemas.rules import RULES
from warehouse.document import render_rules, render_tables

README = PROJECT / "README.md"


def render_settings() -> str:
    """The settings as a Markdown table."""
    rows = []
    for field in fields(Settings):
        default = ", ".join(field.default) if isinstance(field.default, tuple) else str(field.default)
        shown = "" if field.default is NODEFAULT else f"`{default}`"
        rows.append(f"| `{field.name}` | `{PREFIX}{field.name.upper()}` | {shown} | {_description(field.type)} |")
    return "| setting | variable | default | what it is |\n| --- | --- | --- | --- |\n" + "\n".join(rows)


def _description(kind: Any) -> str:
    return next(str(meta.description) for meta in kind.__metadata__)


def _rules() -> str:
    """The registry, folded up."""
    count = len(RULES)
    return f"<details><summary>The {count} rules</summary>\n\n{render_rules(RULES.values())}\n\n</details>"


def with_parts(text: str) -> str:
    """The README's text with its made parts as they should be."""
    for name, part in (("settings", render_settings()), ("rules", _rules()), ("tables", render_tables())):
        marked = re.compile(f"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
        text = marked.sub(lambda _, name=name, part=part: f"<!-- {name} -->\n{part}\n<!-- /{name} -->", text)
    return text


if __name__ == "__main__":
    README.write_text(with_parts(README.read_text(encoding="utf-8")), encoding="utf-8")
