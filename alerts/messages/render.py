"""Render messages from templates: ours, and those in a user's directory that override them.

Jinja2 in its sandbox. A message is never lost because of a user's template: if one fails, ours is used and says what
was wrong.
"""

import re
import shutil
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from alerts.messages.escape import one_line
from alerts.messages.message import Message
from articles.text.spelling import did_you_mean
from warehouse.errors import UsageError

KINDS = ("incident", "digest", "heartbeat")
PARTS = ("title", "txt", "html")
NAMES = tuple(f"{kind}.{part}.j2" for kind in KINDS for part in PARTS)
"""The templates: a title of one line, a body as plain text and one as HTML, of every kind of message."""

_OLD_NAMES = {f"letter.{part}.j2": f"incident.{part}.j2" for part in PARTS}
"""Former names of templates: a user's directory may still hold them."""
_OURS = Path(str(files("alerts"))) / "messages" / "templates"
_TITLE_LIMIT = 200
_GAP = re.compile(r"\n(?:[ \t]*\n){2,}")


def render_message(kind: str, text: Mapping[str, Any], html: Mapping[str, Any], templates: Path | None) -> Message:
    """Render a message of a kind, from the context of each form; ``templates`` is the user's directory.

    A template of the user's that fails is replaced by ours, and the bodies say so.
    """
    faults: list[str] = []
    if templates is not None and not templates.is_dir():
        faults.append(f"The directory of templates {one_line(str(templates), 200)} is not there")
        templates = None
    contexts = {"title": text, "txt": text, "html": html}
    title, body, page = (_render(f"{kind}.{part}.j2", contexts[part], templates, faults) for part in PARTS)
    if faults:
        note = f"{'; '.join(faults)}: this is wirehouse's own wording. See: wirehouse alerts templates --check"
        body = f"{body}\n\n{note}"
        page += _environment(None).from_string("<p>{{ note|e }}</p>").render(note=note)
    return Message(one_line(title, _TITLE_LIMIT), body, page)


def check_templates(directory: Path) -> None:
    """Raise UsageError for a missing directory, an unknown file name or a syntax error.

    The name of a file that is not one of our templates must begin with an underscore: it is there to be included.
    """
    if not directory.is_dir():
        msg = f"there is no directory of templates {directory}; make it: wirehouse alerts templates {directory}"
        raise UsageError(msg)
    for path in sorted(directory.glob("*.j2")):
        if path.name not in NAMES and not path.name.startswith("_"):
            raise UsageError(f"{path}: {_name_error(path.name)}")
        try:
            _environment(directory).get_template(path.name)
        except Exception as error:  # whatever a template can be wrong by
            msg = f"{path}: {_template_error(error, path.name)}"
            raise UsageError(msg) from error


def copy_templates(directory: Path) -> list[Path]:
    """Copy our templates into a directory; return the files. Raises UsageError if one of them exists."""
    targets = [directory / name for name in NAMES]
    for target in targets:
        if target.exists():
            msg = f"{target} is there already; nothing was copied"
            raise UsageError(msg)
    directory.mkdir(parents=True, exist_ok=True)
    for target in targets:
        shutil.copyfile(_OURS / target.name, target)
    return targets


def _name_error(name: str) -> str:
    """Return what is wrong with the name of a file that is not one of our templates."""
    if name in _OLD_NAMES:
        return f"this template is called {_OLD_NAMES[name]} now, and is given other names (docs/alerts.md); rename it"
    return f"no message has this template{did_you_mean(name, NAMES)} (or _{name}, to be included)"


def _render(name: str, context: Mapping[str, Any], templates: Path | None, faults: list[str]) -> str:
    """Render the user's template if there is one, else ours; add a fault and use ours if it fails."""
    if templates is not None:
        try:
            if text := _rendered(templates, name, context):
                return text
            faults.append(f"Your template {name} gives an empty text")
        except Exception as error:  # noqa: BLE001  whatever it is, the message must go out
            faults.append(f"Your template {_template_error(error, name)}")
    return _rendered(None, name, context)


def _rendered(templates: Path | None, name: str, context: Mapping[str, Any]) -> str:
    """Render a template, with one empty line where it leaves several."""
    return _GAP.sub("\n\n", _environment(templates).get_template(name).render(context)).strip()


@cache
def _environment(templates: Path | None) -> ImmutableSandboxedEnvironment:
    """Load templates from the user's directory first; ours also as ``wirehouse/<name>``."""
    ours = FileSystemLoader(_OURS)
    users = [FileSystemLoader(templates)] if templates is not None else []
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*users, PrefixLoader({"wirehouse": ours}), ours]),
        autoescape=lambda name: bool(name and ".html" in name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template_error(error: Exception, name: str) -> str:
    """Return which template failed, in which line, and why, in a line."""
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    else:  # Jinja shows its templates' own lines in the traceback
        places = [(Path(frame.f_code.co_filename).name, line) for frame, line in walk_tb(error.__traceback__)]
        name, line = next((place for place in reversed(places) if place[0].endswith(".j2")), (name, 0))
    where = f"{name}, line {line}," if line else name
    return f"{where} failed: {one_line(str(error) or type(error).__name__, 200)}"
