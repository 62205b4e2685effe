"""Every file below a directory. Apart, so that the floors import nothing else."""

import os
from collections.abc import Iterator


def walk(directory: str | os.PathLike[str]) -> Iterator["os.DirEntry[str]"]:
    """Every entry below a directory that is no directory, in no order."""
    waiting = [os.fspath(directory)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry
