"""What wakes a watcher: events of the file system below an inbox, as long as there is one to listen to.

An event may be lost (FACTS: of files in a directory that is moved in, say), so it is only a reason to look. What
is done here for that: an inbox that is removed and made again is listened to anew, and looked at after it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from watchfiles import Change, watch

from flows.inbox import UNFINISHED

_STEP = 50
"""Milliseconds without an event that end a burst."""
_BURST = 400
"""Milliseconds after which a burst is passed on even if it goes on."""
_GLANCE = 250
"""Milliseconds after which we see for ourselves whether the inbox is still the directory that it was."""
_ABSENCE = 0.25
"""Seconds between two glances at the place of an inbox that is not there."""
_DEAFNESS = 30.0
"""Seconds until we try again to listen to an inbox that is there: meanwhile the watcher's timer looks."""


def wake_on_changes(inbox: Path, home: Path, wake: Callable[[], None], stop: Event) -> Thread:
    """Call ``wake`` when something stirs below the inbox, from a thread that ends soon after ``stop`` is set.

    It is called once at the beginning too, when changes begin to be heard, and at the end. Nothing is raised: an
    inbox that cannot be listened to (too many directories for the system, say) is waited for.
    """
    thread = Thread(target=_listen, args=(inbox, home, wake, stop), daemon=True, name=f"waking {inbox}")
    thread.start()
    return thread


def _listen(inbox: Path, home: Path, wake: Callable[[], None], stop: Event) -> None:
    while not stop.is_set():
        identity = _identity(inbox)
        if identity is None:
            stop.wait(_ABSENCE)
            continue
        try:
            _listen_to(inbox, identity, home, wake, stop)
        except (OSError, RuntimeError):  # gone meanwhile, or more directories than the system lets us watch
            wake()
            stop.wait(_ABSENCE if _identity(inbox) != identity else _DEAFNESS)
    wake()


def _listen_to(inbox: Path, identity: tuple[int, int], home: Path, wake: Callable[[], None], stop: Event) -> None:
    """Wake for everything that stirs, until the inbox is another directory than the one that is listened to."""
    root = os.path.realpath(inbox)
    first = True
    for changes in watch(
        root, watch_filter=_stirs(root, os.path.realpath(home)), debounce=_BURST, step=_STEP, stop_event=stop,
        rust_timeout=_GLANCE, yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=True,
    ):  # fmt: skip
        if changes or first:
            wake()
        first = False
        if (Change.deleted, root) in changes or _identity(inbox) != identity:
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
