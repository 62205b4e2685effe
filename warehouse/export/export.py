"""Exporting into a directory: a file a month, each whole or not there, and a manifest when all of them are.

While an export is at work, or after it was killed, the directory has no manifest but a journal, which names the files
that are complete. The next call goes on from there, and keeps what would come out the same.
"""

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from warehouse.connection import Connection
from warehouse.errors import LockedError, RunError, UsageError
from warehouse.export.months import FORMS, Month, list_months, published_run_id, write_month
from warehouse.files import replacing
from warehouse.home import published

MANIFEST = "_manifest.json"
"""Readers of a directory of Parquet files pass over names that begin so."""
_JOURNAL = ".journal.json"
_LOCK = ".lock"
_MEMORY = "256MB"
_LAYOUT = 1
"""Changes when the files would look different for the same articles."""
_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
"""How a partition is called whose value is NULL, by Hive's convention, which DuckDB, pandas and Spark know."""


@dataclass(frozen=True, slots=True)
class ExportSpec:
    """What to export: the form, and from when on versions were loaded; ``since`` as it was given."""

    form: str
    since: str | None
    since_moment: datetime | None


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A complete file: its path, month and articles, ``mark`` (changes when they do), and its bytes."""

    path: str
    month: str | None
    articles: int
    mark: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class ExportResult:
    """The result of an export: files written, files kept because nothing changed, and files removed."""

    written: list[ExportedFile] = field(default_factory=list)
    kept: list[ExportedFile] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """Articles in the directory now."""
        return sum(file.articles for file in (*self.written, *self.kept))


def export(home: Path, target: Path, spec: ExportSpec, progress: Callable[[int, int], None]) -> ExportResult:
    """Bring a directory to what the readers' copy holds.

    ``progress`` is called before each month with the articles done and their total; what it raises ends the export.
    Raises UsageError (the directory is another's, or of another export), LockedError, RunError, WarehouseError.
    """
    if home.resolve() in (target.resolve(), *target.resolve().parents):
        msg = f"{target} lies in the warehouse's own directory; name a place outside {home}"
        raise UsageError(msg)
    with published(home, memory_limit=_MEMORY) as connection:
        try:
            with _locked_directory(target):
                return _export_months(connection, target, spec, progress)
        except OSError as error:
            msg = f"{error.filename or target} cannot be written: {(error.strerror or str(error)).lower()}"
            raise RunError(msg) from error


def _export_months(
    connection: Connection, target: Path, spec: ExportSpec, progress: Callable[[int, int], None]
) -> ExportResult:
    connection.execute("SET TimeZone = 'UTC'")  # of the instants in Parquet, whatever zone the machine is in
    spec, known = _completed_files(target, spec)
    months = list_months(connection, spec.since_moment)
    total = sum(month.articles for month in months)
    _write_state(target, _JOURNAL, spec, known.values(), None)
    (target / MANIFEST).unlink(missing_ok=True)
    result = ExportResult()
    for month in months:
        progress(result.articles, total)
        path = _path_of(month, spec.form)
        file = known.pop(path, None)
        if file is not None and _is_current(target, file, month):
            result.kept.append(file)
        else:
            result.written.append(_write_file(connection, target, month, spec))
            _write_state(target, _JOURNAL, spec, (*result.kept, *result.written, *known.values()), None)
    progress(result.articles, total)
    for path in known:
        _remove(target, path)
        result.removed.append(path)
    complete = sorted((*result.kept, *result.written), key=lambda file: file.path)
    _write_state(target, MANIFEST, spec, complete, published_run_id(connection))
    (target / _JOURNAL).unlink()
    return result


@contextmanager
def _locked_directory(target: Path) -> Iterator[None]:
    """The directory for one export at a time; it is made if it is not there. Raises LockedError, UsageError."""
    if target.exists() and not target.is_dir():
        msg = f"{target} is no directory; name another for the export"
        raise UsageError(msg)
    ours = any((target / name).exists() for name in (MANIFEST, _JOURNAL, _LOCK))
    if target.is_dir() and any(target.iterdir()) and not ours:
        msg = f"{target} is not empty and holds no export; name a new or empty directory"
        raise UsageError(msg)
    target.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        msg = f"another export is writing into {target}; try again when it has ended"
        raise LockedError(msg) from error
    try:
        yield
    finally:
        lock.release()


def _completed_files(target: Path, spec: ExportSpec) -> tuple[ExportSpec, dict[str, ExportedFile]]:
    """The files that an earlier export left complete, and what this one is to hold.

    An export that was killed is gone on with from the moment that it took its age from.
    Raises UsageError if the directory is of another export.
    """
    journal = _read_state(target / _JOURNAL)
    state = journal or _read_state(target / MANIFEST)
    if state is None:
        return spec, {}
    if (state["format"], state["since"]) != (spec.form, spec.since):
        since = f" --since {state['since']}" if state["since"] else ""
        msg = f"{target} holds an export --format {state['format']}{since}; name another directory for this one"
        raise UsageError(msg)
    if journal and state["since_moment"]:
        spec = ExportSpec(spec.form, spec.since, datetime.fromisoformat(state["since_moment"]))
    same_layout = state["layout"] == _LAYOUT
    return spec, {file["path"]: ExportedFile(**file) for file in state["files"] if same_layout}


def _is_current(target: Path, file: ExportedFile, month: Month) -> bool:
    """Whether a file is complete, undamaged, and of these articles."""
    if (file.articles, file.mark) != (month.articles, month.mark):
        return False
    try:
        with (target / file.path).open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest() == file.sha256
    except OSError:
        return False


def _write_file(connection: Connection, target: Path, month: Month, spec: ExportSpec) -> ExportedFile:
    """Write the file of one month beside its place, and move it there when it is whole."""
    path = target / _path_of(month, spec.form)
    path.parent.mkdir(exist_ok=True)
    with replacing(path, path.with_name(f".{path.name}.part")) as draft, draft.open("w+b") as file:
        out = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        write_month(connection, spec.form, month.month, spec.since_moment, out)
        out.flush()
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
        out.detach()
    return ExportedFile(_path_of(month, spec.form), month.month, month.articles, month.mark, size, digest)


def _path_of(month: Month, form: str) -> str:
    return f"month={month.month or _UNKNOWN}/articles.{FORMS[form].ending}"


def _remove(target: Path, path: str) -> None:
    """Remove a file of ours whose articles are in another month now, or in none."""
    (target / path).unlink(missing_ok=True)
    with suppress(OSError):  # somebody put something beside it
        (target / path).parent.rmdir()


def _read_state(path: Path) -> dict[str, Any] | None:
    """A manifest or journal; None if there is none, or none that can be read."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) and {"format", "since", "layout", "files"} <= state.keys() else None


def _write_state(
    target: Path, name: str, spec: ExportSpec, exported: Iterable[ExportedFile], run_id: str | None
) -> None:
    files = [asdict(file) for file in exported]
    state = {
        "format": spec.form,
        "layout": _LAYOUT,
        "since": spec.since,
        "since_moment": spec.since_moment.isoformat() if spec.since_moment else None,
        "last_run": run_id,
        "articles": sum(file["articles"] for file in files),
        "files": files,
    }
    draft = target / f".{name.strip('._')}.part"
    with replacing(target / name, draft), draft.open("w", encoding="utf-8") as file:
        json.dump(state, file, ensure_ascii=False, indent=2)
        file.write("\n")
