"""``wirehouse export``: whole files or none, readable elsewhere, as the standards want them, and nothing invented."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from filelock import FileLock
from jsonschema import Draft202012Validator, FormatChecker
from pyarrow.dataset import dataset

from commands import wirehouse
from house import PROJECT, House, article_text
from schemas.export.standards import to_news_article, to_ninjs
from warehouse.connection import PUBLISHED
from warehouse.errors import LockedError, RunError, UsageError
from warehouse.export.export import MANIFEST, ExportResult, ExportSpec, export
from warehouse.export.months import FORMS

STANDARDS = PROJECT / "tests" / "standards"
UNDATED = "900_00000000000000ee.txt"
MONTHS = ["2025-01", "2025-02", "2025-03", "2025-05", "2025-06", "2025-08", "2025-09", "2025-12", None]


@pytest.fixture(name="full", scope="module")
def _full(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The seeds, and an article without any date."""
    root = tmp_path_factory.mktemp("export")
    shutil.copytree(PROJECT / "seeds", root / "seeds")
    house = House(root / "seeds", root / "home")
    house.write(UNDATED, (PROJECT / "tests/cases/a_neither_header_nor_stamp/article.txt").read_bytes())
    house.run()
    return house


def bring(house: House, target: Path, form: str = "ndjson", since: datetime | None = None) -> ExportResult:
    """An export."""
    wanted = ExportSpec(form, since.isoformat() if since else None, since)
    return export(house.home, target, wanted, lambda _done, _total: None)


def files_of(target: Path) -> dict[str, int]:
    """Every file of a directory but the lock, with the time at which it was written."""
    return {
        str(path.relative_to(target)): path.stat().st_mtime_ns
        for path in sorted(target.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def documents(target: Path) -> list[dict[str, Any]]:
    """What the lines of an export hold, by their order."""
    return [
        json.loads(line)
        for path in sorted(target.rglob("*.ndjson"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def stored(house: House, columns: str) -> list[tuple[Any, ...]]:
    """Columns of the stored articles, with their pictures as ``images``."""
    return house.ask(
        f"""SELECT {columns} FROM articles LEFT JOIN (
            SELECT article_id, version, list({{position: position, caption: caption, credit_line: credit_line,
                photographer: photographer}} ORDER BY position) AS images
            FROM article_images GROUP BY ALL) USING (article_id, version) ORDER BY article_id"""
    )


def test_parquet_comes_back_as_it_was(full: House, tmp_path: Path) -> None:
    """DuckDB reads every column of every article as it is stored, and the month from the directory's name."""
    bring(full, tmp_path / "out", "parquet")
    names = [name for (name,) in full.ask("SELECT column_name FROM (DESCRIBE articles)")]
    columns = ", ".join([*names, "images"])
    with duckdb.connect() as elsewhere:
        source = f"read_parquet('{tmp_path}/out/*/*.parquet', hive_partitioning = true)"
        elsewhere.execute("SET TimeZone = 'UTC'")
        found = elsewhere.execute(f"SELECT {columns} FROM {source} ORDER BY article_id").fetchall()
        months = elsewhere.execute(f"SELECT DISTINCT month FROM {source} ORDER BY month NULLS LAST").fetchall()
        types = dict(elsewhere.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {source})").fetchall())

    assert found == stored(full, columns)
    assert [month for (month,) in months] == MONTHS
    assert {name: types[name] for name in ("published_on", "date_published", "authors", "word_count")} == {
        "published_on": "DATE", "date_published": "TIMESTAMP WITH TIME ZONE", "authors": "VARCHAR[]",
        "word_count": "INTEGER",
    }  # fmt: skip


def test_parquet_is_read_without_duckdb(full: House, tmp_path: Path) -> None:
    """Another reader of Parquet finds the same."""
    bring(full, tmp_path / "out", "parquet")
    columns = ["article_id", "headline", "published_on", "date_published", "info_sources", "article_body", "images"]
    frame = pl.read_parquet(f"{tmp_path}/out/*/*.parquet", hive_partitioning=True).sort("article_id")

    assert frame.select(columns).rows() == stored(full, ", ".join(columns))
    assert dataset(tmp_path / "out", partitioning="hive").count_rows() == 11  # as pandas reads a directory
    assert frame.filter(pl.col("month").is_null())["article_id"].to_list() == ["00000000000000ee"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_text_comes_back_as_it_was(full: House, tmp_path: Path, form: str) -> None:
    """CSV and JSON lines are read by DuckDB; in CSV NULL is nothing."""
    bring(full, tmp_path / "out", form)
    columns = "article_id, headline, article_body, published_on, word_count, warnings, date_published, images"
    reader = "read_csv" if form == "csv" else "read_json"
    kinds = "'article_id': 'VARCHAR', 'sha256': 'VARCHAR', 'date_published': 'TIMESTAMPTZ', 'warnings': 'VARCHAR[]'"
    types = f"types = {{{kinds}}}" if form == "csv" else "union_by_name = true"
    text = columns.replace("date_published", "date_published::TIMESTAMPTZ").replace("images", "images::JSON::VARCHAR")
    with duckdb.connect() as elsewhere:
        elsewhere.execute("SET TimeZone = 'UTC'")
        found = elsewhere.execute(
            f"SELECT {text} FROM {reader}('{tmp_path}/out/*/*', {types}) ORDER BY article_id"
        ).fetchall()

    def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
        images = row[-1]
        return (*row[:-1], json.loads(images) if isinstance(images, str) else images)

    assert [plain(row) for row in found] == [plain(row) for row in stored(full, columns)]


@pytest.mark.parametrize(("form", "schema"), [("ninjs", "ninjs-3.1.json"), ("jsonld", "news-article.json")])
def test_documents_are_as_the_standard_wants_them(full: House, tmp_path: Path, form: str, schema: str) -> None:
    """Every document holds against the published structure, and an unknown or wrong property would not."""
    rules = json.loads((STANDARDS / schema).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(rules)
    validator = Draft202012Validator(rules, format_checker=FormatChecker())
    bring(full, tmp_path / "out", form)
    found = documents(tmp_path / "out")

    assert len(found) == 11
    assert [error.message for document in found for error in validator.iter_errors(document)] == []
    day = "contentCreated" if form == "ninjs" else "datePublished"
    for wrong in ({"headlin": "x"}, {day: "2025-03-18T00:00"}, {"language" if form == "ninjs" else "genre": None}):
        assert list(validator.iter_errors(found[0] | wrong))


def everything_in(value: Any) -> Iterator[Any]:
    """A document's values, however deep."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from everything_in(item)


@pytest.mark.parametrize("form", ["ninjs", "jsonld"])
def test_nothing_is_invented(full: House, tmp_path: Path, form: str) -> None:
    """What is NULL is left out; a day has no time, a month no day, and no date is none."""
    bring(full, tmp_path / "out", form)
    key = "uri" if form == "ninjs" else "@id"
    found = {document[key].rsplit(":", 1)[1]: document for document in documents(tmp_path / "out")}

    assert all(value is not None and value != [] for value in everything_in(list(found.values())))
    day, month, none, minute = (found[i] for i in (
        "f913ec068e574534", "6d3512addefa144b", "00000000000000ee", "07bc6e208129c909",
    ))  # fmt: skip
    if form == "ninjs":
        said = [{d["role"]: d["value"] for d in one.get("descriptions", [])} for one in (day, month, none, minute)]
        assert [one.get("published") for one in said] == ["2025-03-18", "2025-06", None, "2025-05-21"]
        assert [one.get("contentCreated") for one in (day, month, none, minute)] == [None] * 3 + [
            "2025-05-21T09:20:00Z"
        ]
        assert "headlines" not in day
        assert minute["associations"][0]["by"] == "Bùi Nhật Quang"
    else:
        told = [one.get("datePublished") for one in (day, month, none, minute)]
        assert told == ["2025-03-18", "2025-06", None, "2025-05-21T09:20:00Z"]
        assert "headline" not in day
        assert minute["locationCreated"] == {"@type": "Place", "name": "Hà Nội"}


WITHOUT_A_PLACE = {
    to_ninjs: {
        "breadcrumb", "date_published_text", "tz_source", "dateline", "credit_line", "paragraph_count",
        "image_count", "warnings", "inbox", "changed_fields", "run_id", "parser_version", "contract_version",
    },
    to_news_article: {
        "breadcrumb", "date_published_text", "tz_source", "byline", "paragraph_count", "char_count", "image_count",
        "warnings", "inbox", "path", "sha256", "changed_fields", "run_id", "parser_version", "contract_version",
        "pub_status", "first_created",
    },
}  # fmt: skip
"""Columns that the standards have no place for."""
OTHER = {
    "published_on": date(1999, 1, 1), "date_published": datetime(1999, 1, 1, tzinfo=UTC), "version": 99,
    "first_created": datetime(1999, 1, 1, tzinfo=UTC), "version_created": datetime(1999, 1, 1, tzinfo=UTC),
    "images": [{"position": 1, "caption": "other", "credit_line": None, "photographer": None}],
    **{name: ["other"] for name in ("breadcrumb", "authors", "translators", "info_sources")},
    **{name: ["other"] for name in ("warnings", "changed_fields")},
    **dict.fromkeys(("paragraph_count", "word_count", "char_count", "image_count"), 99),
}  # fmt: skip


@pytest.mark.parametrize("convert", WITHOUT_A_PLACE, ids=lambda convert: convert.__name__)
def test_every_column_has_a_place_or_none(full: House, convert: Callable[[dict[str, Any]], object]) -> None:
    """A document changes with each column, be it of a time, a day or a month, but with those that have no place."""
    (timed,) = full.rows("SELECT *, NULL AS images FROM articles WHERE article_id = '07bc6e208129c909'")
    dated = timed | {"date_published": None, "published_precision": "day"}
    monthly = dated | {"published_on": None, "published_precision": "month", "source_date": "2025-05"}
    silent = {
        name
        for name in timed
        if all(convert(row) == convert(row | {name: OTHER.get(name, "other")}) for row in (timed, dated, monthly))
    }

    assert silent == WITHOUT_A_PLACE[convert]


def test_manifest_tells_every_file(full: House, tmp_path: Path) -> None:
    """The manifest has each file with its month, articles and digest; nothing else is left in the directory."""
    outcome = bring(full, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))

    assert files_of(tmp_path / "out").keys() == {MANIFEST, *(part["path"] for part in manifest["files"])}
    assert sorted(part["month"] or "~" for part in manifest["files"]) == [*MONTHS[:-1], "~"]
    assert manifest["articles"] == outcome.articles == 11
    assert manifest["last_run"] == full.ask("SELECT max(run_id) FROM runs")[0][0]


def test_again_writes_what_changed_only(house: House, tmp_path: Path) -> None:
    """A month whose articles are as before keeps its file; one that has none any more loses it."""
    target = tmp_path / "out"
    house.write("001_00000000000000aa.txt", article_text(day="2025-03-04"))
    house.write("002_00000000000000bb.txt", article_text(day="2025-04-04"))
    house.run()
    bring(house, target)
    before = files_of(target)
    assert (bring(house, target).written, len(files_of(target))) == ([], 3)

    house.write("002_00000000000000bb.txt", article_text(day="2025-05-04"))
    house.run()
    outcome = bring(house, target)
    after = files_of(target)
    assert [part.month for part in outcome.written] == ["2025-05"]
    assert outcome.removed == ["month=2025-04/articles.ndjson"]
    assert not (target / "month=2025-04").exists()
    assert after["month=2025-03/articles.ndjson"] == before["month=2025-03/articles.ndjson"]
    assert [document["article_id"][-2:] for document in documents(target)] == ["aa", "bb"]


def test_a_damaged_file_is_written_anew(full: House, tmp_path: Path) -> None:
    """A file that is not what the manifest says is not kept."""
    target = tmp_path / "out"
    bring(full, target)
    whole = (target / "month=2025-06/articles.ndjson").read_bytes()
    (target / "month=2025-06/articles.ndjson").write_bytes(whole[:-10])
    (target / "month=2025-05/articles.ndjson").unlink()

    assert [part.month for part in bring(full, target).written] == ["2025-05", "2025-06"]
    assert (target / "month=2025-06/articles.ndjson").read_bytes() == whole


def test_a_kill_leaves_whole_files_and_the_next_goes_on(full: House, tmp_path: Path) -> None:
    """After a kill there is no manifest, every file is whole, and what is complete is not written again."""
    target = tmp_path / "out"
    script = (
        "import os, signal, sys; from pathlib import Path; from warehouse.export.export import ExportSpec, export\n"
        "def stop(done, total):\n    if done >= 4: os.kill(os.getpid(), signal.SIGKILL)\n"
        "export(Path(sys.argv[1]), Path(sys.argv[2]), ExportSpec('ndjson', None, None), stop)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(full.home), str(target)], cwd=PROJECT, check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    assert not (target / MANIFEST).exists()
    left = files_of(target)
    assert len(documents(target)) >= 4

    outcome = bring(full, target)
    assert {part.path for part in outcome.kept} == {name for name in left if name.startswith("month=")}
    after = files_of(target)
    assert all(after[part.path] == left[part.path] for part in outcome.kept)
    assert (target / MANIFEST).exists()
    assert ".journal.json" not in after
    assert len(documents(target)) == 11


def test_since_takes_what_was_loaded_from_then_on(house: House, tmp_path: Path) -> None:
    """``--since`` is about loading: an article that changed since is in it, of whatever month it is."""
    noon = datetime(2026, 1, 10, 12, tzinfo=UTC)
    house.write("001_00000000000000aa.txt", article_text(day="2025-03-04"))
    house.write("002_00000000000000bb.txt", article_text(day="2025-04-04"))
    house.run(now=noon)
    house.write("001_00000000000000aa.txt", article_text(day="2025-03-04", body="Another."))
    house.run(now=noon.replace(hour=15))

    bring(house, tmp_path / "some", since=noon.replace(hour=14))
    assert [document["article_id"][-2:] for document in documents(tmp_path / "some")] == ["aa"]
    bring(house, tmp_path / "all", since=noon)
    assert len(documents(tmp_path / "all")) == 2


def test_a_directory_of_something_else_is_left_alone(full: House, tmp_path: Path) -> None:
    """Neither somebody's files nor another export are written over; of two at once the second is told."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError, match="is not empty and holds no export"):
        bring(full, tmp_path / "mine")
    assert files_of(tmp_path / "mine").keys() == {"letter.txt"}

    bring(full, tmp_path / "out", "csv")
    with pytest.raises(UsageError, match="holds an export --format csv; name another directory"):
        bring(full, tmp_path / "out", "ndjson")
    assert (tmp_path / "out" / MANIFEST).exists()
    with FileLock(tmp_path / "out" / ".lock"), pytest.raises(LockedError, match="another export is writing"):
        bring(full, tmp_path / "out", "csv")


def test_a_place_that_cannot_be_written_is_told(full: House, tmp_path: Path) -> None:
    """What the system says is told with the path; no half file stays."""
    bring(full, tmp_path / "out")
    blocked = tmp_path / "out" / "month=2025-06"
    shutil.rmtree(blocked)
    blocked.write_text("a file where a directory would be", encoding="utf-8")

    with pytest.raises(RunError, match=r"month=2025-06.* cannot be written: "):
        bring(full, tmp_path / "out")
    assert not [name for name in files_of(tmp_path / "out") if name.endswith(".part")]


def test_command_says_what_it_did(full: House, tmp_path: Path) -> None:
    """The command prints a line, or the files as JSON; wrong words and no warehouse are told."""
    target = str(tmp_path / "out")
    done = wirehouse(full, "export", "--format", "ninjs", target)
    assert done.stdout == f"11 articles in {target}: files 9 written, 0 as they were, 0 removed; see _manifest.json\n"
    facts = json.loads(wirehouse(full, "export", "--format", "ninjs", target, "--json").stdout)
    assert (facts["articles"], len(facts["kept"]), facts["written"]) == (11, 9, [])

    assert wirehouse(full, "export", "--format", "xml", target).returncode == 2
    done = wirehouse(full, "export", "--format", "csv", target, "--since", "soon")
    assert (done.returncode, "--since: 'soon' is neither" in done.stderr) == (2, True)
    done = wirehouse(House(tmp_path / "inbox", tmp_path / "none"), "export", "--format", "csv", target)
    assert (done.returncode, "there is no warehouse" in done.stderr) == (1, True)


def test_an_empty_warehouse_is_exported(house: House, tmp_path: Path) -> None:
    """Without articles there are no files, and a manifest that says so."""
    house.run()
    assert (house.home / PUBLISHED).exists()
    for form in FORMS:
        assert bring(house, tmp_path / form, form).articles == 0
        assert files_of(tmp_path / form).keys() == {MANIFEST}
