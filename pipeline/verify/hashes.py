"""Hashing again: the originals are the bytes that their digests name, and so are the files that look unchanged.

The ledger is read from the readers' copy, which nobody replaces while it is open; the originals a slice at a time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.intake.originals import slices_of
from pipeline.intake.pending import PASSING
from pipeline.intake.read import NotReadError, read_file
from pipeline.intake.scan import FileStat, real_path, scan_inbox, stat_again
from settings.model import Settings
from warehouse.connection import ORIGINALS, PUBLISHED, Connection, DatabaseError
from warehouse.errors import UsageError, first_line
from warehouse.home import published
from warehouse.load.originals import fetch_originals, locate_all_originals, unpacker
from warehouse.verify.verify import EXAMPLES, FAULT, Check, CheckFinding, list_inboxes, list_present, name_files

_ORIGINALS = Check(
    "originals_intact", "Every original is, unpacked, the bytes that its SHA-256 names.", FAULT,
    "touch those of these files that are still there, and run: wirehouse ingest, which keeps them anew",
)  # fmt: skip
_FILES = Check(
    "inbox_files_intact", "Every file that looks as it did when it was read has the bytes that were read.", FAULT,
    "its bytes changed and its times did not: touch it and run wirehouse ingest; if nobody changed it, check the disk",
)  # fmt: skip
_READABLE = Check(
    "inbox_files_readable", "Every file that the ledger holds as present can be read.", FAULT,
    "let wirehouse's user read them; if they may, check the disk",
)  # fmt: skip
CHECKS = (_ORIGINALS, _FILES, _READABLE)

Progress = Callable[[int, int], None]


def rehash(settings: Settings, on_progress: Progress) -> Iterator[CheckFinding]:
    """What hashing again finds; without a readers' copy the files are left out."""
    if (settings.home / ORIGINALS).exists():
        yield from _rehash_originals(settings, on_progress)
    if (settings.home / PUBLISHED).exists():
        with published(settings.home, memory_limit=settings.memory_limit) as readers:
            for inbox in list_inboxes(readers):
                yield from _rehash_inbox(readers, settings, inbox, on_progress)


def _rehash_originals(settings: Settings, on_progress: Progress) -> Iterator[CheckFinding]:
    damaged: list[str] = []
    try:
        damaged.extend(_damaged(settings, on_progress))
    except DatabaseError as error:
        yield _ORIGINALS.finding(1, [{"error": first_line(error)}])
    if damaged:
        yield _ORIGINALS.finding(len(damaged), _named(settings.home, damaged[:EXAMPLES]))


def _damaged(settings: Settings, on_progress: Progress) -> Iterator[str]:
    """The digests of originals that are not their bytes."""
    path, patience = settings.home / ORIGINALS, settings.lock_timeout
    places = locate_all_originals(path, patience=patience)
    unpack, done = unpacker(), 0
    for part in slices_of(places, settings.batch_files, settings.batch_bytes):
        kept = fetch_originals(path, part, patience=patience)
        for digest, size, packed in (
            part.join(kept, on="sha256", how="left").select("sha256", "size", "bytes").iter_rows()
        ):
            if unpack(packed, size, digest) is None:
                yield digest
        done += part.height
        on_progress(done, places.height)


def _named(home: Path, digests: list[str]) -> list[dict[str, Any]]:
    """Digests with the files that have these bytes."""
    if not (home / PUBLISHED).exists():
        return [{"sha256": digest} for digest in digests]
    with published(home) as readers:
        return name_files(readers, digests)


def _rehash_inbox(readers: Connection, settings: Settings, inbox: str, on_progress: Progress) -> Iterator[CheckFinding]:
    """Files whose bytes are others than the ledger has of them; those that look otherwise are the next run's."""
    chosen = settings.for_inbox(Path(inbox))
    try:
        scan = scan_inbox(chosen.inbox, chosen.patterns, outside=[settings.home])
    except UsageError:  # told already
        return
    found: dict[Check, list[dict[str, Any]]] = defaultdict(list)
    total = len(scan.files)
    scan.files.clear()
    for nth, (*stat, digest) in enumerate(list_present(readers, inbox), 1):
        file = FileStat._make(stat)
        if stat_again(chosen.inbox, scan, file) == file:
            try:
                now, _ = read_file(real_path(chosen.inbox, scan, file.path), file, chosen.max_file_size)
            except NotReadError as error:
                if str(error) not in PASSING:
                    found[_READABLE].append({"inbox": inbox, "path": file.path, "error": str(error)})
                continue
            if now != digest:
                found[_FILES].append({"inbox": inbox, "path": file.path, "sha256": now, "sha256_of_ledger": digest})
        on_progress(nth, total)
    for check, rows in found.items():
        yield check.finding(len(rows), rows[:EXAMPLES])
