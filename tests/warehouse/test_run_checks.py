"""A run as a whole is held against those before it: volume, freshness, completeness."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import duckdb
import pytest

from benchmarks.generator import article_file, kind_of
from benchmarks.layouts import DAYS, FIRST_DAY
from cli.views.status import echo_status, read_status
from house import House
from pipeline.receipt import Receipt
from schemas.rules import rules_with
from warehouse.connection import Connection
from warehouse.errors import UsageError
from warehouse.migrate import migrate
from warehouse.runs.checks import run_checks
from warehouse.runs.runs import Run, begin_run

FILES = 2_400
SEED = 1
Change = Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]


def by_day() -> dict[date, list[tuple[str, bytes]]]:
    """The bench corpus, each file under the day of its header or stamp, others anywhere."""
    days: dict[date, list[tuple[str, bytes]]] = {FIRST_DAY + timedelta(at): [] for at in range(DAYS)}
    for number in range(FILES):
        name, data = article_file(number, SEED)
        header = re.match(rb" date (\d{4}-\d\d-\d\d) ", data)
        stamp = re.search(rb"^([A-Z][a-z]+ \d\d, \d{4}) - \d\d:\d\d$", data, re.MULTILINE)
        day = FIRST_DAY + timedelta(number % DAYS)
        if kind_of(number, SEED) not in {"impossible_day", "far_future", "listing"}:
            if header:
                day = date.fromisoformat(header[1].decode())
            elif stamp:
                day = datetime.strptime(stamp[1].decode(), "%B %d, %Y").replace(tzinfo=UTC).date()
        days[day].append((name, data))
    return days


def at_evening(day: date) -> datetime:
    """The moment of a day's run."""
    return datetime.combine(day, time(20), UTC)


def told(receipt: Receipt) -> set[tuple[str, str | None]]:
    """What a run said of itself: rules and fields."""
    return {(oddity["rule"], oddity["field"]) for oddity in receipt.findings}


def dated_anew(files: list[tuple[str, bytes]], day: date, after: date) -> list[tuple[str, bytes]]:
    """Files of one day as files of another, under other names."""
    fresh = []
    for name, data in files:
        text = data.replace(f"{day}".encode(), f"{after}".encode())
        text = text.replace(f"{day:%B %d, %Y}".encode(), f"{after:%B %d, %Y}".encode())
        fresh.append((f"{name[:4]}{after:%m%d}{name[8:]}", text))
    return fresh


def half(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Every second file."""
    return files[::2]


def without_clock(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The pages say ``Last seen`` with a day, and no time: another layout."""
    stamp = re.compile(rb"^([A-Z][a-z]+ \d\d, \d{4}) - \d\d:\d\d$", re.MULTILINE)
    return [(name, stamp.sub(rb"Last seen on \1", data)) for name, data in files]


def test_sixty_days_are_quiet_and_disorder_is_not(house: House) -> None:
    """The bench corpus, a run a day, raises no alarm; half the pages, another layout, or silence each raise theirs."""
    house.settings["settle"] = 0
    days = by_day()
    said = []
    for day, files in days.items():
        for name, data in files:
            house.write(f"{day}/{name}", data)
        said += [(day, oddity) for oddity in house.run(now=at_evening(day)).findings]

    assert said == []
    assert house.ask("SELECT count(DISTINCT published_on) FROM articles") == [(DAYS,)]
    assert house.ask("SELECT count(DISTINCT run_id) FROM run_completeness") == [(DAYS,)]
    kept = house.home.with_name("kept")
    shutil.copytree(house.home, kept)
    last = FIRST_DAY + timedelta(DAYS - 1)
    raised = {}
    for change in (half, without_clock):
        raised[change.__name__] = _days_after(house, days, last, change)
        for day in range(1, 8):
            shutil.rmtree(house.inbox / str(last + timedelta(day)), ignore_errors=True)
        shutil.rmtree(house.home)
        shutil.copytree(kept, house.home)
    raised["silence"] = told(house.run(now=at_evening(last + timedelta(3))))

    assert raised["half"] == {("volume", "published_on")}
    assert ("completeness_drift", "date_published") in raised["without_clock"]
    assert {rule for rule, _ in raised["without_clock"]} == {"completeness_drift"}
    assert raised["silence"] == {("freshness", None)}


def _days_after(
    house: House, days: dict[date, list[tuple[str, bytes]]], last: date, change: Change
) -> set[tuple[str, str | None]]:
    """What is said first in the week after the sixty days, with the pages of four weeks before, changed."""
    for number in range(1, 8):
        day = last + timedelta(number)
        model = day - timedelta(28)
        for name, data in change(dated_anew(days[model], model, day)):
            house.write(f"{day}/{name}", data)
        if said := told(house.run(now=at_evening(day))):
            return said
    return set()


@dataclass
class Diary:
    """Runs told to a database without files: for what takes years, or a calendar of one's own."""

    connection: Connection
    count: int = 0

    def run(self, at: datetime, articles: dict[date, int], **rules: Any) -> list[dict[str, Any]]:
        """A run at a moment that loads so many articles of each day; what is odd about it."""
        self.count += 1
        run = Run(f"{at:%Y%m%dT%H%M%S}-{self.count:05}", "/inbox", at, "p", str(sorted(rules.items())), 1, "here")
        chosen = rules_with(rules)
        begin_run(self.connection, run, list(chosen.values()))
        self.connection.execute(
            'UPDATE runs SET loaded = $count, "new" = $count, characters = 100 * $count WHERE run_id = $run',
            {"count": sum(articles.values()), "run": run.run_id},
        )
        for day, number in articles.items():
            self.connection.execute(
                """
                INSERT INTO articles BY NAME
                SELECT md5($run || $day || i)[:16] AS article_id, 1 AS version, 'A headline' AS headline,
                    CAST($day AS DATE) AS published_on, 'article' AS genre, 'Text.' AS article_body,
                    1 AS paragraph_count, 1 AS word_count, 5 AS char_count, 0 AS image_count, [] AS warnings,
                    'usable' AS pub_status, '/inbox' AS inbox, i || '.txt' AS path, '' AS sha256,
                    $at AS first_created, $at AS version_created, $run AS run_id, 'p' AS parser_version,
                    'c' AS contract_version
                FROM range($number) AS numbers(i)
                """,
                {"run": run.run_id, "day": str(day), "number": number, "at": at},
            )
        found = run_checks(self.connection, run, chosen)
        self.connection.execute("UPDATE runs SET state = 'completed' WHERE run_id = ?", [run.run_id])
        return found

    def rerun(self, at: datetime, kind: str, freed: int = 0) -> None:
        """A replay or a reparse."""
        self.count += 1
        run = Run(f"{at:%Y%m%dT%H%M%S}-{self.count:05}", "/inbox", at, "p", "[]", 1, "here", kind)
        begin_run(self.connection, run, list(rules_with({}).values()))
        self.connection.execute("UPDATE runs SET state = 'completed', freed = ? WHERE run_id = ?", [freed, run.run_id])

    def days(self, first: date, count: int, articles: Callable[[date], int], **rules: Any) -> list[dict[str, Any]]:
        """A run on every evening; what was odd about any of them."""
        found = []
        for number in range(count):
            day = first + timedelta(number)
            found += self.run(at_evening(day), {day: articles(day)} if articles(day) else {}, **rules)
        return found


@pytest.fixture(name="diary")
def _diary() -> Iterator[Diary]:
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        yield Diary(connection)


MONDAY = date(2025, 3, 3)


def usual(day: date) -> int:
    """Many articles on workdays, few on Saturdays, none on Sundays; a little more or less from day to day."""
    return (100, 105, 95, 110, 90, 20, 0)[day.weekday()] + (day.day % 5 if day.weekday() < 6 else 0)


def test_weekends_are_usual(diary: Diary) -> None:
    """A feed that rests on Sundays raises no alarm; a Sunday's number on a Wednesday does, once the day is over."""
    assert diary.days(MONDAY, 58, usual) == []
    wednesday = MONDAY + timedelta(58)
    assert wednesday.weekday() == 2
    assert diary.run(at_evening(wednesday), {wednesday: 20}) == []
    (found,) = diary.run(at_evening(wednesday + timedelta(1)), {wednesday + timedelta(1): 112})

    assert (found["rule"], found["value"]) == ("volume", "20")
    assert str(wednesday) in found["message"]
    assert "few" in found["message"]
    assert found["remedy"]


def test_too_many_are_told_too(diary: Diary) -> None:
    """Three times the usual number is as odd as a third of it."""
    diary.days(MONDAY, 44, usual)
    day = MONDAY + timedelta(44)
    diary.run(at_evening(day), {day: 330})
    (found,) = diary.run(at_evening(day + timedelta(1)), {day + timedelta(1): usual(day + timedelta(1))})

    assert (found["rule"], found["value"]) == ("volume", "330")
    assert "many" in found["message"]


def test_first_bulk_load_is_quiet(diary: Diary) -> None:
    """An archive whose last day is cut off raises no alarm, neither at once nor in the runs that find nothing new."""
    archive = {MONDAY + timedelta(at): usual(MONDAY + timedelta(at)) for at in range(57)}
    archive[MONDAY + timedelta(57)] = 9
    later = at_evening(MONDAY + timedelta(200))

    assert diary.run(later, archive) == []
    assert diary.run(later + timedelta(minutes=1), {}) == []
    assert diary.run(later + timedelta(days=1), {}) == []


def test_late_backfill_is_quiet(diary: Diary) -> None:
    """Ten thousand old articles among today's are no jump in volume."""
    diary.days(MONDAY, 50, usual)
    day = MONDAY + timedelta(50)
    old = {MONDAY - timedelta(at): 200 for at in range(1, 51)}

    assert diary.run(at_evening(day), {**old, day: usual(day)}) == []
    assert diary.days(day + timedelta(1), 5, usual) == []


def test_little_history_is_silence(diary: Diary) -> None:
    """Nothing is said of the first weeks, whatever they bring."""
    assert diary.days(MONDAY, 20, lambda day: 300 if day.day % 2 else 3) == []


def test_limit_of_freshness_is_set(diary: Diary) -> None:
    """A limit holds from the first run on, and the message names it; the usual gap needs its days."""
    limit = {"freshness": {"limit": 5}}
    first = at_evening(MONDAY)
    diary.run(first, {MONDAY: 10}, **limit)

    assert diary.run(first + timedelta(hours=4), {}, **limit) == []
    (found,) = diary.run(first + timedelta(hours=6), {}, **limit)
    assert found["rule"] == "freshness"
    assert "6.0 hours" in found["message"]
    assert "limit is 5" in found["message"]
    assert diary.run(first + timedelta(hours=7), {}) == []
    assert diary.run(first + timedelta(hours=8), {MONDAY: 1}, **limit) == []


def test_usual_gap_knows_the_weekend(diary: Diary) -> None:
    """A feed that rests from Friday to Monday is silent for a weekend without alarm, and not for a week."""
    workday: Callable[[date], int] = lambda day: 50 if day.weekday() < 5 else 0  # noqa: E731
    assert diary.days(MONDAY, 60, workday, volume="off") == []
    wednesday = MONDAY + timedelta(60)

    found = [diary.run(at_evening(wednesday + timedelta(at)), {}) for at in range(6)]
    assert [bool(oddities) for oddities in found] == [False, False, False, False, True, True]
    assert "2025-05-01 20:00 UTC" in found[-1][0]["message"]


def test_state_lasts_from_run_to_run(diary: Diary) -> None:
    """A run that finds nothing new says of the days what the run before said, and keeps it in ``issues``."""
    diary.days(MONDAY, 44, usual)
    day = MONDAY + timedelta(44)
    diary.run(at_evening(day), {day: 5})
    morning = at_evening(day + timedelta(1))
    (found,) = diary.run(morning, {day + timedelta(1): usual(day + timedelta(1))})

    assert diary.run(morning + timedelta(minutes=1), {}) == [found]
    assert diary.run(morning + timedelta(minutes=2), {}, volume="off") == []
    rows = diary.connection.execute("SELECT rule, stage, path, inbox, severity, remedy FROM issues").fetchall()
    assert rows == [("volume", "run", None, "/inbox", "warning", found["remedy"])] * 2


@pytest.mark.parametrize("kind", ["replay", "reparse"])
def test_rerun_between_does_not_silence_a_check(diary: Diary, kind: str) -> None:
    """A replay or a reparse checks no run: the next run says what the one before it said."""
    diary.days(MONDAY, 44, usual)
    day = MONDAY + timedelta(44)
    diary.run(at_evening(day), {day: 5})
    morning = at_evening(day + timedelta(1))
    (found,) = diary.run(morning, {day + timedelta(1): usual(day + timedelta(1))})
    diary.rerun(morning + timedelta(minutes=1), kind)

    assert diary.run(morning + timedelta(minutes=2), {}) == [found]


def test_what_a_replay_freed_is_checked(diary: Diary) -> None:
    """When a replay freed articles the next run does not repeat what was odd before."""
    diary.days(MONDAY, 44, usual)
    day = MONDAY + timedelta(44)
    diary.run(at_evening(day), {day: 5})
    morning = at_evening(day + timedelta(1))
    assert diary.run(morning, {day + timedelta(1): usual(day + timedelta(1))}) != []
    diary.connection.execute("UPDATE articles SET published_on = ? WHERE published_on = ?", [day, day + timedelta(1)])
    diary.rerun(morning + timedelta(minutes=1), "replay", freed=100)

    assert diary.run(morning + timedelta(minutes=2), {}) == []


def test_silence_reaches_the_readers(house: House) -> None:
    """What is odd about a run that changed nothing is published once, and not again while it lasts."""
    house.write("001_00000000000000aa.txt", article_file(40, SEED)[1])
    limit = {"rules": {"freshness": {"limit": 5, "severity": "error"}}}
    start = datetime(2025, 6, 1, tzinfo=UTC)
    house.run(now=start, **limit)
    receipt = house.run(now=start + timedelta(hours=6), **limit)

    assert told(receipt) == {("freshness", None)}
    assert receipt.as_json()["oddities"] == receipt.findings
    asked = "SELECT severity, stage, path FROM issues WHERE rule = 'freshness'"
    assert house.ask(asked) == [("error", "run", None)]
    house.run(now=start + timedelta(hours=7), **limit)
    assert house.ask(asked) == [("error", "run", None)]
    assert house.loader(asked) == [("error", "run", None)] * 2
    (oddity,) = read_status(house.home)["oddities"]
    assert (oddity["rule"], oddity["value"]) == ("freshness", "7.0 hours")


def test_status_tells_of_every_inbox(house: House) -> None:
    """The silence of one inbox is told also after runs of another, and after a replay."""
    house.write("001_00000000000000aa.txt", article_file(40, SEED)[1])
    limit = {"rules": {"freshness": {"limit": 5}}}
    start = datetime(2025, 6, 1, tzinfo=UTC)
    house.run(now=start, **limit)
    assert told(house.run(now=start + timedelta(hours=6), **limit)) == {("freshness", None)}
    second = House(house.inbox.with_name("second"), house.home)
    second.write("002_00000000000000bb.txt", article_file(44, SEED)[1])
    second.run(now=start + timedelta(hours=7), **limit)

    facts = read_status(house.home)
    assert facts["last_run"]["inbox"] == str(second.inbox)
    assert [(oddity["inbox"], oddity["rule"]) for oddity in facts["oddities"]] == [(str(house.inbox), "freshness")]


def test_inbox_that_is_gone_is_told(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A known inbox whose directory is gone leaves a failed run, which ``status`` tells also after others."""
    house.write("001_00000000000000aa.txt", article_file(40, SEED)[1])
    house.run()
    shutil.rmtree(house.inbox)
    with pytest.raises(UsageError, match="cannot be read"):
        house.run()
    second = House(house.inbox.with_name("second"), house.home)
    second.write("002_00000000000000bb.txt", article_file(44, SEED)[1])
    second.run()

    facts = read_status(house.home)
    states = {run["inbox"]: run["state"] for run in facts["inboxes"]}
    assert states == {str(house.inbox): "failed", str(second.inbox): "completed"}
    echo_status(facts)
    assert f"inbox {house.inbox}: run" in capsys.readouterr().out
    assert house.ask("SELECT count(*) FROM files WHERE missing_since IS NOT NULL") == [(0,)]
