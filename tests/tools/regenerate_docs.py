"""Write the data dictionary, and the parts of the README and of docs/ that are made from the code: ``make docs``."""

import re
from typing import Any

from msgspec import NODEFAULT
from msgspec.structs import fields

from flows.deployments import define_deployments, render_yaml
from house import PROJECT
from schemas.rules import RULES
from settings.destinations import AlertSettings, Destination
from settings.inboxes import Inbox
from settings.load import PREFIX
from settings.model import ONLY_IN_FILE, TABLES, Settings
from warehouse.dictionary.markdown import render_dictionary, render_rules

_INNER = {"rules": "__<RULE>"}
"""What follows the name of a setting that no variable gives as a whole."""
README = PROJECT / "README.md"
PREFECT_YAML = PROJECT / "prefect.yaml"
DICTIONARY = PROJECT / "docs" / "data-dictionary.md"
PAGES = [README, *sorted(path for path in (PROJECT / "docs").glob("*.md") if path != DICTIONARY)]
"""What is written by hand, but for its made parts."""


def render_settings() -> str:
    """The settings as a Markdown table."""
    written = {setting: f"[[{table}]]" for table, (setting, _) in TABLES.items()} | {"alerts": "[alerts]"}
    rows = []
    for field in fields(Settings):
        default = ", ".join(field.default) if isinstance(field.default, tuple) else str(field.default)
        shown = "" if field.default in (NODEFAULT, None) or not default or field.name in written else f"`{default}`"
        name = written.get(field.name, field.name)
        variable = "" if field.name in ONLY_IN_FILE else f"`{PREFIX}{field.name.upper()}{_INNER.get(field.name, '')}`"
        rows.append(f"| `{name}` | {variable} | {shown} | {_description(field.type)} |")
    return "| setting | variable | default | what it is |\n| --- | --- | --- | --- |\n" + "\n".join(rows)


def render_inbox() -> str:
    """The keys of an ``[[inbox]]`` as a Markdown table."""
    rows = [f"| `{field.name}` | {_description(field.type)} |" for field in fields(Inbox)]
    return "| key of `[[inbox]]` | what it is |\n| --- | --- |\n" + "\n".join(rows)


def render_alerts() -> str:
    """The keys of ``[alerts]`` and of a ``[[destination]]`` as Markdown tables."""
    return "\n\n".join(_keys(*table) for table in (("[alerts]", AlertSettings), ("[[destination]]", Destination)))


def _keys(name: str, kind: Any) -> str:
    rows = []
    for field in fields(kind):
        default = "" if field.default in {NODEFAULT, None, "", ()} else f"`{str(field.default).lower()}`"
        rows.append(f"| `{field.name}` | {default} | {_description(field.type)} |")
    return f"| key of `{name}` | default | what it is |\n| --- | --- | --- |\n" + "\n".join(rows)


def _description(kind: Any) -> str:
    return next(str(meta.description) for meta in kind.__metadata__)


def made_parts() -> dict[str, str]:
    """The parts that are made from the code, each of which stands in one of the pages."""
    return {
        "settings": render_settings(),
        "inbox": render_inbox(),
        "alerts": render_alerts(),
        "rules": render_rules(RULES.values()),
    }


def with_parts(text: str) -> str:
    """A page's text with its made parts as they should be."""
    for name, part in made_parts().items():
        marked = re.compile(f"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
        text = marked.sub(lambda _, name=name, part=part: f"<!-- {name} -->\n{part}\n<!-- /{name} -->", text)
    return text


def render_deployments() -> str:
    """The deployments under the default settings, as ``prefect.yaml``."""
    return render_yaml(define_deployments(Settings()))


if __name__ == "__main__":
    DICTIONARY.write_text(render_dictionary(), encoding="utf-8")
    PREFECT_YAML.write_text(render_deployments(), encoding="utf-8")
    for page in PAGES:
        page.write_text(with_parts(page.read_text(encoding="utf-8")), encoding="utf-8")
