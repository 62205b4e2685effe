"""The parser against its floor: decode, NFC and SHA-256 of the same bytes, on one core, nothing read or written.

    python -m benchmarks parsing

Floor and parser take turns, a batch of files at a time. What is counted is the processor time of the one thread,
so busy neighbours change the ratio little.
"""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from importlib.resources import files
from statistics import median
from time import thread_time
from typing import NamedTuple
from unicodedata import normalize

from articles.outlets.profile import Profile, parse_profiles
from articles.parse import parse_with
from articles.record import Parsed
from benchmarks.generator import article_file, kind_of

AIM = 4.0
FILES = 2_000
_BATCH = 100  # files between two looks at the clock: some milliseconds of work
_TODAY = date(2026, 1, 1)  # after every day of the corpus

File = tuple[str, bytes]


class Turn(NamedTuple):
    """Processor seconds of one batch of files."""

    floor: float
    parser: float


class Ratio(NamedTuple):
    """Processor time per file of floor and parser in microseconds, and how many times the floor the parser takes."""

    what: str
    files: int
    floor: float
    parser: float
    times: float


def measure(count: int, seed: int, repeat: int) -> list[Ratio]:
    """The ratio for a whole corpus, then for each kind of file that makes up a fiftieth of it or more."""
    corpus = [article_file(number, seed) for number in range(count)]
    profiles = _profiles()
    _take_turns(corpus, profiles)  # uncounted: regular expressions and little caches are made
    found = [_ratio("all", corpus, profiles, repeat)]
    kinds = [kind_of(number, seed) for number in range(count)]
    for kind in sorted(set(kinds), key=kinds.count, reverse=True):
        chosen = [file for file, own in zip(corpus, kinds, strict=True) if own == kind]
        if len(chosen) * 50 >= count:
            found.append(_ratio(kind, chosen, profiles, repeat))
    return found


def as_table(ratios: Sequence[Ratio]) -> str:
    """The ratios for a terminal."""
    lines = [f"{'files':<14}{'number':>8}{'floor':>12}{'parser':>12}{'ratio':>8}   aim"]
    for ratio in ratios:
        aim = f"{AIM} ({'met' if ratio.times <= AIM else 'not met'})" if ratio.what == "all" else ""
        times = f"{ratio.floor:>9.1f} µs{ratio.parser:>9.1f} µs{ratio.times:>7.1f}x"
        lines.append(f"{ratio.what:<14}{ratio.files:>8,}{times}   {aim}".rstrip())
    return "\n".join(lines)


def _ratio(what: str, corpus: Sequence[File], profiles: Sequence[Profile], repeat: int) -> Ratio:
    """The median over all rounds: of a round's times per file, and of its ratio."""
    rounds = [_take_turns(corpus, profiles) for _ in range(repeat)]
    floor, parser = (median(each) * 1e6 / len(corpus) for each in zip(*rounds, strict=True))
    return Ratio(what, len(corpus), floor, parser, median(turn.parser / turn.floor for turn in rounds))


def _take_turns(corpus: Sequence[File], profiles: Sequence[Profile]) -> Turn:
    """One round: floor and parser over the whole corpus, in turn for each batch."""

    def parse(batch: Sequence[File]) -> list[Parsed]:
        return [parse_with(data, name, profiles, _TODAY) for name, data in batch]

    floor = parser = 0.0
    for first in range(0, len(corpus), _BATCH):
        batch = corpus[first : first + _BATCH]
        floor += _seconds(_floor, batch)
        parser += _seconds(parse, batch)
    return Turn(floor, parser)


def _seconds(work: Callable[[Sequence[File]], object], batch: Sequence[File]) -> float:
    before = thread_time()
    answers = work(batch)
    after = thread_time()
    del answers  # kept until here, as a run keeps them for its frames
    return after - before


def _floor(batch: Sequence[File]) -> list[tuple[str, str]]:
    """Text and hash of each file; of one that is not UTF-8 the hash alone."""
    found: list[tuple[str, str]] = []
    for _, data in batch:
        digest = sha256(data).hexdigest()
        try:
            text = normalize("NFC", data.decode())
        except UnicodeDecodeError:
            text = ""
        found.append((text, digest))
    return found


def _profiles() -> tuple[Profile, ...]:
    """Every profile, as ``profile = "auto"`` has them."""
    ours = [
        entry for entry in files("articles").joinpath("outlets", "profiles").iterdir() if entry.name.endswith(".toml")
    ]
    return parse_profiles({entry.name: entry.read_text(encoding="utf-8") for entry in sorted(ours, key=str)})
