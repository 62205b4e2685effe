"""What wakes a watcher: events of the file system below an inbox, as long as there is one to listen to.

An event may be lost (FACTS: of files in a directory that is moved in, say), so it is only a reason to look. What
is done here for that: an inbox that is removed and made again is listened to anew, and looked at after it.
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
_GLANCE = 250
"""Milliseconds after which we see for ourselves whether the inbox is still the directory that it was."""
_ABSENCE = 0.25
"""Seconds between two glances at the place of an inbox that is not there."""
_MANY = 1_000
"""Paths that are told apart; of more it is only known that something stirred."""
_DEAFNESS = 30.0
"""Seconds until we try again to listen to an inbox that is there: meanwhile the watcher's timer looks."""
_PART = 600.0
"""Seconds until we try again to listen to all of an inbox of which we hear only a part."""
_LIMITS = ("limit reached", "Too many open files")
"""Parts of what watchfiles says of the limits of the system, for directories and for listeners."""


class Hearing:
    """What was heard of an inbox and not yet asked for, and whether it can be listened to.

    ``bursts`` counts what was heard since the beginning; ``failure`` says why the system lets us hear nothing.
    """

    def __init__(self, bell: Event) -> None:
        """Nothing was heard yet; the bell is set whenever something is."""
        self.bursts = 0
        self.failure: str | None = None
        self._bell = bell
        self._lock = Lock()
        self._paths: set[str] = set()
        self._all = False

    def hear(self, paths: Iterable[str]) -> None:
        """Something stirred there."""
        with self._lock:
            self.bursts += 1
            self._paths.update(paths)
            if len(self._paths) > _MANY:
                self._paths, self._all = set(), True
        self._bell.set()

    def wake(self) -> None:
        """Nobody knows what may have stirred: a reason to look."""
        with self._lock:
            self._all = True
        self._bell.set()

    def stirs(self, besides: frozenset[str]) -> bool:
        """Whether anything stirred but these files; what was heard is forgotten."""
        with self._lock:
            stirred = self._all or not self._paths <= besides
            self._paths, self._all = set(), False
        return stirred


def listen(inbox: Path, home: Path, hearing: Hearing, stop: Event) -> Thread:
    """Let ``hearing`` know when something stirs below the inbox, from a thread that ends soon after ``stop`` is set.

    It is woken once at the beginning too, when changes begin to be heard, and at the end. Nothing is raised: an
    inbox that cannot be listened to (too many directories for the system, say) is tried again.
    """
    thread = Thread(target=_listen, args=(inbox, home, hearing, stop), daemon=True, name=f"waking {inbox}")
    thread.start()
    return thread


def _listen(inbox: Path, home: Path, hearing: Hearing, stop: Event) -> None:
    while not stop.is_set():
        identity = _identity(inbox)
        if identity is None:
            stop.wait(_ABSENCE)
            continue
        try:
            _listen_to(inbox, identity, home, hearing, stop)
        except (OSError, RuntimeError) as error:  # gone meanwhile, or more directories than the system lets us watch
            told = str(error).split(" about [")[0]
            hearing.failure = told if any(limit in told for limit in _LIMITS) else None
            _listen_in_part(inbox, identity, home, hearing, stop)
    hearing.wake()


def _listen_in_part(inbox: Path, identity: tuple[int, int], home: Path, hearing: Hearing, stop: Event) -> None:
    """Hear of the directories that we may listen to: watchfiles then says nothing of any that we may not."""
    try:
        _listen_to(inbox, identity, home, hearing, stop, in_part=True)
    except (OSError, RuntimeError):
        gone = _identity(inbox) != identity
        hearing.wake()
        stop.wait(_ABSENCE if gone else _DEAFNESS)


def _listen_to(  # noqa: PLR0913  what a listener works with
    inbox: Path,
    identity: tuple[int, int],
    home: Path,
    hearing: Hearing,
    stop: Event,
    *,
    in_part: bool = False,
) -> None:
    """Hear everything that stirs, until the inbox is another directory than the one that is listened to.

    With ``in_part`` directories that cannot be listened to are left out, and if a limit of the system is the reason,
    it ends after a while.
    """
    root = os.path.realpath(inbox)
    begun: float | None = None
    for changes in watch(
        root, watch_filter=_stirs(root, os.path.realpath(home)), debounce=_BURST, step=_STEP, stop_event=stop,
        rust_timeout=_GLANCE, yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=in_part,
    ):  # fmt: skip
        if begun is None:
            begun = monotonic()
            hearing.failure = hearing.failure if in_part else None
            hearing.wake()
        if changes:
            hearing.hear(path for _, path in changes)
        if (Change.deleted, root) in changes or _identity(inbox) != identity:
            return
        if in_part and hearing.failure and monotonic() > begun + _PART:
            return


def _identity(inbox: Path) -> tuple[int, int] | None:
    """What tells one directory from the next at the same place, though not always: an inode may be used again."""
    try:
        stat = inbox.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _stirs(root: str, home: str) -> Callable[[Change, str], bool]:
    """A filter: hidden and unfinished entries are no news, nor is what we write ourselves, if home is in the inbox."""

    def stirs(_change: Change, path: str) -> bool:
        if path == home or path.startswith(home + os.sep):
            return False
        inside = path.removeprefix(root)
        return not (inside.endswith(UNFINISHED) or f"{os.sep}." in inside)

    return stirs
