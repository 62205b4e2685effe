"""Values as a person can read them: one line, nothing that a terminal would obey."""

VALUE_LIMIT = 200
"""Characters of a value at fault that are kept in ``issues``."""


def shown(value: str, limit: int = VALUE_LIMIT) -> str:
    """The value in one line: cut to ``limit`` characters, control and other unprintable characters escaped."""
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    return cut if cut.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in cut)


def _escaped(character: str) -> str:
    return ascii(character)[1:-1]
