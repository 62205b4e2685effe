"""Values of a result as text: times in ISO 8601, lists and structs as JSON."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any


def value_text(value: Any) -> str:
    """A value as one text."""
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(jsonable(value), ensure_ascii=False, default=plain_text)
    return plain_text(value)


def plain_text(value: Any) -> str:
    """A value that JSON has no form for."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def jsonable(value: Any) -> Any:
    """NaN and infinity are no JSON: null; keys of maps are texts; a decimal is a number if one says the same."""
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() else float(value)
        return number if Decimal(repr(number)) == value else str(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    return value
