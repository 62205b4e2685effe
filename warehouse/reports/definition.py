"""The text of a report: a first comment that says what it is, then one SELECT with ``$parameters``.

The comment is made of lines ``-- key: value``; a line that is indented further goes on with the value above::

    -- title: Articles per day
    -- question: How many articles were published each day?
    -- group: publishing
    -- parameter: since DATE = NULL; Published on this day or later.
    -- example: wirehouse report articles_per_day --since 2025-03-01
    -- note: Articles of which only a month is known have no day.

Each key stands once, ``parameter`` as often as there are any; ``note`` may be left out. A parameter has a type of
``TYPES`` and, after ``=``, a default: NULL or a value as a user writes it (a moment may be an age: ``7d``). Without a
default it must be given. ``since``, ``until``, ``section`` and ``inbox`` are the common filters.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from articles.text.spelling import did_you_mean
from warehouse.connection import quote_text

Value = str | int | float | bool | date | datetime | None

TYPES = ("DATE", "TIMESTAMPTZ", "INTEGER", "DOUBLE", "BOOLEAN", "VARCHAR")
COMMON: Mapping[str, Sequence[str]] = {
    "since": ("DATE", "TIMESTAMPTZ"),
    "until": ("DATE", "TIMESTAMPTZ"),
    "section": ("VARCHAR",),
    "inbox": ("VARCHAR",),
}
"""The common filters with the types that they may have; each has a default."""

_KEYS = ("title", "question", "group", "parameter", "example", "note")
_NEEDED = ("title", "question", "group", "example")
_LINE = re.compile(r"-- (?P<key>[a-z]+): (?P<value>\S.*)")
_MORE = re.compile(r"-- {2,}(?P<value>\S.*)")
_PARAMETER = re.compile(
    r"(?P<name>[a-z][a-z0-9_]*) (?P<kind>[A-Z]+)(?: = (?P<default>[^;]*[^; ]))?; (?P<description>\S.*)"
)
_TOKEN = re.compile(
    r"[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""  # texts and quoted names
    r"|--[^\n]*|/\*.*?\*/|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"  # comments, texts between dollars
    r"|\$(?P<parameter>\w+)",
    re.DOTALL,
)


class ReportError(Exception):
    """Raised when a report's text is not as it must be: its text is file, line and a sentence."""


@dataclass(frozen=True, slots=True)
class ReportParameter:
    """What a report asks for: ``default`` as text, ``"NULL"`` for none; None if it must be given."""

    name: str
    kind: str
    default: str | None
    description: str
    line: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report: what its first comment says, and its whole text. ``file`` is where it stands."""

    name: str
    file: str
    title: str
    question: str
    group: str
    example: str
    note: str | None
    parameters: tuple[ReportParameter, ...]
    sql: str

    def parameter(self, name: str) -> ReportParameter | None:
        """The parameter of that name, None if there is none."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def read_report(name: str, file: str, text: str) -> Report:
    """Parse a report. Raises ReportError with file and line."""
    facts: dict[str, str] = {}
    parameters: list[ReportParameter] = []
    for line, key, value in _entries(file, text):
        if key == "parameter":
            parameters.append(_parameter(file, line, value))
        elif key in facts:
            msg = f"{file}:{line}: {key} stands twice"
            raise ReportError(msg)
        else:
            facts[key] = value
    _check(name, file, text, facts, parameters)
    return Report(name, file, **_needed(facts), note=facts.get("note"), parameters=tuple(parameters), sql=text)


def render_sql(report: Report, values: Mapping[str, Value]) -> str:
    """The report's text with its parameters replaced by these values, so that it can be run anywhere."""
    kinds = {parameter.name: parameter.kind for parameter in report.parameters}

    def value_of(match: re.Match[str]) -> str:
        name = match["parameter"]
        return _literal(kinds[name], values[name]) if name else match[0]

    return _TOKEN.sub(value_of, report.sql)


def _entries(file: str, text: str) -> Iterator[tuple[int, str, str]]:
    """Line, key and value of everything that the first comment says."""
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith("--"):
            break
        if (entry := _LINE.fullmatch(line.rstrip())) is not None:
            found.append((number, _known(file, number, entry["key"]), entry["value"]))
        elif (more := _MORE.fullmatch(line.rstrip())) is not None and found:
            at, key, value = found.pop()
            found.append((at, key, f"{value} {more['value']}"))
        else:
            msg = f"{file}:{number}: expected `-- key: value`, or an indented line that goes on"
            raise ReportError(msg)
    yield from found


def _known(file: str, line: int, key: str) -> str:
    if key not in _KEYS:
        msg = f"{file}:{line}: a report says no {key}{did_you_mean(key, _KEYS)}"
        raise ReportError(msg)
    return key


def _parameter(file: str, line: int, value: str) -> ReportParameter:
    found = _PARAMETER.fullmatch(value)
    if found is None:
        msg = f"{file}:{line}: expected `parameter: name TYPE = default; what it is`"
        raise ReportError(msg)
    parameter = ReportParameter(found["name"], found["kind"], found["default"], found["description"], line)
    kinds = COMMON.get(parameter.name, TYPES)
    if parameter.kind not in kinds:
        msg = f"{file}:{line}: {parameter.name} cannot be {parameter.kind}, but {' or '.join(kinds)}"
        raise ReportError(msg)
    if parameter.name in COMMON and parameter.default is None:
        msg = f"{file}:{line}: {parameter.name} is a common filter and needs a default, such as NULL"
        raise ReportError(msg)
    return parameter


def _check(name: str, file: str, text: str, facts: Mapping[str, str], parameters: Sequence[ReportParameter]) -> None:
    """Raise ReportError for what is missing, stands twice, or is declared and not used or the reverse."""
    if lacking := [key for key in _NEEDED if key not in facts]:
        msg = f"{file}:1: the first comment lacks {' and '.join(lacking)}"
        raise ReportError(msg)
    if not facts["example"].startswith(f"wirehouse report {name}"):
        msg = f"{file}:1: the example must begin with `wirehouse report {name}`"
        raise ReportError(msg)
    declared: set[str] = set()
    for parameter in parameters:
        if parameter.name in declared:
            msg = f"{file}:{parameter.line}: the parameter {parameter.name} stands twice"
            raise ReportError(msg)
        declared.add(parameter.name)
    used = dict(_uses(text))
    for parameter in parameters:
        if parameter.name not in used:
            msg = f"{file}:{parameter.line}: ${parameter.name} is declared, but not used"
            raise ReportError(msg)
    for word, line in used.items():
        if word not in declared:
            msg = f"{file}:{line}: ${word} is used, but not declared"
            raise ReportError(msg)
    if not any(line.strip() and not line.lstrip().startswith("--") for line in text.split("\n")):
        msg = f"{file}:{text.count(chr(10)) + 1}: no SQL follows the comment"
        raise ReportError(msg)


def _uses(text: str) -> Iterator[tuple[str, int]]:
    """Every parameter that the SQL names, with its line; not those in texts and comments."""
    for match in _TOKEN.finditer(text):
        if match["parameter"]:
            yield match["parameter"], text.count("\n", 0, match.start()) + 1


def _needed(facts: Mapping[str, str]) -> dict[str, str]:
    return {key: facts[key] for key in _NEEDED}


def _literal(kind: str, value: Value) -> str:
    """A value as SQL of its type."""
    if value is None:
        return f"CAST(NULL AS {kind})"
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.astimezone(UTC).isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, bool):
        return str(value).upper()
    return quote_text(value) if isinstance(value, str) else f"CAST({value!r} AS {kind})"
