"""Make one file equal to another, writing only the blocks that differ: ``python copy_file.py SOURCE TARGET``.

A program of its own, since DuckDB's lock on a file ends when its process closes any descriptor of it.
It exits with 1 and one line on standard error when a file cannot be read or written.
"""

import os
import signal
import sys

_BLOCK = 1 << 20


def copy_changed_blocks(source: str, target: str) -> None:
    """Bring ``target`` (made if it is not there) to the bytes of ``source``, and to the disk. Raises OSError."""
    new = os.open(source, os.O_RDONLY)
    old = os.open(target, os.O_RDWR | os.O_CREAT, 0o666)
    at = 0
    while wanted := os.pread(new, _BLOCK, at):
        if os.pread(old, len(wanted), at) != wanted:
            _write(old, wanted, at)
        at += len(wanted)
    os.ftruncate(old, at)
    os.fsync(old)


def _write(descriptor: int, data: bytes, at: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, at)
        data, at = data[written:], at + written


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the run, which may want to publish what it has
    try:
        copy_changed_blocks(*sys.argv[1:])
    except OSError as error:
        sys.exit(f"{error.filename or sys.argv[2]}: {error.strerror}")
