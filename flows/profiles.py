"""The outlets' profiles: those that come with wirehouse, or a file of the user's."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from articles.outlets import parse_profiles
from articles.profile import Profile, ProfileError
from flows.errors import UsageError

AUTO = "auto"

ProfileTexts = tuple[tuple[str, str], ...]
"""Names and TOML texts: what processes are handed, since compiled profiles are large."""


def read_profiles(chosen: str) -> ProfileTexts:
    """The profiles that a setting chooses: all of ours for ``auto``, one by name, or a file.

    Raises UsageError for one that is not there, or that holds a mistake: it names the file and the key.
    """
    texts = _texts(chosen)
    try:
        load_profiles(texts)
    except ProfileError as error:
        raise UsageError(str(error)) from error
    return texts


@cache
def load_profiles(texts: ProfileTexts) -> tuple[Profile, ...]:
    """The profiles, compiled; once per process. Raises ProfileError."""
    return parse_profiles(dict(texts))


def _texts(chosen: str) -> ProfileTexts:
    ours = {
        entry.name.removesuffix(".toml"): entry
        for entry in files("articles").joinpath("profiles").iterdir()
        if entry.name.endswith(".toml")
    }
    if chosen == AUTO:
        return tuple((name, ours[name].read_text(encoding="utf-8")) for name in sorted(ours))
    try:
        if chosen.endswith(".toml"):
            return ((chosen, Path(chosen).read_text(encoding="utf-8")),)
        return ((chosen, ours[chosen].read_text(encoding="utf-8")),)
    except (OSError, ValueError, KeyError) as error:
        names = ", ".join([AUTO, *sorted(ours)])
        msg = f"profile = {chosen!r} cannot be read; name one of {names}, or the path of a .toml file"
        raise UsageError(msg) from error
