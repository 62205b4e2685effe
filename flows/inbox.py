"""The inbox: what lies in it, seen twice before it is believed."""

import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

from flows.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_UNFINISHED = re.compile(r".*(\.(tmp|part|partial|crdownload|swp)|~)\Z", re.IGNORECASE | re.DOTALL)


class Look(NamedTuple):
    """One file as it was seen: its path inside the inbox, and what identifies its state on the disk."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(slots=True)
class Scan:
    """What a scan found.

    ``looks`` are the files to account for, ``ignored`` counts what was left out by reason, ``blind`` are the
    directories (ending in a slash) that could not be looked into, ``real`` has the file system's spelling of
    the paths that are no UTF-8 or are links, ``ended_ns`` is when the scan ended (nanoseconds since 1970).
    """

    looks: list[Look] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    blind: list[str] = field(default_factory=list)
    real: dict[str, str] = field(default_factory=dict)
    ended_ns: int = 0

    def columns(self) -> "pa.Table":
        """The looks as a table."""
        import pyarrow as pa

        names = Look._fields
        types = (pa.string(), pa.int64(), pa.int64(), pa.int64(), pa.uint64())
        columns = zip(*self.looks, strict=True) if self.looks else ((),) * len(names)
        return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})

    @property
    def seen(self) -> int:
        """Entries found, directories not counted."""
        return len(self.looks) + self.ignored.total()


def scan_inbox(root: Path, patterns: Sequence[str], outside: Iterable[Path] = ()) -> Scan:
    """Look at everything below a directory; ``outside`` are directories that are not part of it (our own home).

    Raises UsageError if the directory is not there or cannot be listed.
    """
    scan = Scan()
    taken = re.compile("|".join(translate(pattern) for pattern in patterns))
    skipped = {os.path.realpath(place) for place in outside}
    base = os.path.realpath(root)
    try:
        waiting = [("", os.scandir(base))]
    except OSError as error:
        msg = f"the inbox {root} cannot be read: {(error.strerror or str(error)).lower()}; create it or name another"
        raise UsageError(msg) from error
    while waiting:
        prefix, entries = waiting.pop()
        with entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    if name.startswith("."):
                        scan.ignored["hidden"] += 1
                    elif entry.path not in skipped:
                        waiting.extend(_open_directory(scan, f"{prefix}{name}/", entry.path))
                elif reason := _reason_to_ignore(name, taken):
                    scan.ignored[reason] += 1
                elif entry.is_symlink():
                    _follow_link(scan, prefix + name, entry, base)
                else:
                    _see_entry(scan, prefix + name, entry)
    scan.ended_ns = time.time_ns()
    return scan


def look_again(root: Path, scan: Scan, look: Look) -> Look | None:
    """The same file a second time; None if it is gone."""
    try:
        stat = os.lstat(real_path(root, scan, look.path))
    except OSError:
        return None
    return _look(look.path, stat)


def real_path(root: Path, scan: Scan, path: str) -> str:
    """Where to open a file of the scan."""
    return scan.real.get(path) or os.path.join(root, path)  # noqa: PTH118  100,000 Path objects take seconds


def _open_directory(scan: Scan, prefix: str, path: str) -> Iterator[tuple[str, "os._ScandirIterator[str]"]]:
    try:
        yield prefix, os.scandir(path)
    except OSError:
        scan.blind.append(_printable_path(prefix))


def _reason_to_ignore(name: str, taken: re.Pattern[str]) -> str | None:
    if name.startswith("."):
        return "hidden"
    if _UNFINISHED.match(name):
        return "unfinished"
    return None if taken.match(name) else "no pattern takes it"


def _see_entry(scan: Scan, path: str, entry: "os.DirEntry[str]") -> None:
    try:
        stat = entry.stat(follow_symlinks=False)
    except OSError:
        scan.ignored["gone while we looked"] += 1
        return
    _see(scan, path, entry.path, stat)


def _follow_link(scan: Scan, path: str, entry: "os.DirEntry[str]", base: str) -> None:
    """A link counts as the file that it leads to, if that is a file of the inbox."""
    target = os.path.realpath(entry.path)
    if not target.startswith(base + os.sep):
        scan.ignored["link out of the inbox"] += 1
        return
    try:
        stat = os.lstat(target)
    except OSError:
        scan.ignored["broken link"] += 1
        return
    _see(scan, path, target, stat, linked=True)


def _see(scan: Scan, path: str, where: str, stat: os.stat_result, *, linked: bool = False) -> None:
    if not S_ISREG(stat.st_mode):
        scan.ignored["no regular file"] += 1
        return
    if linked or not path.isascii():
        shown = _printable_path(path)
        if linked or shown != path:
            scan.real[shown] = where
        path = shown
    scan.looks.append(_look(path, stat))


def _look(path: str, stat: os.stat_result) -> Look:
    return Look(path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def _printable_path(path: str) -> str:
    """The path as text: a byte that is no UTF-8 becomes an escape of a backslash, an x and two hex digits."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path
