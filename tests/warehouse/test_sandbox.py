"""``wirehouse sql`` may be handed to anybody: each attack ends in one clear line, soon, and nothing is written."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from commands import wirehouse
from house import House, article_text

_DEEP = 60_000


@pytest.fixture(name="asked", scope="module")
def _asked(tmp_path_factory: pytest.TempPathFactory) -> House:
    """One warehouse for all attacks: none of them changes it."""
    place = tmp_path_factory.mktemp("asked")
    (place / "inbox").mkdir()
    house = House(place / "inbox", place / "home")
    house.write("001_00000000000000aa.txt", article_text())
    house.run()
    return house


def everything(place: Path) -> dict[str, bytes]:
    """Each file below a place, with its bytes; links by where they lead."""
    return {
        str(path): os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def refused(asked: House, sql: str, *words: str) -> str:
    """What is told of SQL that is refused or stopped; everything else about it is checked here."""
    before = everything(asked.home.parent)
    script = asked.home.parent / "attack.sql"
    script.write_text(sql, encoding="utf-8", errors="surrogateescape")
    begun = time.monotonic()
    done = wirehouse(asked, "sql", "--file", str(script), "--timeout", "20", "--memory", "256MB", *words)
    script.unlink()

    assert done.returncode == 1, done.stdout
    assert done.stdout == ""
    assert done.stderr.startswith("wirehouse: ")
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert everything(asked.home.parent) == before
    assert time.monotonic() - begun < 60  # thrice the limit: that it ends, not how fast
    return done.stderr


FILES = [
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{secret}')",
    "SELECT * FROM read_json_auto('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT * FROM parquet_metadata('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM '{secret}'",
    'FROM "{secret}"',
    "FROM query_table('{secret}')",
    "DESCRIBE FROM read_csv('{secret}')",
    "SUMMARIZE FROM '{secret}'",
    "SELECT (SELECT count(*) FROM read_csv('{secret}'))",
    "WITH a AS (FROM glob('/*')) SELECT * FROM a UNION ALL SELECT headline FROM articles",
    "SELECT * FROM articles WHERE headline IN (SELECT content FROM read_text('{secret}'))",
    "COPY articles TO '{target}'",
    "COPY (SELECT 1) TO '{target}' (FORMAT parquet)",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "COPY articles FROM '{secret}'",
    "EXPORT DATABASE '{target}'",
    "IMPORT DATABASE '{target}'",
    "ATTACH '{target}' AS x",
    "ATTACH '{loader}' AS x (READ_ONLY)",
    "ATTACH 'https://example.org/x.duckdb'",
    "FROM 'https://example.org/x.csv'",
    "FROM duckdb_secrets()",
    "FROM which_secret('s3://a', 's3')",
    "CREATE SECRET s (TYPE s3)",
]

SETTINGS = [
    "INSTALL httpfs",
    "LOAD sqlite_scanner",
    "LOAD '{target}'",
    "UPDATE EXTENSIONS",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "SET VARIABLE x = 1",
    "RESET memory_limit",
    "USE memory",
    "PRAGMA enable_profiling",
    "PRAGMA profiling_output = '{target}'",
    "PRAGMA memory_limit = '100GB'",
    "CALL enable_logging(storage = 'file', storage_path = '{target}')",
    "SELECT * FROM enable_logging(storage = 'file', storage_path = '{target}')",
    "FROM system.main.enable_logging()",
    "FROM \"ENABLE_LOGGING\"(storage = 'file', storage_path = '{target}')",
    "SELECT * FROM enable_profiling(save_location = '{target}')",
    "FROM force_checkpoint()",
    "FROM checkpoint()",
    "CHECKPOINT",
    "SELECT getenv('HOME')",
]

WRITES = [
    "DELETE FROM articles",
    "INSERT INTO articles SELECT * FROM articles",
    "UPDATE articles SET headline = 'x'",
    "TRUNCATE articles",
    "DROP TABLE articles",
    "MERGE INTO articles USING articles b ON false WHEN NOT MATCHED THEN INSERT",
    "CREATE TABLE t AS SELECT 1",
    "CREATE TEMP TABLE t AS SELECT 1",
    "CREATE MACRO range(a) AS TABLE FROM read_text(a)",
    "CREATE TEMP MACRO m() AS TABLE FROM read_text('{secret}')",
    "CREATE VIEW v AS FROM '{secret}'",
    "ALTER TABLE articles RENAME TO a",
    "COMMENT ON TABLE articles IS 'mine'",
    "WITH x AS (SELECT 1) INSERT INTO articles (version) FROM x",
    "WITH x AS (DELETE FROM articles RETURNING *) FROM x",
    "SELECT 1; DELETE FROM articles",
    "SELECT 1;; /* ; */ SELECT 2; DROP TABLE articles; SELECT 3",
    "/* SELECT */ -- SELECT 1\nDELETE FROM articles",
    "\ufeffDELETE FROM articles",
    "\u00a0\u2003DELETE\u3000FROM articles",
    "ＤＥＬＥＴＥ FROM articles",
    "SELECT 1 \x00; DELETE FROM articles",
    "EXPLAIN ANALYZE DELETE FROM articles",
    "EXPLAIN ANALYZE INSERT INTO articles SELECT * FROM articles",
    "EXPLAIN ANALYZE WITH x AS (SELECT 1) INSERT INTO articles (version) FROM x",
    "EXPLAIN (ANALYZE) DELETE FROM articles",
    "EXPLAIN /* x */ ANALYZE CREATE TEMP TABLE t AS SELECT 1",
    "EXPLAIN ANALYZE SELECT 1; DELETE FROM articles",
    "EXPLAIN ANALYZE SELECT * FROM read_text('{secret}')",
    "EXPLAIN ANALYZE COPY articles TO '{target}'",
    "FROM query('SELECT * FROM read_text(''{secret}'')')",
    "FROM query('DELETE FROM articles')",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{secret}'')'))",
    "PREPARE p AS DELETE FROM articles",
    "EXECUTE p",
    "BEGIN; SELECT 1",
    "VACUUM",
    "FROM pandas_scan(1::UBIGINT::POINTER)",
    "FROM arrow_scan(1::POINTER, 2::POINTER, 3::POINTER)",
    "FROM os",
    "FROM request",
]


@pytest.mark.parametrize("attack", [*FILES, *SETTINGS, *WRITES])
def test_no_files_no_settings_no_writes(asked: House, tmp_path: Path, attack: str) -> None:
    """What is no reading of tables is refused, however it is dressed up."""
    secret = tmp_path / "secret.csv"
    secret.write_text("word\nxyzzy\n", encoding="utf-8")
    names = {
        "{secret}": secret, "{target}": tmp_path / "written", "{loader}": asked.home / "wirehouse.duckdb",
        "{folder}": tmp_path,
    }  # fmt: skip
    for name, path in names.items():
        attack = attack.replace(name, str(path))

    assert "xyzzy" not in refused(asked, attack)


GREED = [
    ("SELECT len(range(100000000))", "needed more than 256MB of memory"),
    ("SELECT len(list(i)) FROM range(1000000000) t(i)", "needed more than 256MB of memory"),
    ("SELECT len(repeat('x', 10000000000))", ""),
    ("SELECT repeat(repeat('x', 1000000), 1000000)", ""),
    ("SELECT len(string_agg(repeat('x', 1000000), '')) FROM range(100000)", ""),
    ("SELECT len(array_agg(a || b)) FROM range(100000) t(a), range(100000) u(b)", ""),
    ("SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.range <> b.range + 1", "took longer than"),
    ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", ""),
    ("WITH RECURSIVE n(i) AS (SELECT 'x' UNION ALL SELECT i || i FROM n) SELECT count(*) FROM n", ""),
    ("SELECT error(repeat('x', 100000000))", ""),
]


@pytest.mark.parametrize(("attack", "told"), GREED, ids=[attack[:60] for attack, _ in GREED])
def test_greed_is_stopped(asked: House, attack: str, told: str) -> None:
    """Memory and time have walls that hold whatever DuckDB does."""
    found = refused(asked, attack, "--timeout", "5")

    assert told in found
    assert len(found) < 1_000


DEEP = {
    "brackets": "SELECT " + "(" * _DEEP + "1" + ")" * _DEEP,
    "selects": "SELECT * FROM (" * _DEEP + "SELECT 1" + ")" * _DEEP,
    "sums": "SELECT 1" + " + 1" * _DEEP,
    "minus": "SELECT " + "- " * _DEEP + "1",
    "not": "SELECT " + "NOT " * _DEEP + "true",
    "lists": "SELECT " + "[" * _DEEP + "1" + "]" * _DEEP,
    "unions": "SELECT 1" + " UNION ALL SELECT 1" * _DEEP,
    "cases": "SELECT " + "CASE WHEN true THEN " * _DEEP + "1" + " END" * _DEEP,
    "casts": "SELECT 1" + "::INT" * _DEEP,
    "explains": "EXPLAIN " * _DEEP + "SELECT 1",
}


@pytest.mark.parametrize("kind", DEEP)
def test_nesting_is_no_crash(asked: House, kind: str) -> None:
    """What is nested so deeply that the parser breaks down is told in one line."""
    assert len(refused(asked, DEEP[kind], "--timeout", "5")) < 3_000


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
@pytest.mark.parametrize("into_file", [True, False])
def test_endless_output_is_cut_off(asked: House, tmp_path: Path, form: str, *, into_file: bool) -> None:
    """Ten gigabytes of answer are stopped at the limit, and nothing of them is left."""
    # a table has 10,000 rows at most, so its rows must be the large ones
    sql = "SELECT repeat(chr(97 + (i * 7919 % 26)::INT), 1000) || hash(i) FROM range(10000000) t(i)"
    sql = f"SELECT * FROM ({sql}) AS a(x), range(100)" if form == "table" else sql
    target = tmp_path / "out"
    words = ["--output", str(target)] if into_file else []
    done = wirehouse(
        asked, "sql", sql, "--format", form, "--timeout", "60", *words, WIREHOUSE_SQL_OUTPUT="300KB"
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "wirehouse: the answer is larger than 300KB; raise sql_output in the settings or ask for less\n"
    )
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(("out", ".out"))] == []


def test_a_million_columns(asked: House) -> None:
    """So many columns are answered or stopped, and either way in a few lines."""
    sql = "SELECT " + ", ".join(f"{number} AS c{number}" for number in range(100_000))
    script = asked.home.parent / "wide.sql"
    script.write_text(sql, encoding="utf-8")
    done = wirehouse(asked, "sql", "--file", str(script), "--format", "table", "--timeout", "20")

    assert done.returncode in (0, 1)
    assert len((done.stdout + done.stderr).splitlines()) <= 4
    assert max(map(len, (done.stdout + done.stderr).splitlines())) < 600
    assert "Traceback" not in done.stderr


def test_a_link_is_not_written_through(asked: House, tmp_path: Path) -> None:
    """--output is refused for a link, wherever that leads; neither is changed."""
    precious = tmp_path / "precious.csv"
    precious.write_text("mine", encoding="utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(precious)
    done = wirehouse(asked, "sql", "SELECT 1", "--output", str(link))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"wirehouse: --output {link} is a link; name the file itself\n"
    assert precious.read_text(encoding="utf-8") == "mine"
    assert link.is_symlink()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("home/wirehouse.duckdb", "lies in the warehouse's own directory"),
        ("home/../home/new.csv", "lies in the warehouse's own directory"),
        ("/dev/null", "is no regular file"),
        ("nowhere/out.csv", "there is no directory"),
        ("out.xlsx", "give --format"),
        ("out", "give --format"),
    ],
)
def test_places_that_no_answer_replaces(asked: House, place: str, told: str) -> None:
    """The warehouse's own files, devices, and names that do not say the form are refused, and not touched."""
    around = asked.home.parent
    before = everything(around)
    words = ["--format", "csv"] if place in ("/dev/null", "home/wirehouse.duckdb") else []
    done = wirehouse(asked, "sql", "SELECT 1", "--output", str(around / place), *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert everything(around) == before


def test_a_home_behind_a_link_is_read(asked: House, tmp_path: Path) -> None:
    """The home itself may be a link."""
    (tmp_path / "other").symlink_to(asked.home)
    done = wirehouse(House(asked.inbox, tmp_path / "other"), "sql", "SELECT count(*) AS n FROM articles")

    assert (done.returncode, done.stdout, done.stderr) == (0, "n\n1\n", "")


def test_a_failure_leaves_the_old_file(asked: House, tmp_path: Path) -> None:
    """A question that fails in the middle leaves the file that was there."""
    target = tmp_path / "out.csv"
    target.write_text("of yesterday", encoding="utf-8")
    sql = "SELECT CASE WHEN i < 500000 THEN i ELSE error('no') END FROM range(1000000) t(i)"
    done = wirehouse(asked, "sql", sql, "--output", str(target))

    assert done.returncode == 1
    assert target.read_text(encoding="utf-8") == "of yesterday"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_the_environment_is_not_handed_on(asked: House) -> None:
    """Neither a variable nor the user's home directory can be found out."""
    sql = "SELECT * FROM duckdb_settings() WHERE value ILIKE '%xyzzy%' OR value LIKE '%' || $home || '%'"
    done = wirehouse(
        asked, "sql", sql, "--param", f"home={Path.home()}/", "--format", "ndjson",
        SHELLS_OWN="xyzzy", XDG_CACHE_HOME="/xyzzy", HOME="/xyzzy",
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("form", ["table"])
def test_values_cannot_move_the_terminal(asked: House, form: str) -> None:
    """Control characters in values and names of columns are escaped where people read them."""
    sql = """SELECT chr(27) || ']0;title' || chr(7) AS a, chr(155) || '2J' AS "b\x1b[2J", chr(8238) || 'abc' AS c"""
    done = wirehouse(asked, "sql", sql, "--format", form)

    assert done.returncode == 0
    assert all(character.isprintable() or character == "\n" for character in done.stdout)
    assert "\\x1b]0;title\\x07" in done.stdout


def test_errors_cannot_move_the_terminal(asked: House) -> None:
    """Neither can control characters in what is told of an error."""
    assert "\\x1b]0;title" in refused(asked, "SELECT error(chr(27) || ']0;title' || chr(7))")
    assert "\\x1b[2J" in refused(asked, "SELECT \x1b[2J FROM articles")


def test_a_killed_parent_leaves_no_process(asked: House) -> None:
    """If the command itself is killed, its query ends by itself soon after its time is up."""
    import signal
    import sys

    endless = "SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.range <> b.range + 1"
    command = [sys.executable, "-m", "cli", "sql", endless, "--timeout", "1", "--home", str(asked.home)]
    parent = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    while not (found := children.read_text(encoding="ascii").split()):
        time.sleep(0.01)
    time.sleep(0.3)  # it is at work
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{found[0]}/cmdline").exists() and Path(f"/proc/{found[0]}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.1)
