"""The templates of messages: ours, and those that a user lays over them in a directory.

Jinja2 in its sandbox. A message is never lost because of a user's template: if one fails, ours takes its place and
says what was wrong with it.
"""

import re
import shutil
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from traceback import walk_tb
from typing import Any, NamedTuple

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from alerts.messages.escape import one_line
from articles.text.spelling import did_you_mean
from warehouse.errors import UsageError

KINDS = ("letter", "digest", "heartbeat")
PARTS = ("title", "txt", "html")
NAMES = tuple(f"{kind}.{part}.j2" for kind in KINDS for part in PARTS)
"""The templates: a title of one line, a body as plain text and one as HTML, of every kind of message."""

_OURS = Path(str(files("alerts"))) / "messages" / "templates"
_TITLE_LIMIT = 200
_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")


class Letter(NamedTuple):
    """A message: its title in one line, its body as plain text, and as HTML.

    The text is inert in chats, too. The HTML is for what shows HTML itself, mail above all; never turn it into text
    or Markdown: it would come alive.
    """

    title: str
    text: str
    html: str


def render_letter(kind: str, text: Mapping[str, Any], html: Mapping[str, Any], templates: Path | None) -> Letter:
    """A message of a kind, from the facts as each form needs them; ``templates`` is the user's directory.

    A template of the user's that fails is replaced by ours, and the bodies say so.
    """
    faults: list[str] = []
    if templates is not None and not templates.is_dir():
        faults.append(f"The directory of templates {one_line(str(templates), 200)} is not there")
        templates = None
    facts = {"title": text, "txt": text, "html": html}
    title, body, page = (_render(f"{kind}.{part}.j2", facts[part], templates, faults) for part in PARTS)
    if faults:
        note = f"{'; '.join(faults)}: this is wirehouse's own wording. See: wirehouse alerts templates --check"
        body = f"{body}\n\n{note}"
        page += _environment(None).from_string("<p>{{ note|e }}</p>").render(note=note)
    return Letter(one_line(title, _TITLE_LIMIT), body, page)


def check_templates(directory: Path) -> None:
    """Raise UsageError for what can be wrong with a directory of templates before a message is written.

    A file that is no template of ours must begin with an underscore: it is there to be included.
    """
    if not directory.is_dir():
        msg = f"there is no directory of templates {directory}; make it: wirehouse alerts templates {directory}"
        raise UsageError(msg)
    for path in sorted(directory.glob("*.j2")):
        if path.name not in NAMES and not path.name.startswith("_"):
            hint = did_you_mean(path.name, NAMES)
            msg = f"{path}: no message has this template{hint} (or _{path.name}, to be included)"
            raise UsageError(msg)
        try:
            _environment(directory).get_template(path.name)
        except Exception as error:  # whatever a template can be wrong by
            msg = f"{path}: {_told(error, path.name)}"
            raise UsageError(msg) from error


def copy_templates(directory: Path) -> list[Path]:
    """Copy our templates into a directory; the files. Raises UsageError if one of them is there already."""
    targets = [directory / name for name in NAMES]
    for target in targets:
        if target.exists():
            msg = f"{target} is there already; nothing was copied"
            raise UsageError(msg)
    directory.mkdir(parents=True, exist_ok=True)
    for target in targets:
        shutil.copyfile(_OURS / target.name, target)
    return targets


def _render(name: str, facts: Mapping[str, Any], templates: Path | None, faults: list[str]) -> str:
    """A template's text, by the user's template if there is one and it works; a fault is added if it does not."""
    if templates is not None:
        try:
            if text := _written(templates, name, facts):
                return text
            faults.append(f"Your template {name} gives an empty text")
        except Exception as error:  # noqa: BLE001  whatever it is, the message must go out
            faults.append(f"Your template {_told(error, name)}")
    return _written(None, name, facts)


def _written(templates: Path | None, name: str, facts: Mapping[str, Any]) -> str:
    """What a template makes of the facts, with one empty line where it leaves several."""
    return _GAP.sub("\n\n", _environment(templates).get_template(name).render(facts)).strip()


@cache
def _environment(templates: Path | None) -> ImmutableSandboxedEnvironment:
    """Where templates come from: the user's directory first; ours are there too as ``wirehouse/<name>``."""
    ours = FileSystemLoader(_OURS)
    users = [FileSystemLoader(templates)] if templates is not None else []
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*users, PrefixLoader({"wirehouse": ours}), ours]),
        autoescape=lambda name: bool(name and ".html" in name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _told(error: Exception, name: str) -> str:
    """Which file of the user's failed, in which line, and why, in a line."""
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    else:  # Jinja shows its templates' own lines in the traceback
        places = [(Path(frame.f_code.co_filename).name, line) for frame, line in walk_tb(error.__traceback__)]
        name, line = next((place for place in reversed(places) if place[0].endswith(".j2")), (name, 0))
    where = f"{name}, line {line}," if line else name
    return f"{where} failed: {one_line(str(error) or type(error).__name__, 200)}"
