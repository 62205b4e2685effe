"""Write ``expected.json`` of golden cases anew, for review by eye: ``python tests/tools/regenerate_cases.py [case…]``.

A case is a folder in ``tests/cases`` with an ``article.txt``. Its ``expected.json`` may choose a profile, a file
name and a date of the ingest clock (keys ``profile``, ``name``, ``today``); they are kept. Without a profile
the text's marks choose one.
"""

import json
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.preview.cases import as_text, describe

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
PROFILES = ROOT / "articles" / "outlets" / "profiles"
NAME = "001_0123456789abcdef.txt"
TODAY = "2026-11-22"
CHOICES = ("profile", "name", "today")


def read_profile(name: str) -> Any:
    """Return a profile of the package."""
    from articles.outlets.profile import parse_profile

    path = PROFILES / f"{name}.toml"
    return parse_profile(path.read_text(encoding="utf-8"), path.name)


@cache
def read_profiles() -> Any:
    """Return every profile of the package, as ``profile = "auto"`` does."""
    from articles.outlets.profile import parse_profiles

    return parse_profiles({path.name: path.read_text(encoding="utf-8") for path in sorted(PROFILES.glob("*.toml"))})


def read_choices(case: Path) -> dict[str, str]:
    """Return the profile, name and date that a case chose."""
    path = case / "expected.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: stored[key] for key in CHOICES if key in stored}


def parse_case(case: Path) -> Any:
    """Return what the parser says of a case."""
    from articles.parse import parse_with

    choices = read_choices(case)
    today = date.fromisoformat(choices.get("today", TODAY))
    profiles = [read_profile(choices["profile"])] if "profile" in choices else read_profiles()
    return parse_with((case / "article.txt").read_bytes(), choices.get("name", NAME), profiles, today)


def main(names: list[str]) -> None:
    """Rewrite the named cases, or all of them, and say which changed."""
    for case in sorted(path.parent for path in CASES.glob("*/article.txt")):
        if names and case.name not in names:
            continue
        text = as_text(read_choices(case) | describe(parse_case(case)))
        path = case / "expected.json"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{case.name}: rewritten, read it\n")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
