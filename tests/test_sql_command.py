"""``wirehouse sql`` answers questions and can do no harm."""

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import House, article_text
from test_cli import wirehouse


@pytest.fixture(name="asked")
def _asked(house: House) -> House:
    house.write("001_00000000000000aa.txt", article_text('A "bar" | in it'))
    house.run()
    return house


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("csv", 'n,t,x\n1,"a,b",\n'),
        ("json", '[\n{"n": 1, "t": "a,b", "x": null}\n]\n'),
        ("ndjson", '{"n": 1, "t": "a,b", "x": null}\n'),
        ("markdown", "| n | t | x |\n| --- | --- | --- |\n| 1 | a,b |  |\n"),
        ("table", "n  t    x   \n1  a,b  NULL\n"),
    ],
)
def test_forms(asked: House, form: str, answer: str) -> None:
    """Each form prints the same rows."""
    done = wirehouse(asked, "sql", "SELECT 1 AS n, 'a,b' AS t, NULL AS x", "--format", form)

    assert (done.returncode, done.stdout) == (0, answer)


def test_parquet_into_a_file(asked: House) -> None:
    """A result goes into a file whole."""
    target = asked.home.parent / "out.parquet"
    done = wirehouse(
        asked, "sql", "SELECT headline, published_on FROM articles", "--format", "parquet", "--output", str(target)
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert pq.read_table(io.BytesIO(target.read_bytes())).column("headline").to_pylist() == ['A "bar" | in it']


def test_query_from_a_file(asked: House) -> None:
    """SQL may come from a file; several statements are answered one after the other."""
    script = asked.home.parent / "q.sql"
    script.write_text("SELECT 1 AS a; SELECT 2 AS b;", encoding="utf-8")

    assert wirehouse(asked, "sql", "--file", str(script)).stdout == "a\n1\nb\n2\n"


def test_wrong_sql_is_told(asked: House) -> None:
    """A mistake is told as DuckDB tells it, without a traceback, and exits with 1."""
    done = wirehouse(asked, "sql", "SELECT headlin FROM articles")

    assert done.returncode == 1
    assert "headline" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "attack",
    [
        "COPY articles TO '{target}'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH '{target}' AS x",
        "DELETE FROM articles",
        "CREATE TABLE t AS SELECT 1",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD sqlite_scanner",
        "CALL enable_logging(storage = 'file', storage_path = '{target}')",
        "EXPORT DATABASE '{target}'",
        "SELECT getenv('HOME')",
        "SELECT len(range(1000000000))",
    ],
)
def test_attacks_are_refused(asked: House, tmp_path: Path, attack: str) -> None:
    """Files, settings, extensions and huge allocations are refused in a line, and nothing is written."""
    target = tmp_path / "written"
    done = wirehouse(asked, "sql", attack.format(target=target), "--timeout", "30")

    assert done.returncode == 1
    assert done.stderr.startswith("wirehouse: ")
    assert done.stdout == ""
    assert not target.exists()


def test_endless_query_is_stopped(asked: House) -> None:
    """A query that does not end is killed when its time is up."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    done = wirehouse(asked, "sql", endless, "--timeout", "2")

    assert done.returncode == 1
    assert "took longer than 2 s" in done.stderr


def test_times_are_iso(asked: House) -> None:
    """Times are printed in ISO 8601 with their zone."""
    done = wirehouse(asked, "sql", "SELECT date_published AT TIME ZONE 'UTC' AS t FROM articles", "--format", "json")

    assert json.loads(done.stdout) == [{"t": "2025-03-04 01:30:00"}]
