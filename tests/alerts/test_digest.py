"""The digest and the heartbeat: what they count, what they say when there is nothing, and to whom they go."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from alerts.digest import digest_message, enqueue_digest, heartbeat_message, last_digest, read_facts
from alerts.messages.scheduled import compose_digest, compose_heartbeat
from alerts.queue.queue import QUEUE_FILE, open_queue
from attacks import ACTIVE, ATTACKS, SEEN, Elements
from commands import wirehouse
from flows.deployments import define_deployments
from house import House, article_text
from incident_rows import DAY, NOW, keep_incident
from settings.destinations import Destination
from settings.model import Settings
from warehouse.connection import LOADER, open_loader
from warehouse.lock import writer_lock

DESKS = '[[destination]]\nname = "desk"\nurl = "json://127.0.0.1:9/"\ndigest = true\n'


def facts_of(house: House, since: datetime = NOW - DAY, until: datetime = NOW) -> dict[str, Any]:
    """The facts of a house."""
    return read_facts(house.home, since, until)


def settings_of(house: House, **given: Any) -> Settings:
    """The settings of a house."""
    return Settings(inbox=house.inbox, home=house.home, **given)


def digest_of(house: House, since: datetime = NOW - DAY, until: datetime = NOW) -> str:
    """The text of a house's digest."""
    return digest_message(settings_of(house), since, until).text


@pytest.fixture(name="day")
def _day(house: House) -> House:
    """Three articles, one of them revised the day after, and two withheld files."""
    names = [f"{number:03}_{number:016x}.txt" for number in range(3)]
    for name in names:
        house.write(name, article_text(f"Story {name}", body=f"Paragraph {name}."))
    house.write("old.txt", "")
    house.run(now=NOW - 2 * DAY)
    house.write(names[0], article_text("Story told anew", body="Another paragraph."))
    house.write("003_0000000000000003.txt", article_text("Story of the morning"))
    house.write("new.txt", "")
    house.run(now=NOW - timedelta(hours=3))
    return house


def test_counts_are_of_the_period(day: House) -> None:
    """What was loaded and withheld is counted where it belongs; the last moment is the next digest's."""
    before, after = facts_of(day, NOW - 3 * DAY, NOW - DAY), facts_of(day)
    counted = ("new", "revised", "reparsed", "newly_withheld", "withheld", "articles")

    assert [before[name] for name in counted] == [3, 0, 0, 1, 2, 4]
    assert [after[name] for name in counted] == [1, 1, 0, 1, 2, 4]
    assert after["sections"] == [{"section": "Economy", "new": 1, "revised": 1, "reparsed": 0}]
    assert before["sections"][0]["new"] == 3


def test_a_reparse_is_not_news(day: House) -> None:
    """Versions that a reparse made are counted apart."""
    with open_loader(day.home / LOADER) as loader:
        loader.execute("UPDATE runs SET kind = 'reparse' WHERE started_at > ?", [NOW - DAY])

    assert [facts_of(day)[name] for name in ("new", "revised", "reparsed")] == [1, 0, 1]


def test_runs_are_counted_by_state(day: House) -> None:
    """Runs with nothing to do count, too, and the slowest is named with its speed."""
    for minutes in (30, 20):
        day.run(now=NOW - timedelta(minutes=minutes))
    with open_loader(day.home / LOADER) as loader:
        last = "SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 1"
        loader.execute(f"UPDATE runs SET state = 'failed' WHERE run_id = ({last})")
        first = f"started_at = TIMESTAMPTZ '{NOW - timedelta(hours=3)}'"
        loader.execute(f"UPDATE runs SET finished_at = started_at + INTERVAL 4 SECOND WHERE {first}")
    facts = facts_of(day)

    assert facts["runs"] == {"completed": 2, "failed": 1}
    assert (facts["slowest_run"]["seconds"], facts["slowest_run"]["files"]) == (4, 3)
    assert facts["slowest_run"]["files_per_second"] == 0.75
    assert "The slowest took 4.0 s for 3 files (1 a second): ingest of inbox" in digest_of(day)


def test_the_step_that_took_most_is_named(day: House) -> None:
    """The times of a step are added up over the runs of the period; its share is of all steps."""
    with open_loader(day.home / LOADER) as loader:
        loader.execute("UPDATE run_steps SET duration_ms = 0")
        now = f"started_at = TIMESTAMPTZ '{NOW - timedelta(hours=3)}'"
        times = "unnest(['parse', 'other', 'parse']), 1, unnest([900, 1_200, 600])"
        laps = f"SELECT run_id, {times} FROM runs WHERE {now}"
        loader.execute(f"INSERT INTO run_steps {laps}")
        loader.execute("INSERT INTO run_steps SELECT run_id, 'older', 1, 9_000 FROM runs ORDER BY started_at LIMIT 1")

    assert facts_of(day)["slowest_step"] == {"step": "parse", "seconds": 1.5, "share": pytest.approx(1.5 / 2.7)}
    assert "Most time went into the step parse: 1.5 s, 56 % of all steps." in digest_of(day)


def test_every_inbox_has_its_freshness(day: House) -> None:
    """An inbox is told with the last article that came of it."""
    (row,) = facts_of(day)["inboxes"]

    assert row["inbox"] == str(day.inbox)
    assert row["loaded_at"] == NOW - timedelta(hours=3)
    assert "inbox: last article loaded 2026-11-22 04:00 UTC (3 h ago)" in digest_of(day)


def test_a_time_without_runs_is_told_as_one(day: House) -> None:
    """Nothing loaded and no run are said, not left out."""
    text = digest_of(day, NOW - timedelta(hours=1))

    assert "No article was loaded; 4 in all." in text
    assert "There were no runs in this time." in text
    assert "Withheld: 2 files, 0 of them new." in text


def test_an_empty_warehouse_is_told_as_one(house: House) -> None:
    """So is a warehouse that has had a run and no article."""
    house.run(now=NOW - timedelta(hours=1))

    assert "The warehouse is empty: no article was loaded yet." in digest_of(house)
    assert "No file is withheld." in digest_of(house)


def test_no_warehouse_is_told_as_none(house: House) -> None:
    """Who waits for a digest gets one that says that there is nothing to read."""
    messages = [digest_message(settings_of(house), NOW - DAY, NOW), heartbeat_message(settings_of(house), NOW)]

    assert [message.title for message in messages] == [
        "wirehouse: digest of 2026-11-22: the warehouse cannot be read",
        "wirehouse: heartbeat: the warehouse cannot be read",
    ]
    assert all("there is no warehouse in" in message.text for message in messages)
    assert not any("No incident is open" in message.text for message in messages)


def test_a_damaged_warehouse_is_told(day: House) -> None:
    """A database that cannot be opened is what the digest tells of."""
    (day.home / LOADER).write_bytes(b"no database" * 1_000)

    assert "The warehouse cannot be read:" in digest_of(day)


def test_a_run_at_work_does_not_hold_it_up(day: House) -> None:
    """While a run writes, the readers' copy is told of."""
    with writer_lock(day.home, 0), open_loader(day.home / LOADER):
        facts = facts_of(day)

    assert (facts["source"], facts["articles"]) == ("published.duckdb", 4)


def test_open_incidents_are_told_the_gravest_first(day: House) -> None:
    """What is over is not; what no run could write is; a reminder that was silenced is marked."""
    with open_loader(day.home / LOADER) as loader:
        loader.execute("DROP TABLE IF EXISTS incidents")
    keep_incident(day, "1-volume", rule="volume", severity="warning", files=0)
    keep_incident(day, "2-empty", scope="2026/")
    keep_incident(day, "3-over", state="resolved", resolved_at=NOW)
    with open_queue(day.home) as queue:
        queue.open_system_incident("destination_down", "", "warning", "refused", NOW - timedelta(hours=1))
        queue.acknowledge("2-empty", NOW + DAY, NOW)
    lines = digest_of(day).splitlines()
    at = lines.index("Open incidents:")

    assert lines[at + 1 : at + 4] == [
        '    empty_file ×12 in inbox "2026/", since 2026-11-20 07:00 UTC (2 d), acknowledged',
        "    volume in inbox, since 2026-11-20 07:00 UTC (2 d)",
        "    destination_down, since 2026-11-22 06:00 UTC (1 h)",
    ]
    assert digest_message(settings_of(day), NOW - DAY, NOW).title.endswith("1 new, 1 withheld, 3 incidents open")
    heartbeat = heartbeat_message(settings_of(day), NOW)  # from the readers' copy, which has not got them
    assert "    destination_down, since 2026-11-22 06:00 UTC (1 h)" in heartbeat.text.splitlines()
    assert "volume" not in heartbeat.text
    assert "open" in heartbeat.title


def test_a_queue_that_cannot_be_read_is_told(day: House) -> None:
    """Nothing is called well that is not known."""
    (day.home / QUEUE_FILE).write_bytes(b"no database" * 1_000)
    text = digest_of(day)

    assert "The queue of messages cannot be read:" in text
    assert "No incident is open" not in text


@pytest.mark.parametrize("compose", [compose_digest, compose_heartbeat])
def test_hostile_names_do_nothing(day: House, compose: Callable[..., Any]) -> None:
    """A section, an inbox, a scope, an error act nowhere and make no element."""
    facts = facts_of(day)

    def made(name: str, *, trouble: bool) -> Any:
        open_now = {"rule": "volume", "files": 0, "opened_at": NOW, "acknowledged_until": None}
        rows = {
            "sections": [{"section": name, "new": 1, "revised": 0, "reparsed": 0}],
            "inboxes": [{"inbox": f"/data/{name}", "loaded_at": NOW, "looked_at": NOW}],
            "incidents": [open_now | {"inbox": name, "scope": name}],
            "trouble": name if trouble else None,
            "queue_trouble": name,
        }
        return compose(facts | rows, templates=None, zone=ZoneInfo("UTC"))

    for text in ATTACKS.values():
        for trouble in (False, True):
            message = made(text, trouble=trouble)
            assert Elements(message.html).found == Elements(made("harmless", trouble=trouble).html).found
            assert not ACTIVE.search(message.text)
            assert not SEEN.search(message.title + message.text + message.html)


def test_digest_is_sent_once_a_day_to_those_who_want_it(day: House) -> None:
    """By the clock of the settings' zone: the same day gives nothing, the next one another."""
    settings = settings_of(day, timezone="Asia/Ho_Chi_Minh")
    message = digest_message(settings, NOW - DAY, NOW)
    moments = [NOW, NOW + timedelta(hours=9), NOW + timedelta(hours=11)]  # 14:00, 23:00, 01:00
    given = [enqueue_digest(settings, ["desk", "mail"], message, moment) for moment in moments]

    assert given == [["desk", "mail"], [], ["desk", "mail"]]
    with open_queue(day.home) as queue:
        rows = queue.alerts()
    assert sorted(row["alert_id"] for row in rows) == [
        f"digest:{date}:{name}" for date in ("2026-11-22", "2026-11-23") for name in ("desk", "mail")
    ]
    assert {row["title"] for row in rows} == {message.title}


def test_a_digest_begins_where_the_last_one_ended(day: House) -> None:
    """The first tells of a day."""
    settings = settings_of(day)

    assert last_digest(day.home, NOW) == NOW - DAY
    enqueue_digest(settings, ["desk"], digest_message(settings, NOW - DAY, NOW), NOW)
    assert last_digest(day.home, NOW + 3 * DAY) == NOW


def test_command_prints_it(house: House) -> None:
    """As text, as a page, as JSON; of the last day, or since when one says."""
    house.write("a.txt", article_text())
    house.run()
    text, page = (wirehouse(house, "alerts", "digest", *words).stdout for words in ([], ["--html"]))
    facts = json.loads(wirehouse(house, "alerts", "digest", "--json", "--since", "2020-01-01").stdout)

    assert "Loaded: 1 new article, 0 revised; 1 in all." in text
    assert "<!DOCTYPE html>" in page
    assert facts["new"] == 1
    assert facts["since"].startswith("20")
    assert datetime.fromisoformat(facts["since"]) < datetime(2020, 1, 2, tzinfo=UTC)


def test_command_without_a_warehouse_fails(house: House) -> None:
    """There is nothing to print, which is said."""
    done = wirehouse(house, "alerts", "digest")

    assert done.returncode == 1
    assert "there is no warehouse in" in done.stderr


def test_command_sends_it_to_those_who_want_it(house: House) -> None:
    """It waits for them, is told so, and is not given twice a day; without any of them it is a mistake."""
    house.run()
    done = [wirehouse(house, "alerts", "digest", "--send")]
    (house.inbox.parent / "wirehouse.toml").write_text(
        DESKS + DESKS.replace("desk", "chat").replace("true", "false"), encoding="utf-8"
    )
    done += [wirehouse(house, "alerts", "digest", "--send") for _ in range(2)]

    assert [one.returncode for one in done] == [2, 0, 0]
    assert "no destination wants a digest" in done[0].stderr
    assert done[1].stdout == "desk: waits to be sent\n"
    assert "had the digest of today already" in done[2].stdout


@pytest.mark.parametrize(("schedule", "found"), [("0 7 * * *", {"cron": "0 7 * * *", "timezone": "Asia/Ho_Chi_Minh"}),
                                                 ("off", None)])  # fmt: skip
def test_it_has_a_deployment(schedule: str, found: dict[str, str] | None) -> None:
    """Each morning in the settings' zone, at another time, or never."""
    settings = Settings(
        digest_schedule=schedule,
        timezone="Asia/Ho_Chi_Minh",
        destinations=(Destination(name="desk", url="json://x", digest=True),),
    )
    (digest,) = (each for each in define_deployments(settings, {"home": "here"}) if each.name == "digest")

    assert digest.schedule == found
    assert digest.parameters == {"home": "here"}
    assert not any(each.name == "digest" for each in define_deployments(replace(settings, destinations=())))
