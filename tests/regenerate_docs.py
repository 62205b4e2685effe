"""Write the parts of the README that are made from the code: ``make docs``."""

import re

from conftest import PROJECT

from flows.settings import PREFIX, Settings
from warehouse.document import render_tables

README = PROJECT / "README.md"


def render_settings() -> str:
    """The settings as a Markdown table."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = ", ".join(field.default) if isinstance(field.default, tuple) else str(field.default)
        shown = "" if field.default == {} else f"`{default}`"
        rows.append(f"| `{name}` | `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "| setting | variable | default | what it is |\n| --- | --- | --- | --- |\n" + "\n".join(rows)


def with_parts(text: str) -> str:
    """The README's text with its made parts as they should be."""
    for name, part in (("settings", render_settings()), ("tables", render_tables())):
        marked = re.compile(f"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
        text = marked.sub(lambda _, name=name, part=part: f"<!-- {name} -->\n{part}\n<!-- /{name} -->", text)
    return text


if __name__ == "__main__":
    README.write_text(with_parts(README.read_text(encoding="utf-8")), encoding="utf-8")
