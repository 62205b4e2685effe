"""The jobs: what a user's run of ``wirehouse ingest`` costs, each beside its floor.

J1 loads a corpus for the first time, J2 finds it unchanged, J3 finds 100 new files and 20 revised ones.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.corpus import ensure_corpus, warm
from benchmarks.generator import article_file, kind_of, path_of, revise_file, write_corpus
from benchmarks.layouts import LAYOUTS
from benchmarks.processes import JobFailedError, Measurement, run_module

NEW, REVISED = 100, 20  # files of J3
_LEAST_LOADED = 0.95  # of a first load; less means that the parser is broken, and a broken one is fast


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: how many files in the large and the small corpus, how many rounds, and where to write.

    The corpora stay in ``work`` for the next time; the home of the last warehouse only with ``keep``.
    """

    work: Path
    files: int
    small: int
    repeat: int
    seed: int
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """Generated files: where they lie, how many, and the seed that made them."""

    inbox: Path
    count: int
    seed: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A job, and what was measured beside it in the same round: its floor, or for J3 the J2 before it."""

    job: Measurement
    floor: Measurement


@dataclass(frozen=True, slots=True)
class Results:
    """Every round of every job, in the order in which they ran."""

    first_small: list[Pair]
    first_large: list[Pair]
    unchanged: list[Pair]
    changed: list[Pair]


def run_jobs(plan: Plan) -> Results:
    """Make the corpora and run each job some rounds, floor and job in turn. Raises JobFailedError."""
    work, home = plan.work, plan.work / "home"
    small, large = (corpus_of(work, count, plan.seed) for count in (plan.small, plan.files))
    try:
        _first_load(small, home, work)  # not counted: it compiles what is imported for the first time
        first_small = [_first_load(small, home, work) for _ in range(plan.repeat)]
        first_large = [_first_load(large, home, work) for _ in range(plan.repeat)]
        later = list(_later_runs(large, home, work, plan.repeat))
    finally:
        if not plan.keep:
            shutil.rmtree(home, ignore_errors=True)
    return Results(first_small, first_large, [unchanged for unchanged, _ in later], [changed for _, changed in later])


def corpus_of(work: Path, count: int, seed: int) -> Corpus:
    """A corpus, made if need be, and in the page cache."""
    _say(f"corpus of {count:,} files")
    inbox = ensure_corpus(work, count, seed)
    warm(inbox)
    return Corpus(inbox, count, seed)


def _first_load(corpus: Corpus, home: Path, work: Path) -> Pair:
    """J1 and its floor."""
    database = work / "floor.duckdb"
    database.unlink(missing_ok=True)
    os.sync()
    floor = run_module(["benchmarks.floors", "j1", str(corpus.inbox), str(database)], work)
    database.unlink()
    job = load_once(corpus, home, work)
    _say(f"J1, {corpus.count:,} files: {job.seconds:.2f} s, floor {floor.seconds:.2f} s")
    return Pair(job, floor)


def load_once(corpus: Corpus, home: Path, work: Path, program: str = "cli") -> Measurement:
    """A first load into an empty home, by wirehouse or a module that stands for it. Raises JobFailedError."""
    shutil.rmtree(home, ignore_errors=True)
    expected = {"seen": corpus.count, "read": corpus.count}
    return _ingest(corpus, home, work, expected, least_loaded=int(corpus.count * _LEAST_LOADED), program=program)


def _later_runs(corpus: Corpus, home: Path, work: Path, repeat: int) -> Iterator[tuple[Pair, Pair]]:
    """J2 with its floor, then J3 with that J2, on a home that holds the corpus."""
    with _restoring(corpus, repeat):
        for at in range(repeat):
            os.sync()
            floor = run_module(["benchmarks.floors", "j2", str(corpus.inbox)], work)
            seen = corpus.count + at * NEW
            unchanged = _ingest(corpus, home, work, {"unchanged": seen, "read": 0})
            _change(corpus, at, repeat)
            changed = _ingest(corpus, home, work, {"seen": seen + NEW, "read": NEW + REVISED, "revised": REVISED})
            _say(f"J2: {unchanged.seconds:.2f} s, floor {floor.seconds:.2f} s; J3: {changed.seconds:.2f} s")
            yield Pair(unchanged, floor), Pair(changed, unchanged)


def _ingest(  # noqa: PLR0913  one run, and what it must say
    corpus: Corpus,
    home: Path,
    work: Path,
    expected: Mapping[str, int],
    *,
    least_loaded: int = 0,
    program: str = "cli",
) -> Measurement:
    """Run ``wirehouse ingest`` and check its receipt. Raises JobFailedError."""
    os.sync()  # what was written before is no part of what is measured
    command = [program, "ingest", str(corpus.inbox), "--home", str(home), "--no-prefect", "--json"]
    measured = run_module(command, work)
    receipt = json.loads(measured.output)
    found = {name: receipt[name] for name in expected}
    if found != dict(expected):
        msg = f"wirehouse ingest {corpus.inbox} was to say {dict(expected)}, but said {found}"
        raise JobFailedError(msg)
    if receipt["loaded"] < least_loaded:
        msg = f"wirehouse ingest {corpus.inbox} loaded {receipt['loaded']:,} files; {least_loaded:,} at least were due"
        raise JobFailedError(msg)
    return measured


def _change(corpus: Corpus, at: int, repeat: int) -> None:
    """Let new files arrive, and revise others: never the same in two rounds."""
    write_corpus(corpus.inbox, NEW, corpus.seed, first=corpus.count + at * NEW)
    for number in _to_revise(corpus, repeat)[at * REVISED : (at + 1) * REVISED]:
        revise_file(corpus.inbox / path_of(number, corpus.seed), corpus.seed)


def _to_revise(corpus: Corpus, repeat: int) -> list[int]:
    """Numbers of good files, drawn over the whole corpus, for all rounds."""
    drawn = Random(f"{corpus.seed}/to revise").sample(range(corpus.count), corpus.count)
    return list(islice((number for number in drawn if kind_of(number, corpus.seed) in LAYOUTS), repeat * REVISED))


@contextmanager
def _restoring(corpus: Corpus, repeat: int) -> Iterator[None]:
    """Bring the corpus back to what it was, whatever happens in the block."""
    try:
        yield
    finally:
        for number in range(corpus.count, corpus.count + repeat * NEW):
            (corpus.inbox / path_of(number, corpus.seed)).unlink(missing_ok=True)
        for number in _to_revise(corpus, repeat):
            (corpus.inbox / path_of(number, corpus.seed)).write_bytes(article_file(number, corpus.seed)[1])


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
