"""Several inboxes in one warehouse: the ``[[inbox]]`` tables of the settings."""

import os
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from settings.units import SCHEDULE
from warehouse.errors import UsageError


class Inbox(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ``[[inbox]]``: where it is, and what counts for it instead of the general settings."""

    path: Annotated[Path, Meta(description="The directory that the crawlers write into.")]
    name: Annotated[str | None, Meta(description="A short name for the command line.")] = None
    patterns: Annotated[
        Annotated[tuple[str, ...], Meta(min_length=1)] | None, Meta(description="File names that are taken.")
    ] = None
    profile: Annotated[str | None, Meta(description="The outlet's profile.")] = None
    profiles: Annotated[dict[str, str] | None, Meta(description="Profiles by pattern of the paths inside it.")] = None
    schedule: Annotated[
        Annotated[str, Meta(pattern=SCHEDULE)] | None, Meta(description="When serve runs its ingest.")
    ] = None

    @property
    def label(self) -> str:
        """Its name, or else the last part of its path."""
        return self.name or self.path.name or str(self.path)

    @property
    def real_path(self) -> Path:
        """Its resolved path."""
        return _resolve(self.path)


def find_inbox(inboxes: Sequence[Inbox], given: Path) -> Inbox | None:
    """The table for a directory, or of that name."""
    real_path = _resolve(given)
    named = (inbox for inbox in inboxes if inbox.name == str(given))
    return next((inbox for inbox in inboxes if inbox.real_path == real_path), next(named, None))


def check_inboxes(inboxes: Sequence[Inbox]) -> None:
    """Raise UsageError for two tables of one name or directory, and for one that lies in another's directory.

    A file of such an inbox would be loaded twice.
    """
    names = Counter(inbox.name for inbox in inboxes if inbox.name)
    for name, count in names.items():
        if count > 1:
            msg = f"[[inbox]]: {count} tables have the name {name!r}; give each its own"
            raise UsageError(msg)
    for one, other in permutations(inboxes, 2):
        if one.real_path.is_relative_to(other.real_path):
            fault = "stands there twice" if one.real_path == other.real_path else f"lies inside {other.path}"
            msg = (
                f"[[inbox]]: {one.path} {fault}, and its files would be loaded twice; "
                f"keep one table, and give paths inside it a profile by pattern (profiles)"
            )
            raise UsageError(msg)


def _resolve(path: Path) -> Path:
    """Where a path leads; one that leads in circles is left as it is, to be told as no directory."""
    return Path(os.path.realpath(path))


def path_text(inbox: Path) -> str:
    """An inbox as the tables name it: its resolved path."""
    return os.fsencode(os.path.realpath(inbox)).decode("utf-8", "backslashreplace")
