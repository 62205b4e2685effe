"""Where an answer goes: a file that is replaced by a whole answer only, or a terminal that nothing in it moves."""

import os
import re
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from warehouse.errors import RunError
from warehouse.files import replacing

_CONTROLS = re.compile(r"[^\t\n\x20-\x7e]")


@contextmanager
def open_output(output: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of ``output`` when the block ends without an error. Raises RunError."""
    try:
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".part")
        with replacing(output, Path(name), _mode(output)), os.fdopen(descriptor, "wb") as target:
            yield target
    except OSError as error:
        msg = f"{output} cannot be written: {(error.strerror or str(error)).lower()}"
        raise RunError(msg) from error


def copy_answer(source: IO[bytes], target: IO[bytes], *, escaped: bool) -> None:
    """Copy all of it; ``escaped`` keeps from a terminal what it would obey."""
    decoder = getincrementaldecoder("utf-8")(errors="replace")
    while chunk := source.read(1 << 20):
        target.write(_escape(decoder.decode(chunk)).encode() if escaped else chunk)
    target.flush()


def _escape(text: str) -> str:
    return _CONTROLS.sub(lambda found: found[0] if found[0].isprintable() else ascii(found[0])[1:-1], text)


def _mode(output: Path) -> int:
    """The rights of the file that is replaced, or those of a new one."""
    if output.exists():
        return output.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
