"""Corpora in the work directory: made once, over all cores, and used again as long as nothing changed in them."""

import json
import os
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path

from benchmarks.generator import write_corpus
from benchmarks.walking import walk

_SHARE = 1_000  # files written by one call: a subdirectory
_GENERATOR = ("vocabulary.py", "prose.py", "layouts.py", "faults.py", "generator.py")


def ensure_corpus(work: Path, count: int, seed: int) -> Path:
    """The directory of a corpus; written anew unless it is there with the files and bytes that it was made with."""
    directory, manifest = work / f"corpus-{seed}-{count}", work / f"corpus-{seed}-{count}.json"
    if _read(manifest) == {"generator": _generator_version(), **_measure(directory)}:
        return directory
    manifest.unlink(missing_ok=True)
    _remove_files(directory)
    firsts = range(0, count, _SHARE)
    with ProcessPoolExecutor() as pool:
        for done in [pool.submit(write_corpus, directory, min(_SHARE, count - first), seed, first) for first in firsts]:
            done.result()
    os.sync()  # else the writing goes on under the first jobs
    manifest.write_text(json.dumps({"generator": _generator_version(), **_measure(directory)}))
    return directory


def warm(directory: Path) -> None:
    """Read every file once, so that all that follows finds it in the page cache."""
    for entry in walk(directory):
        Path(entry.path).read_bytes()


def _measure(directory: Path) -> dict[str, int]:
    sizes = [entry.stat().st_size for entry in walk(directory)] if directory.is_dir() else []
    return {"files": len(sizes), "bytes": sum(sizes)}


def _remove_files(directory: Path) -> None:
    for entry in walk(directory) if directory.is_dir() else ():
        Path(entry.path).unlink()


def _generator_version() -> str:
    """Digest of the generator's source: other words make another corpus."""
    here = Path(__file__).parent
    return sha256(b"".join((here / name).read_bytes() for name in _GENERATOR)).hexdigest()


def _read(manifest: Path) -> dict[str, object] | None:
    try:
        found: dict[str, object] = json.loads(manifest.read_text())
    except (OSError, ValueError):
        return None
    return found
