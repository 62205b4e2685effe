"""A report's question made whole: the values of its parameters, as people write them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from math import isfinite, nan

from articles.text.spelling import did_you_mean
from settings.units import read_moment
from warehouse.errors import UsageError
from warehouse.reports.definition import COMMON, Report, ReportError, ReportParameter, Value

_DAY = 10
"""Characters of a date without a time."""
_INTEGER = re.compile(r"-?\d{1,9}")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def parse_parameters(report: Report, given: Mapping[str, str], now: datetime) -> dict[str, Value]:
    """The values of a report's parameters: those given, and the defaults.

    Raises UsageError for a parameter that it does not take, that must be given, or that is no such value.
    """
    for name in given:
        if report.parameter(name) is None:
            raise UsageError(_reject(report, name))
    return {
        parameter.name: _value(report, parameter, given.get(parameter.name), now) for parameter in report.parameters
    }


def accepted_parameters(report: Report) -> str:
    """What a report takes, as flags and parameters that can be typed."""
    return ", ".join(_as_option(parameter.name) for parameter in report.parameters) or "nothing"


def _as_option(name: str) -> str:
    return f"--{name}" if name in COMMON else f"--param {name}=…"


def _reject(report: Report, name: str) -> str:
    hint = did_you_mean(name, [parameter.name for parameter in report.parameters])
    takes = accepted_parameters(report)
    return f"the report {report.name} does not take {_as_option(name)}; it takes {takes}{hint}"


def _value(report: Report, parameter: ReportParameter, given: str | None, now: datetime) -> Value:
    if given is not None:
        try:
            return _read(parameter, given, now)
        except ValueError as error:
            msg = f"{_as_option(parameter.name)}: {error}"
            raise UsageError(msg) from error
    if parameter.default is None:
        msg = f"the report {report.name} needs --param {parameter.name}=… ({parameter.kind}): {parameter.description}"
        raise UsageError(msg)
    try:
        return None if parameter.default == "NULL" else _read(parameter, parameter.default, now)
    except ValueError as error:
        msg = f"{report.file}:{parameter.line}: the default: {error}"
        raise ReportError(msg) from error


def _read(parameter: ReportParameter, text: str, now: datetime) -> Value:
    """A value of the parameter's type. Raises ValueError.

    A day that something lasts until is meant to its end: as a moment it is the start of the next.
    """
    if parameter.name == "until" and parameter.kind == "TIMESTAMPTZ" and _is_day(text):
        return read_moment(_next_day(text), now)
    return _READERS[parameter.kind](text, now)


def _day(text: str, now: datetime) -> Value:
    """A day; of an age or a date with a time the day of the machine's zone that it falls on."""
    return date.fromisoformat(text.strip()) if _is_day(text) else read_moment(text, now).astimezone().date()


def _is_day(text: str) -> bool:
    try:
        return len(text.strip()) == _DAY and bool(date.fromisoformat(text.strip()))
    except ValueError:
        return False


def _next_day(text: str) -> str:
    try:
        return (date.fromisoformat(text.strip()) + timedelta(days=1)).isoformat()
    except OverflowError as error:
        msg = f"{text!r} is too late a day"
        raise ValueError(msg) from error


def _integer(text: str, _now: datetime) -> Value:
    if not _INTEGER.fullmatch(text.strip()):
        msg = f"{text!r} is no whole number"
        raise ValueError(msg)
    return int(text)


def _double(text: str, _now: datetime) -> Value:
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not isfinite(number):
        msg = f"{text!r} is no number"
        raise ValueError(msg)
    return number


def _boolean(text: str, _now: datetime) -> Value:
    if text.strip().lower() not in _TRUTH:
        msg = f"{text!r} is neither {' nor '.join(_TRUTH)}"
        raise ValueError(msg)
    return _TRUTH[text.strip().lower()]


def _text(text: str, _now: datetime) -> Value:
    if not text.isprintable():
        msg = f"{text!a} holds characters that cannot be printed"
        raise ValueError(msg)
    return text


_READERS: Mapping[str, Callable[[str, datetime], Value]] = {
    "DATE": _day,
    "TIMESTAMPTZ": read_moment,
    "INTEGER": _integer,
    "DOUBLE": _double,
    "BOOLEAN": _boolean,
    "VARCHAR": _text,
}
