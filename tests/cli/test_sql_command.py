"""``wirehouse sql`` answers questions and can do no harm."""

import io
import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len

from commands import wirehouse
from house import House, article_text
from warehouse.formats.table import write_table


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

    assert wirehouse(asked, "sql", "--file", str(script)).stdout == "a\n1\n\nb\n2\n"


def test_parameters(asked: House) -> None:
    """A value takes the type of what it is compared with; elsewhere it is text, so that no id becomes a number."""
    sql = (
        "SELECT typeof($id) AS kind, $id AS id, $n::INTEGER + 1 AS n, count(*) AS found FROM articles "
        "WHERE published_on >= $since AND article_id = $article AND word_count > $n"
    )
    values = {"id": "0012", "n": "3", "since": "2025-03-01", "article": "00000000000000aa"}
    words = [word for name, value in values.items() for word in ("--param", f"{name}={value}")]
    done = wirehouse(asked, "sql", sql, *words, "--format", "json")

    assert json.loads(done.stdout) == [{"kind": "VARCHAR", "id": "0012", "n": 4, "found": 1}]


def test_parameters_of_several_statements(asked: House) -> None:
    """Each statement gets those that it names; a value may hold = and quotes."""
    done = wirehouse(asked, "sql", "SELECT $a AS a; SELECT $b AS b", "--param", "a=x=y'", "--param", "$b=")

    assert (done.returncode, done.stdout) == (0, 'a\nx=y\'\n\nb\n""\n')


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--param", "x"], 2, "--param x: write NAME=VALUE"),
        (["--param", "a b=1"], 2, "--param a b=1: write NAME=VALUE"),
        (["--param", "x=1", "--param", "x=2"], 2, "--param x is given twice"),
        ([], 1, "the SQL has parameters without a value: $x; give --param x=VALUE"),
        (["--param", "x=1", "--param", "y=2"], 1, "the SQL has no parameter $y"),
        (["--param", "x=1", "--memory", "lots"], 2, "command line: sql_memory = 'lots'"),
        (["--param", "x=1", "--timeout", "0"], 2, "--timeout"),
    ],
)
def test_wrong_options_are_told(asked: House, words: list[str], code: int, told: str) -> None:
    """A parameter without a value, a value without a parameter, a limit that is none: one line says so."""
    done = wirehouse(asked, "sql", "SELECT $x AS x", *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr


def test_query_from_standard_input(asked: House) -> None:
    """SQL may come through a pipe; without any there is nothing to run."""
    command = [sys.executable, "-m", "cli", "sql", "--home", str(asked.home)]

    assert subprocess.check_output(command, input="SELECT 1 AS a;\nSELECT 2 AS b", text=True) == "a\n1\n\nb\n2\n"
    nothing = subprocess.run(command, input="-- nothing", capture_output=True, text=True, check=False)
    assert (nothing.returncode, nothing.stderr) == (1, "wirehouse: there is no SQL to run\n")


def test_an_error_shows_its_place(asked: House) -> None:
    """The line at fault is shown with DuckDB's mark under it, also in a text of several lines."""
    done = wirehouse(asked, "sql", "SELECT 1;\nSELECT\n  headlin FROM articles")

    lines = done.stderr.splitlines()
    assert any(line.startswith("LINE 3: ") for line in lines)
    (marked,) = [number for number, line in enumerate(lines) if line.strip() == "^"]
    assert lines[marked - 1][lines[marked].index("^") :].startswith("headlin")


@pytest.mark.parametrize("form", ["table", "csv", "json", "ndjson", "markdown"])
def test_every_type_has_a_form(asked: House, form: str) -> None:
    """Values of every type of DuckDB's can be shown in every form, where no file can be opened any more."""
    done = wirehouse(asked, "sql", "SELECT * FROM test_all_types()", "--format", form)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_what_parquet_cannot_hold_is_told(asked: House) -> None:
    """A type that Parquet does not have is told, with what to do."""
    done = wirehouse(asked, "sql", "SELECT INTERVAL 1 DAY AS i", "--format", "parquet")

    assert (done.returncode, done.stdout) == (1, "")
    assert "cast the column to VARCHAR" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_width(house: House, width: int) -> None:
    """Wide columns share what is left, numbers stand to the right, and columns without room are named."""
    text = "Đường sắt 漢字 " * 30
    out = io.StringIO()
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT 12 AS n, ? AS text, * FROM (VALUES (1.5, 'x', DATE '2026-11-22'))", [text]
        )
        write_table(connection.execute("FROM t"), out, width)
        write_table(connection.execute(f"SELECT {', '.join(f'{n} AS column_{n}' for n in range(50))}"), out, width)

    lines = out.getvalue().splitlines()
    assert all(cell_len(line) <= width for line in lines if not line.startswith("…"))
    assert lines[0].startswith(" n  text")
    assert "…" in lines[1]
    assert re.search(r"… \d+ more columns: column_\d+, ", lines[-1])


def test_output_keeps_the_rights_of_the_file(asked: House, tmp_path: Path) -> None:
    """A file that is replaced keeps its rights; a new one has those that the umask leaves."""
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("", encoding="utf-8")
    old.chmod(0o640)
    (tmp_path / "plain").touch()
    for target in (old, new):
        assert wirehouse(asked, "sql", "SELECT 1 AS n", "--output", str(target)).returncode == 0

    assert old.read_text(encoding="utf-8") == "n\n1\n"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_limits_are_settings(asked: House) -> None:
    """What a query may take can be set for all of them."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    assert "longer than 0.5 s" in wirehouse(asked, "sql", endless, WIREHOUSE_SQL_TIMEOUT="0.5").stderr
    large = "SELECT array_agg(i) FROM range(20000000) t(i)"
    assert (
        "more than 64MB of memory; raise --memory" in wirehouse(asked, "sql", large, WIREHOUSE_SQL_MEMORY="64MB").stderr
    )


def test_it_imports_nothing_heavy(asked: House) -> None:
    """A question costs no import of Prefect, pandera, Polars or of the prompt, in neither process."""
    done = wirehouse(asked, "sql", "SELECT 1 AS n", PYTHONVERBOSE="1")

    imported = set(re.findall(r"^import '(\w+)", done.stderr, re.MULTILINE))
    assert {"click", "duckdb"} <= imported
    assert imported & {"prefect", "pandera", "polars", "prompt_toolkit", "pyarrow"} == set()


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


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT INTERVAL '1 month 2 hours' AS x", "1 month 02:00:00"),
        ("SELECT DATE 'infinity' AS x", "infinity"),
        ("SELECT DATE '0400-01-01 (BC)' AS x", "0400-01-01 (BC)"),
        ("SELECT TIMESTAMP_NS '2026-01-01 00:00:00.123456789' AS x ORDER BY x;", "2026-01-01 00:00:00.123456789"),
        ("SELECT 'a'::BLOB AS x -- nothing", "a"),
        ("SELECT true AS x", "true"),
    ],
)
def test_values_are_those_of_duckdb(asked: House, sql: str, said: str) -> None:
    """What Python has no form for is told as DuckDB tells it, in text and in JSON."""
    assert wirehouse(asked, "sql", sql, "--format", "csv").stdout == f"x\n{said}\n"
    (row,) = json.loads(wirehouse(asked, "sql", sql, "--json").stdout)
    assert row["x"] == (True if said == "true" else said)


def test_decimals_are_numbers(asked: House) -> None:
    """A decimal is a number of JSON's, unless none says exactly the same."""
    sql = "SELECT 0.5 AS half, 12::DECIMAL(9, 2) AS dozen, 0.12345678901234567890::DECIMAL(38, 20) AS fine"
    (row,) = json.loads(wirehouse(asked, "sql", sql, "--json").stdout)

    assert row == {"half": 0.5, "dozen": 12, "fine": "0.12345678901234567890"}


def test_a_table_in_a_file_is_whole(asked: House, tmp_path: Path) -> None:
    """In a file no row, column or text of a table is cut."""
    target = tmp_path / "all.txt"
    sql = "SELECT i, repeat('x', 3000) AS long, i AS a, i AS b FROM range(10_500) r(i)"
    assert wirehouse(asked, "sql", sql, "--output", str(target)).returncode == 0

    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 10_501
    assert all("x" * 3000 in line for line in lines[1:])


def test_answers_are_divided(asked: House) -> None:
    """Between two answers stands an empty line, so that two tables of Markdown are two."""
    done = wirehouse(asked, "sql", "SELECT 1 AS a; SELECT 2 AS b", "--format", "markdown")

    assert done.stdout == "| a |\n| --- |\n| 1 |\n\n| b |\n| --- |\n| 2 |\n"


_LARGE = "repeat('x', 1000) AS x, random() AS r FROM range(3_000_000) ORDER BY r"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["SELECT 1", "--timeout", "inf"], 2, "86400"),
        (["SELECT 1 AS a, 2 AS a", "--output", "two.parquet"], 1, "two columns have one name"),
        (["SELECT \udcff"], 1, "no UTF-8 text"),
        (["SELECT $a", "--param", "a=\udcff"], 1, "no UTF-8 text"),
        (["PIVOT articles ON genre"], 1, "needs its values named"),
        (["-- nothing but a comment"], 2, "put -- before it"),
        ([f"SELECT {_LARGE}", "--memory", "300MB", "--output", "x.parquet"], 1, "of memory"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(asked: House, words: list[str], code: int, said: str) -> None:
    """Each says what it is, and none leaves a file or a traceback."""
    before = sorted(asked.inbox.parent.iterdir())
    done = wirehouse(asked, "sql", *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(asked.inbox.parent.iterdir()) == before
