"""Sizes as people write them: 512MB, 1.5 GiB."""

import re

SIZE = r"^\d+(\.\d+)? ?[KMGT]i?B$"
"""The form of a size, as a regular expression."""

_POWERS = {"K": 1, "M": 2, "G": 3, "T": 4}


def size_in_bytes(size: str) -> int:
    """A size of that form in bytes; KB are thousands, KiB 1,024, as DuckDB has it."""
    number, power, binary = re.fullmatch(r"([\d.]+) ?([KMGT])(i?)B", size).groups()  # type: ignore[union-attr]
    return int(float(number) * (1024 if binary else 1000) ** _POWERS[power])
