"""Reports: each runs with its example, answers its question, and takes what it says; the user's own are found."""

import csv
import io
import json
import re
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cli.query.parameters import parse_parameters
from commands import wirehouse
from house import PROJECT, House, article_text
from warehouse.errors import UsageError
from warehouse.reports.catalog import find_reports, load_report
from warehouse.reports.definition import COMMON, ReportError, read_report, render_sql

FOUND = find_reports()
REPORTS = {name: load_report(name, FOUND) for name in FOUND}
SILENT, ONE, OTHER = "100_00000000000000aa.txt", "101_00000000000000bb.txt", "102_00000000000000cc.txt"
STORY = " ".join(f"On day {day} the ferry took {day * 3} people over the bay." for day in range(1, 60))
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
Row = dict[str, Any]
Rows = list[Row]

GOOD = """-- title: Headlines
-- question: Which headlines are there?
-- group: mine
-- parameter: section VARCHAR = NULL; Of this section.
-- parameter: words INTEGER; At least so many words.
-- example: wirehouse report headlines --param words=3
-- note: The first line,
--   and the one that goes on with it.
SELECT headline, '$words' AS text /* $section */ FROM articles -- $nothing
WHERE word_count >= $words AND ($section IS NULL OR article_section = $section)
ORDER BY headline
"""


@pytest.fixture(name="full", scope="module")
def _full(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The seeds, a text that was edited in silence, two that tell the same, and a file that is withheld."""
    root = tmp_path_factory.mktemp("reports")
    shutil.copytree(PROJECT / "seeds", root / "seeds")
    house = House(root / "seeds", root / "home")
    house.write(SILENT, article_text("The seed that bears salt", body="It holds for one season."))
    house.write(ONE, article_text("A ferry in the fog", day="2025-04-07", body=STORY))
    house.write(OTHER, article_text("Fog over the ferry", day="2025-04-08", body=STORY.replace("day 30", "day XXX")))
    house.run()
    house.write(SILENT, article_text("The seed that bears salt", body="It holds for two seasons."))
    house.run()
    return house


@pytest.fixture(name="empty", scope="module")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> House:
    root = tmp_path_factory.mktemp("empty")
    house = House(root / "seeds", root / "home")
    house.inbox.mkdir()
    house.run()
    return house


def answer(house: House, name: str, *words: str) -> Rows:
    """The rows of a report."""
    done = wirehouse(house, "report", name, *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows: Rows = json.loads(done.stdout)
    return rows


def asked(house: House, sql: str, folder: Path) -> Any:
    """What ``wirehouse sql`` answers."""
    script = folder / "printed.sql"
    script.write_text(sql, encoding="utf-8")
    return json.loads(wirehouse(house, "sql", "--file", str(script), "--format", "json").stdout)


def header(house: House, *words: str) -> list[str]:
    """The columns of a report, as csv has them."""
    done = wirehouse(house, *words, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    return next(csv.reader(io.StringIO(done.stdout)))


def row(rows: Rows, **wanted: Any) -> Row:
    """The only row with these values."""
    (found,) = [entry for entry in rows if all(entry[key] == value for key, value in wanted.items())]
    return found


def _agencies(rows: Rows) -> None:
    assert (row(rows, agency="VNA")["articles"], row(rows, agency="(none)")["sections"]) == (2, 0)


def _per_day(rows: Rows) -> None:
    assert row(rows, published_on="2025-03-04")["section"] == "Economy"
    assert row(rows, published_on=None)["articles"] == 1  # the page that gives a month only


def _per_month(rows: Rows) -> None:
    assert row(rows, month="2025-06")["articles"] == 2  # one of them has no day
    assert row(rows, month="2025-04")["articles"] == 2


def _per_section(rows: Rows) -> None:
    found = row(rows, section="Economy")
    assert (found["articles"], found["first_day"], found["last_day"]) == (4, "2025-03-04", "2025-12-03")


def _per_week(rows: Rows) -> None:
    assert row(rows, week_from="2025-04-07")["articles"] == 2  # a Monday and its Tuesday


def _changes(rows: Rows) -> None:
    assert row(rows, article_id="00000000000000aa") | {"changed_at": 0, "path": 0, "headline": 0} == {
        "change": "new", "article_id": "00000000000000aa", "version_before": None, "version_after": 2,
        "changed_fields": None, "changed_at": 0, "published_on": "2025-03-04", "section": "Economy",
        "headline": 0, "path": 0,
    }  # fmt: skip
    assert len(rows) == 13


def _completeness(rows: Rows) -> None:
    found = row(rows, month="2025-04", field="byline")
    assert (found["articles"], found["missing"], found["missing_percent"]) == (2, 2, 100.0)
    assert row(rows, month="2025-04", field="headline")["missing"] == 0
    assert row(rows, month="2025-06", field="date_published")["missing"] == 1


def _freshness(rows: Rows) -> None:
    (found,) = rows
    assert (found["articles"], found["newest_day"], found["withheld"]) == (13, "2025-12-03", 4)
    assert 0 <= found["hours_since_loaded"] < 1


def _steps(rows: Rows) -> None:
    calls = {row["step"]: (row["runs"], row["calls"]) for row in rows}
    assert calls["scan"] == calls["commit"] == (2, 2)
    assert sum(row["percent"] for row in rows) == pytest.approx(100, abs=1)


def _runs(rows: Rows) -> None:
    assert [(found["loaded"], found["quarantined"]) for found in rows] == [(1, 0), (13, 4)]
    assert all(found["files_per_second"] > 0 for found in rows)


def _delay(rows: Rows) -> None:
    assert sum(found["articles"] for found in rows) == 13
    assert sum(found["with_time"] for found in rows) == 10
    assert all(found["median_hours"] > 24 for found in rows)


def _longest(rows: Rows) -> None:
    assert {entry["article_id"] for entry in rows[:2]} == {"00000000000000bb", "00000000000000cc"}
    assert (rows[0]["which"], rows[-1]["which"]) == ("longest", "shortest")
    assert rows[-1]["article_id"] == "00000000000000aa"
    assert len(rows) == 13


def _near(rows: Rows) -> None:
    (found,) = rows
    assert (found["article_id"], found["other_id"]) == ("00000000000000bb", "00000000000000cc")
    assert 0.8 < found["similarity"] < 1
    assert found["other_headline"] == "Fog over the ferry"


def _photographers(rows: Rows) -> None:
    assert row(rows, photographer="Bùi Nhật Quang")["usual_credit"] == "VNA/VNS Photo Bùi Nhật Quang"
    assert row(rows, photographer="(none)")["articles"] == 3


def _places(rows: Rows) -> None:
    assert row(rows, month="2025-04", place="Huế")["articles"] == 2
    assert row(rows, month="2025-01", place="(none)")["articles"] == 1


def _rhythm(rows: Rows) -> None:
    assert row(rows, day="Monday", hour=14)["articles"] == 1  # 14:00 as printed, which is 07:00 UTC
    assert row(rows, day="Tuesday", hour=8)["articles"] == 2
    assert row(rows, weekday=None)["hour"] is None


def _quarantine_rules(rows: Rows) -> None:
    found = row(rows, rule="empty_file")
    assert (found["files"], found["example"]) == (1, "012_247dfb359aa0f809.txt")
    assert "crawler" in found["remedy"]


def _quarantine_weeks(rows: Rows) -> None:
    assert row(rows, rule="empty_file")["withheld_still"] == 1
    assert len(rows) == 4


def _sections(rows: Rows) -> None:
    assert row(rows, month="2025-03", section="Life & Style")["percent_of_month"] == 33.3


def _sign_offs(rows: Rows) -> None:
    assert row(rows, sign_off="VNA/VNS")["agencies"] == ["VNA", "VNS"]
    assert row(rows, sign_off="(none)")["agencies"] is None


def _silent(rows: Rows) -> None:
    (found,) = rows
    assert (found["article_id"], found["version"], found["field"]) == ("00000000000000aa", 2, "article_body")
    assert (found["before"], found["after"]) == ("It holds for one season.", "It holds for two seasons.")


def _warning_rules(rows: Rows) -> None:
    found = row(rows, rule="headline_missing")
    assert (found["articles"], found["percent"]) == (3, 23.1)
    assert row(rows, rule="silent_edit")["articles"] == 1


def _warning_weeks(rows: Rows) -> None:
    assert sum(found["files"] for found in rows if found["rule"] == "headline_missing") == 3


EXPECTED: dict[str, Callable[[Rows], None]] = {
    "agencies": _agencies,
    "articles_per_day": _per_day,
    "articles_per_month": _per_month,
    "articles_per_section": _per_section,
    "articles_per_week": _per_week,
    "changes_between": _changes,
    "completeness_by_month": _completeness,
    "freshness": _freshness,
    "last_runs": _runs,
    "loading_delay": _delay,
    "longest_and_shortest": _longest,
    "near_duplicates": _near,
    "photographers": _photographers,
    "places_over_time": _places,
    "publishing_rhythm": _rhythm,
    "quarantine_by_rule": _quarantine_rules,
    "quarantine_by_week": _quarantine_weeks,
    "sections_over_time": _sections,
    "sign_offs": _sign_offs,
    "silent_edits": _silent,
    "slowest_steps": _steps,
    "warnings_by_rule": _warning_rules,
    "warnings_by_week": _warning_weeks,
}


@pytest.mark.parametrize("name", REPORTS)
def test_report_answers_its_question(full: House, name: str) -> None:
    """Each report gives what a reader of the corpus would say."""
    EXPECTED[name](answer(full, name))


@pytest.mark.parametrize("name", REPORTS)
def test_example_runs(full: House, name: str) -> None:
    """Each example can be typed as it stands, and has the columns of the report."""
    words = shlex.split(REPORTS[name].example)

    assert words[0] == "wirehouse"
    assert header(full, *words[1:]) == header(full, "report", name)


@pytest.mark.parametrize("name", REPORTS)
def test_report_of_an_empty_warehouse(empty: House, full: House, name: str) -> None:
    """Without articles a report has its columns, and says so in a sentence if it has no rows."""
    assert header(empty, "report", name) == header(full, "report", name)

    done = wirehouse(empty, "report", name, "--format", "table")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(REPORTS[name].question)
    assert ("No rows." in done.stdout) is (answer(empty, name) == [])


@pytest.mark.parametrize("name", REPORTS)
def test_filters_filter(full: House, name: str) -> None:
    """Each common filter that a report takes leaves out what does not fit, and what is not taken is refused."""
    nobody = {"since": "2099-01-01", "until": "1999-01-01", "section": "Chess"}
    for flag, value in nobody.items():
        done = wirehouse(full, "report", name, f"--{flag}", value, "--json")
        if REPORTS[name].parameter(flag) and flag == "section":
            assert (done.returncode, "no article is in a section Chess" in done.stderr) == (2, True)
        elif REPORTS[name].parameter(flag):
            rows = json.loads(done.stdout)
            rows = [found for found in rows if found["change"] == "changed"] if name == "changes_between" else rows
            assert rows == []
        else:
            assert (done.returncode, f"does not take --{flag}" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("printed", "utc", "hour"),
    [
        ("May 09, 2025 - 08:30", "2025-05-09 01:30:00", 8),
        ("May 09, 2025 - 08:30 PM", "2025-05-09 13:30:00", 20),
        ("May 09, 2025 - 12:10 a.m.", "2025-05-08 17:10:00", 0),
        ("09.05.2025 - 12:05", "2025-05-09 05:05:00", 12),
        ("2025-05-09T23:59:59+07:00", "2025-05-09 16:59:59", 23),
        ("9 Mei 2025, 08:30 petang", "2025-05-09 13:30:00", None),
        ("May 09, 2025 - 08:30", "2025-05-09 01:37:00", None),
        ("May 09, 2025", "2025-05-09 01:30:00", None),
        (None, None, None),
    ],
)
def test_hours_are_those_of_the_stamp(printed: str | None, utc: str | None, hour: int | None) -> None:
    """An hour is the one that is printed, if it can be the stored instant in some zone; else it is not told."""
    report = REPORTS["publishing_rhythm"]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE articles AS SELECT $1::VARCHAR AS date_published_text, $2::TIMESTAMPTZ AS date_published, "
            "DATE '2025-05-09' AS published_on, NULL::VARCHAR AS article_section, NULL::VARCHAR AS inbox",
            [printed, f"{utc}+00" if utc else None],
        )
        (found,) = connection.execute(render_sql(report, parse_parameters(report, {}, NOW))).fetchall()

    assert found[:3] == (5, "Friday", hour)


def test_section_takes_those_without_one(full: House) -> None:
    """The name that stands for no section in the answers can be asked for, and letters' case does not matter."""
    assert {found["section"] for found in answer(full, "articles_per_day", "--section", "(NONE)")} == {"(none)"}
    assert len(answer(full, "articles_per_day", "--section", "economy")) == 4


def test_days_are_meant_to_their_end(full: House) -> None:
    """``--until`` takes a day in, be it of publication or of loading."""
    assert len(answer(full, "articles_per_day", "--since", "2025-04-07", "--until", "2025-04-08")) == 2
    today = datetime.now().astimezone().date().isoformat()
    assert len(answer(full, "last_runs", "--until", today)) == 2
    assert answer(full, "last_runs", "--since", today, "--until", "2020-01-01") == []


def test_changes_between_two_runs(full: House) -> None:
    """Between two runs a report names what the second changed, and not what was there at the first moment."""
    ((first, second),) = full.ask("SELECT min(version_created)::VARCHAR, max(version_created)::VARCHAR FROM articles")
    (found,) = answer(full, "changes_between", "--since", first, "--until", second)

    assert (found["change"], found["version_before"], found["version_after"]) == ("changed", 1, 2)
    assert found["changed_fields"] == ["article_body"]


def test_sql_is_printed_and_can_be_run(full: House, tmp_path: Path) -> None:
    """The printed SQL needs nothing else: ``wirehouse sql`` gives the same answer."""
    words = ["report", "articles_per_day", "--section", "Life & Style' OR 1=1 --", "--since", "2025-01-01"]
    done = wirehouse(full, *words, "--sql")
    assert (done.returncode, done.stdout) == (2, "")

    words[3] = "life & style"
    printed = wirehouse(full, *words, "--sql").stdout
    assert "$" not in printed
    assert "lower('Life & Style')" in printed
    assert asked(full, printed, tmp_path) == answer(full, *words[1:])


def test_a_report_goes_into_a_file(full: House, tmp_path: Path) -> None:
    """The file's name tells the form."""
    target = tmp_path / "days.md"
    done = wirehouse(full, "report", "articles_per_day", "--output", str(target))

    assert (done.returncode, done.stdout) == (0, "")
    assert target.read_text(encoding="utf-8").startswith("| published_on | section |")


def test_list_names_every_report(full: House) -> None:
    """The list has each report with its question and what it takes; ``--json`` has the parameters."""
    told = wirehouse(full, "report").stdout
    assert [name for name, entry in REPORTS.items() if name not in told or entry.question not in told] == []
    facts = {fact["name"]: fact for fact in json.loads(wirehouse(full, "report", "--json").stdout)}
    assert facts.keys() == REPORTS.keys()
    assert facts["last_runs"]["parameters"][-1] == {
        "name": "rows", "kind": "INTEGER", "default": "20", "description": "How many runs.",
    }  # fmt: skip


@pytest.mark.parametrize("way", ["flag", "setting", "variable"])
def test_own_reports_are_found(full: House, tmp_path: Path, way: str) -> None:
    """A directory of one's own is found by flag, setting and variable; a report in it takes the place of ours."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "headlines.sql").write_text(GOOD, encoding="utf-8")
    (own / "agencies.sql").write_text(GOOD.replace("headlines", "agencies"), encoding="utf-8")
    (own / "notes.txt").write_text("no report", encoding="utf-8")
    settings = tmp_path / "wirehouse.toml"
    settings.write_text(f'reports = "{own}"\n', encoding="utf-8")
    words = {"flag": ["--reports", str(own)], "setting": ["--settings", str(settings)], "variable": []}[way]
    variables = {"WIREHOUSE_REPORTS": str(own)} if way == "variable" else {}

    listed = json.loads(wirehouse(full, "report", *words, "--json", **variables).stdout)
    assert {"headlines", "last_runs"} < {fact["name"] for fact in listed}
    for name in ("headlines", "agencies"):
        done = wirehouse(full, "report", name, "--param", "words=600", *words, "--json", **variables)
        assert [found["headline"] for found in json.loads(done.stdout)] == ["A ferry in the fog", "Fog over the ferry"]
    done = wirehouse(full, "report", "headlines", *words, **variables)
    assert (done.returncode, "needs --param words=… (INTEGER)" in done.stderr) == (2, True)


def test_own_reports_can_do_no_harm(full: House, tmp_path: Path) -> None:
    """A report of one's own is run as ``wirehouse sql`` runs a query."""
    (tmp_path / "headlines.sql").write_text(
        GOOD[: GOOD.index("SELECT")] + f"COPY (SELECT $words, $section) TO '{tmp_path}/written.csv'", encoding="utf-8"
    )
    done = wirehouse(full, "report", "headlines", "--param", "words=1", "--reports", str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith("wirehouse: ")
    assert not (tmp_path / "written.csv").exists()


def test_a_broken_report_does_not_hide_the_others(full: House, tmp_path: Path) -> None:
    """The list shows what can be run and names file and line of what cannot; the exit code is 2."""
    (tmp_path / "broken.sql").write_text("-- titel: X\nSELECT 1", encoding="utf-8")
    (tmp_path / "latin.sql").write_bytes(b"-- title: caf\xe9\n")
    done = wirehouse(full, "report", "--reports", str(tmp_path))

    assert done.returncode == 2
    assert "last_runs" in done.stdout
    assert f"{tmp_path}/broken.sql:1: a report says no titel; did you mean title?" in done.stderr
    assert f"{tmp_path}/latin.sql:1: the report cannot be read: it is no UTF-8 text" in done.stderr
    assert wirehouse(full, "report", "agencies", "--reports", str(tmp_path)).returncode == 0


def test_parts_of_a_report() -> None:
    """The comment is read as it is written; a value may go on in the next line."""
    report = read_report("headlines", "headlines.sql", GOOD)

    assert (report.title, report.group) == ("Headlines", "mine")
    assert report.note == "The first line, and the one that goes on with it."
    assert [(p.name, p.kind, p.default, p.line) for p in report.parameters] == [
        ("section", "VARCHAR", "NULL", 4), ("words", "INTEGER", None, 5),
    ]  # fmt: skip


def test_parameters_in_texts_and_comments_stay() -> None:
    """Only parameters are replaced, not what looks like them inside a text, a name or a comment."""
    report = read_report("headlines", "headlines.sql", GOOD)
    sql = render_sql(report, {"words": 3, "section": "O'Brien $words"})

    assert "'$words' AS text /* $section */ FROM articles -- $nothing\n" in sql
    assert "word_count >= CAST(3 AS INTEGER)" in sql
    assert "article_section = 'O''Brien $words'" in sql


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("-- group: mine\n", "", "r.sql:1: the first comment lacks group"),
        ("-- group: mine", "-- gruop: mine", "r.sql:3: a report says no gruop; did you mean group?"),
        ("-- group: mine", "-- group: mine\n-- group: mine", "r.sql:4: group stands twice"),
        ("-- group: mine", "-- just a word", "r.sql:3: expected `-- key: value`"),
        ("-- title: Headlines", "--   goes on", "r.sql:1: expected `-- key: value`"),
        ("words INTEGER; At", "words INT; At", "r.sql:5: words cannot be INT, but DATE or"),
        ("words INTEGER; At", "words INTEGER At", "r.sql:5: expected `parameter: name TYPE = default; what it is`"),
        ("section VARCHAR = NULL", "section DATE = NULL", "r.sql:4: section cannot be DATE, but VARCHAR"),
        ("section VARCHAR = NULL", "section VARCHAR", "r.sql:4: section is a common filter and needs a default"),
        ("words INTEGER; At", "section VARCHAR = NULL; At", "r.sql:5: the parameter section stands twice"),
        (">= $words", ">= 3", "r.sql:5: $words is declared, but not used"),
        (">= $words", ">= $words + $wrods", "r.sql:10: $wrods is used, but not declared"),
        ("wirehouse report headlines --param", "wirehouse report headline --param", "r.sql:1: the example must begin"),
        (GOOD[GOOD.index("SELECT") :], "", "$section is declared, but not used"),
    ],
)
def test_mistakes_name_file_and_line(old: str, new: str, told: str) -> None:
    """What is not as it must be is told with file and line."""
    assert old in GOOD
    with pytest.raises(ReportError) as raised:
        read_report("headlines", "r.sql", GOOD.replace(old, new, 1))

    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("DATE", "2025-03-04", "DATE '2025-03-04'"),
        ("TIMESTAMPTZ", "2d", "TIMESTAMPTZ '2026-01-08 12:00:00+00:00'"),
        ("TIMESTAMPTZ", "2026-01-08T12:00+07:00", "TIMESTAMPTZ '2026-01-08 05:00:00+00:00'"),
        ("INTEGER", "-3", "CAST(-3 AS INTEGER)"),
        ("DOUBLE", "0.5", "CAST(0.5 AS DOUBLE)"),
        ("BOOLEAN", "yes", "TRUE"),
        ("VARCHAR", "it's", "'it''s'"),
        ("DATE", "2025-02-30", None),
        ("TIMESTAMPTZ", "yesterday", None),
        ("INTEGER", "1.5", None),
        ("INTEGER", "99999999999", None),
        ("DOUBLE", "nan", None),
        ("BOOLEAN", "maybe", None),
        ("VARCHAR", "a\nb", None),
    ],
)
def test_values_are_of_their_type(kind: str, text: str, value: str | None) -> None:
    """A value is read as its type, and becomes SQL of it; what is none is refused."""
    head = "-- title: T\n-- question: Q?\n-- group: g\n-- example: wirehouse report r\n"
    report = read_report("r", "r.sql", f"{head}-- parameter: x {kind}; X.\nSELECT $x")
    if value is None:
        with pytest.raises(UsageError, match="--param x=…: "):
            parse_parameters(report, {"x": text}, NOW)
    else:
        assert render_sql(report, parse_parameters(report, {"x": text}, NOW)).endswith(f"\nSELECT {value}")


def test_the_report_of_the_readme_is_one() -> None:
    """The example in the README is read without a complaint."""
    (text,) = re.findall(
        r"^```sql\n(-- title.*?)^```", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )

    assert [p.name for p in read_report("long_headlines", "README.md", text).parameters] == ["since", "characters"]


@pytest.mark.parametrize("name", REPORTS)
def test_filters_mean_the_same_everywhere(name: str) -> None:
    """A common filter is described, and defaults that are values can be read."""
    report = REPORTS[name]

    assert report.question.endswith("?")
    assert [p.name for p in report.parameters if p.name in COMMON] == [n for n in COMMON if report.parameter(n)]
    assert parse_parameters(report, {}, NOW).keys() == {p.name for p in report.parameters}
