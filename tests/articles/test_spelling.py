"""Hints at the right spelling of a name."""

import pytest

from articles.text.spelling import did_you_mean


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("workrs", ["inbox", "workers"], "; did you mean workers?"),
        ("day", ["days", "month", "today"], "; did you mean days or today?"),
        ("xyz", ["inbox", "yes"], "; did you mean yes?"),
        ("xyz", [], ""),
    ],
)
def test_hint_names_what_resembles(name: str, known: list[str], hint: str) -> None:
    """Up to three names that resemble it, else the nearest one; nothing without known names."""
    assert did_you_mean(name, known) == hint
