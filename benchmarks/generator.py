"""Article files by number: the same number and seed give the same name and the same bytes, on any machine.

A file needs no other file, so any part of a corpus can be written alone, and in any order.
"""

from hashlib import blake2b
from pathlib import Path
from random import Random

from benchmarks.faults import FAULTS
from benchmarks.layouts import LAYOUTS
from benchmarks.prose import Story

BAD_SHARE = 0.03
_SHARES = [share for share, _ in LAYOUTS.values()]


def article_file(number: int, seed: int) -> tuple[str, bytes]:
    """Name (``NNN_<16 hex>.txt``) and bytes of one file; 3 in 100 are bad in one of ten ways."""
    dice = _dice(number, seed)
    kind = _draw_kind(dice)
    digest = blake2b(f"{seed}/{number}".encode(), digest_size=8).hexdigest()
    data = FAULTS[kind](dice) if kind in FAULTS else LAYOUTS[kind][1](dice).encode()
    return f"{number:03d}_{digest}.txt", data


def kind_of(number: int, seed: int) -> str:
    """A name of ``LAYOUTS``, or of ``FAULTS`` for a bad file."""
    return _draw_kind(_dice(number, seed))


def path_of(number: int, seed: int, per_directory: int = 1_000) -> str:
    """Where the file lies inside its corpus: ``012/12345_<16 hex>.txt``."""
    name, _ = article_file(number, seed)
    return f"{number // per_directory:03d}/{name}"


def write_corpus(directory: Path, count: int, seed: int, first: int = 0, per_directory: int = 1_000) -> int:
    """Write ``count`` files from number ``first`` on, in subdirectories of 1,000; return the bytes written."""
    written = 0
    for number in range(first, first + count):
        name, data = article_file(number, seed)
        place = directory / f"{number // per_directory:03d}"
        if number == first or number % per_directory == 0:
            place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
        written += len(data)
    return written


def revise_file(path: Path, seed: int) -> None:
    """Put one more sentence into the longest paragraph of a good file, as an editor does."""
    path.write_bytes(revised(path.read_bytes(), seed))


def revised(data: bytes, seed: int) -> bytes:
    """The bytes of a good file with one more sentence at the start of its longest paragraph, the lead apart."""
    blocks = data.decode().split("\n\n")
    paragraphs = [at for at in range(1, len(blocks)) if "\n" not in blocks[at].strip("\n")]
    longest = max(paragraphs, key=lambda at: len(blocks[at]))
    sentence = Story(Random(f"{seed}/revised")).sentence()
    blocks[longest] = f"{sentence} {blocks[longest]}"
    return "\n\n".join(blocks).encode()


def _dice(number: int, seed: int) -> Random:
    return Random(f"{seed}/{number}")


def _draw_kind(dice: Random) -> str:
    if dice.random() < BAD_SHARE:
        return dice.choice(list(FAULTS))
    return dice.choices(list(LAYOUTS), _SHARES)[0]
