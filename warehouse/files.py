"""Files that are replaced whole: a reader, or a crash, finds the old one or the new one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path, draft: Path, mode: int | None = None) -> Iterator[Path]:
    """Give a draft in the same directory, which takes the place of ``path`` at the end of the block. Raises OSError.

    The draft is on the disk by then, with the permissions ``mode`` if given. It is removed if the block fails.
    """
    try:
        yield draft
        sync(draft)
        if mode is not None:
            draft.chmod(mode)  # last: a file without read permission cannot be opened for syncing
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file or directory is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
