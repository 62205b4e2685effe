"""The outlets' profiles: those that come with wirehouse or lie in files of the user's, and which path gets which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from articles.outlets.profile import GENERAL, Profile, ProfileError, parse_profile, parse_profiles
from articles.text.spelling import did_you_mean
from warehouse.errors import UsageError

AUTO = "auto"
_ENDING = ".toml"
_BASE = GENERAL.removesuffix(_ENDING)


class Profiles(NamedTuple):
    """The profiles in force for an inbox, as texts: what processes are handed, since compiled profiles are large.

    ``texts`` are names and TOML texts; ``patterns`` are patterns of paths and the name of the profile for each, of
    which the first that takes a path counts; ``otherwise`` is the name for the other paths.
    """

    texts: tuple[tuple[str, str], ...]
    patterns: tuple[tuple[str, str], ...]
    otherwise: str

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """All that a parser's answer depends on, as pairs of texts."""
        return (*self.texts, *self.patterns, ("otherwise", self.otherwise))


class PathProfiles(NamedTuple):
    """What the settings say of a path: the name, the pattern that takes it, and the profiles to choose from."""

    name: str
    pattern: str | None
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class CompiledProfiles:
    """Compiled profiles by the names that the settings use; for ``auto`` all of ours, the general one last."""

    by_name: Mapping[str, tuple[Profile, ...]]
    patterns: tuple[tuple[str, str, Callable[[str], bool]], ...]
    otherwise: str

    def choose(self, path: str) -> PathProfiles:
        """The profiles for a path inside the inbox."""
        for pattern, name, takes in self.patterns:
            if takes(path):
                return PathProfiles(name, pattern, self.by_name[name])
        return PathProfiles(self.otherwise, None, self.by_name[self.otherwise])

    def name_of(self, profile: Profile) -> str:
        """The name by which the settings know a profile."""
        named = ((name, own[0]) for name, own in self.by_name.items() if name != AUTO)
        return next(name for name, own in named if own is profile)


def read_profiles(profile: str, patterns: Mapping[str, str] | None = None) -> Profiles:
    """The profiles that the settings choose: by ``auto``, by name or as a file, for all paths and by pattern.

    Raises UsageError for one that is not there, or that holds a mistake: it names the file and the key.
    """
    chosen = Profiles(_texts(profile, patterns or {}), tuple((patterns or {}).items()), profile)
    try:
        load_profiles(chosen)
    except ProfileError as error:
        raise UsageError(str(error)) from error
    return chosen


@cache
def load_profiles(chosen: Profiles) -> CompiledProfiles:
    """The profiles, compiled; once per process. Raises ProfileError, and UsageError for a pattern that is none."""
    ours = {name: text for name, text in chosen.texts if not name.endswith(_ENDING)}
    compiled = parse_profiles({_file_of(name): text for name, text in ours.items()})
    base = compiled[-1]
    names = (*(name for name in ours if name != _BASE), _BASE)
    by_name = {name: (profile,) for name, profile in zip(names, compiled, strict=True)}
    by_name |= {name: (parse_profile(text, name, base),) for name, text in chosen.texts if name not in ours}
    patterns = tuple((pattern, name, _matcher(pattern)) for pattern, name in chosen.patterns)
    return CompiledProfiles({**by_name, AUTO: compiled}, patterns, chosen.otherwise)


def our_profiles() -> dict[str, str]:
    """Names and texts of the profiles that come with wirehouse."""
    return {
        entry.name.removesuffix(_ENDING): entry.read_text(encoding="utf-8")
        for entry in files("articles").joinpath("outlets", "profiles").iterdir()
        if entry.name.endswith(_ENDING)
    }


def _texts(profile: str, patterns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Names and texts of all profiles that are named; the general one, whose lists count for each, is among them."""
    ours = our_profiles()
    wanted = [(f"profile = {profile!r}", profile)]
    wanted += [(f"profiles: {pattern!r} = {name!r}", name) for pattern, name in patterns.items()]
    texts = dict(ours) if AUTO in {name for _, name in wanted} else {_BASE: ours[_BASE]}
    texts |= {name: _text(name, ours, where) for where, name in wanted if name != AUTO}
    return tuple(sorted(texts.items()))


def _text(name: str, ours: Mapping[str, str], where: str) -> str:
    if name in ours:
        return ours[name]
    if name.endswith(_ENDING):
        try:
            return Path(name).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            msg = f"{where}: the profile {name} cannot be read: {why.lower()}"
            raise UsageError(msg) from error
    names = [AUTO, *sorted(ours)]
    hint = did_you_mean(name, names)
    msg = f"{where}: there is no such profile{hint} Name one of {', '.join(names)}, or the path of a .toml file"
    raise UsageError(msg)


def _file_of(name: str) -> str:
    """The file of a profile of ours, as messages tell it."""
    return f"{name}{_ENDING}"


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a path inside the inbox is taken by a pattern, as a line of .gitignore would take it."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    try:
        compiled = GitIgnoreSpecPattern(pattern)
    except ValueError:
        compiled = None
    if compiled is None or not compiled.include:
        msg = f"profiles: {pattern!r} is no pattern of paths; write for example 'desk/**' or 'vna_*.txt'"
        raise UsageError(msg)
    return lambda path: compiled.match_file(path) is not None
