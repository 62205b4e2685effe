"""Scan the inbox: every file with its stat, every other entry counted with the reason."""

import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import translate
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple, Self

from warehouse.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")


class FileStat(NamedTuple):
    """A file by its path inside the inbox, with what identifies its state on the disk."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, path: str, stat: os.stat_result) -> Self:
        """Return the file at a path inside the inbox with its stat."""
        return cls(path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


@dataclass(slots=True)
class Scan:
    """What a scan found.

    ``files`` are the files to account for, as tuples like FileStat; ``ignored`` counts what was left out by reason;
    ``unreadable_dirs`` are the directories (ending in a slash) that cannot be read; ``real`` has the file
    system's spelling of the paths that are no UTF-8 or are links; ``ended_ns`` is when the scan ended
    (nanoseconds since 1970).
    """

    files: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    unreadable_dirs: list[str] = field(default_factory=list)
    real: dict[str, str] = field(default_factory=dict)
    ended_ns: int = 0

    def to_arrow(self) -> "pa.RecordBatchReader":
        """Move the files into an Arrow stream, which can be read once: there may be millions of them."""
        import pyarrow as pa

        names = FileStat._fields
        types = (pa.string(), pa.int64(), pa.int64(), pa.int64(), pa.uint64())
        columns = zip(*self.files, strict=True) if self.files else ((),) * len(names)
        table = pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
        self.files.clear()
        return table.to_reader()


def scan_inbox(root: Path, patterns: Sequence[str], outside: Iterable[Path] = ()) -> Scan:
    """FileStat at everything below a directory; ``outside`` are directories that are not part of it (our own home).

    Raises UsageError if the directory is not there or cannot be listed.
    """
    scan = Scan()
    takes = re.compile("|".join(translate(pattern) for pattern in patterns)).match
    skipped = {os.path.realpath(place) for place in outside}
    base = os.path.realpath(root)
    try:
        os.scandir(base).close()
    except OSError as error:
        msg = f"the inbox {root} cannot be read: {(error.strerror or str(error)).lower()}; create it or name another"
        raise UsageError(msg) from error
    waiting = [("", base)]
    while waiting:
        prefix, where = waiting.pop()
        with _listed(scan, prefix, where) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    if name.startswith("."):
                        scan.ignored["hidden"] += 1
                    elif entry.path not in skipped:
                        waiting.append((f"{prefix}{name}/", entry.path))
                elif name.startswith("."):
                    scan.ignored["hidden"] += 1
                elif name.endswith(UNFINISHED):
                    scan.ignored["unfinished"] += 1
                elif not takes(name):
                    scan.ignored["no pattern takes it"] += 1
                else:
                    _see_entry(scan, prefix + name, entry, base)
    scan.ended_ns = time.time_ns()
    return scan


def stat_again(root: Path, scan: Scan, file: FileStat) -> FileStat | None:
    """Stat the file a second time; return None if it is gone."""
    try:
        stat = os.lstat(real_path(root, scan, file.path))
    except OSError:
        return None
    return FileStat.of(file.path, stat)


def real_path(root: Path, scan: Scan, path: str) -> str:
    """Where to open a file of the scan."""
    return scan.real.get(path) or os.path.join(root, path)  # noqa: PTH118  100,000 Path objects take seconds


@contextmanager
def _listed(scan: Scan, prefix: str, path: str) -> Iterator[Iterable["os.DirEntry[str]"]]:
    """The entries of a directory; none of one that cannot be looked into, which the scan then lists as unreadable."""
    try:
        entries = os.scandir(path)
    except OSError:
        scan.unreadable_dirs.append(_printable_path(prefix))
        yield ()
        return
    with entries:
        yield entries


def _see_entry(scan: Scan, path: str, entry: "os.DirEntry[str]", base: str) -> None:
    if entry.is_symlink():
        _follow_link(scan, path, entry, base)
        return
    try:
        stat = entry.stat(follow_symlinks=False)
    except OSError:
        scan.ignored["gone while we looked"] += 1
        return
    if not S_ISREG(stat.st_mode):
        scan.ignored["no regular file"] += 1
        return
    if not path.isascii():
        path = _spell(scan, path, entry.path)
    # A plain tuple as FileStat.of makes it: for millions of files the class costs seconds, and work of the collector.
    scan.files.append((path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))


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
    if not S_ISREG(stat.st_mode):
        scan.ignored["no regular file"] += 1
        return
    path = _printable_path(path)
    scan.real[path] = target
    scan.files.append(FileStat.of(path, stat))


def _spell(scan: Scan, path: str, where: str) -> str:
    """The path as text, remembering how the file system spells it if that is no text."""
    shown = _printable_path(path)
    if shown != path:
        scan.real[shown] = where
    return shown


def _printable_path(path: str) -> str:
    """The path as text: a byte that is no UTF-8 becomes //x and two hex digits, which no path can hold."""
    if path.isprintable():
        return path  # no surrogates in it
    return "".join(f"//x{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else c for c in path)
