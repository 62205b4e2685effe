"""Events of the file system below an inbox, for as long as the inbox exists.

Events may be lost (of files in a directory that is moved in, for example), so an event only starts a scan. An inbox
that is removed and made again is watched anew, and scanned after that.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from watchfiles import Change, watch

from pipeline.intake.scan import UNFINISHED

_STEP = 50
"""Milliseconds without an event that end a burst."""
_BURST = 400
"""Milliseconds after which a burst is passed on even if it goes on."""
_IDENTITY_CHECK = 250
"""Milliseconds between two checks that the inbox is still the same directory."""
_ABSENCE = 0.25
"""Seconds between two checks for a missing inbox."""
_MANY = 1_000
"""Paths that are kept; of more only the fact is kept that something changed."""
_RETRY = 30.0
"""Seconds until an inbox that cannot be watched is tried again; meanwhile the watcher's timer scans it."""
_PARTIAL_RETRY = 600.0
"""Seconds until an inbox that is watched in part is tried again as a whole."""
_LIMITS = ("limit reached", "Too many open files")
"""Parts of the messages of watchfiles about system limits: watches and instances of inotify."""


class ChangeSignal:
    """Changes of an inbox that the watcher has not taken yet, and whether events arrive.

    ``bursts`` counts the calls of ``record``; ``failure`` is why the system sends no events.
    """

    def __init__(self, bell: Event) -> None:
        """Start without changes; ``bell`` is set with every change."""
        self.bursts = 0
        self.failure: str | None = None
        self._bell = bell
        self._lock = Lock()
        self._paths: set[str] = set()
        self._all = False

    def record(self, paths: Iterable[str]) -> None:
        """Record changed paths."""
        with self._lock:
            self.bursts += 1
            self._paths.update(paths)
            if len(self._paths) > _MANY:
                self._paths, self._all = set(), True
        self._bell.set()

    def record_all(self) -> None:
        """Mark the whole inbox as changed, because events may have been lost."""
        with self._lock:
            self._all = True
        self._bell.set()

    def take(self, besides: frozenset[str]) -> bool:
        """Forget the changes; return whether there were any besides these files."""
        with self._lock:
            changed = self._all or not self._paths <= besides
            self._paths, self._all = set(), False
        return changed


def listen(inbox: Path, home: Path, signal: ChangeSignal, stop: Event) -> Thread:
    """Record changes below the inbox in ``signal``, in a thread that ends soon after ``stop`` is set.

    The whole inbox is recorded as changed when events begin to arrive, and at the end. Nothing is raised: an inbox
    that cannot be watched (too many directories for the system, for example) is tried again.
    """
    thread = Thread(target=_watch_on, args=(inbox, home, signal, stop), daemon=True, name=f"events of {inbox}")
    thread.start()
    return thread


def _watch_on(inbox: Path, home: Path, signal: ChangeSignal, stop: Event) -> None:
    while not stop.is_set():
        identity = _identity(inbox)
        if identity is None:
            stop.wait(_ABSENCE)
            continue
        try:
            _record_changes(inbox, identity, home, signal, stop)
        except (OSError, RuntimeError) as error:  # gone meanwhile, or more directories than the system lets us watch
            told = str(error).split(" about [")[0]
            signal.failure = told if any(limit in told for limit in _LIMITS) else None
            _record_in_part(inbox, identity, home, signal, stop)
    signal.record_all()


def _record_in_part(inbox: Path, identity: tuple[int, int], home: Path, signal: ChangeSignal, stop: Event) -> None:
    """Watch the directories that may be read; watchfiles then does not report the others."""
    try:
        _record_changes(inbox, identity, home, signal, stop, in_part=True)
    except (OSError, RuntimeError):
        gone = _identity(inbox) != identity
        signal.record_all()
        stop.wait(_ABSENCE if gone else _RETRY)


def _record_changes(  # noqa: PLR0913  what a listener works with
    inbox: Path,
    identity: tuple[int, int],
    home: Path,
    signal: ChangeSignal,
    stop: Event,
    *,
    in_part: bool = False,
) -> None:
    """Record all changes, until the inbox is another directory than the one that is watched.

    With ``in_part`` directories that cannot be watched are left out; if a system limit is the reason, return after
    a while.
    """
    root = os.path.realpath(inbox)
    begun: float | None = None
    for changes in watch(
        root, watch_filter=_changes_of(root, os.path.realpath(home)), debounce=_BURST, step=_STEP, stop_event=stop,
        rust_timeout=_IDENTITY_CHECK, yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=in_part,
    ):  # fmt: skip
        if begun is None:
            begun = monotonic()
            signal.failure = signal.failure if in_part else None
            signal.record_all()
        if changes:
            signal.record(path for _, path in changes)
        if (Change.deleted, root) in changes or _identity(inbox) != identity:
            return
        if in_part and signal.failure and monotonic() > begun + _PARTIAL_RETRY:
            return


def _identity(inbox: Path) -> tuple[int, int] | None:
    """Return device and inode, which mostly differ when a directory is made again; None if it is missing."""
    try:
        stat = inbox.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _changes_of(root: str, home: str) -> Callable[[Change, str], bool]:
    """Return a filter that drops hidden and unfinished entries, and our own home if it is in the inbox."""

    def counts(_change: Change, path: str) -> bool:
        if path == home or path.startswith(home + os.sep):
            return False
        inside = path.removeprefix(root)
        return not (inside.endswith(UNFINISHED) or f"{os.sep}." in inside)

    return counts
