"""What Prefect's pages show of a run, made without Prefect."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prefect.client.schemas.objects import DeploymentSchedule
from prefect.client.schemas.schedules import IntervalSchedule

from alerts.pacing import OFTEN, SELDOM
from flows.api.artifacts import render_report
from flows.api.names import slug
from flows.api.notify_schedule import schedule_changes
from house import House, article_text
from pipeline.receipt import receipt_lines
from warehouse.runs.changes import Effects


def test_report_has_every_line_of_the_receipt(house: House) -> None:
    """The report shows the lines of the receipt as code, warnings marked, and no text of an article."""
    house.write("000_00000000000000aa.txt", article_text("Rice farmers"))
    house.write("001_00000000000000ab.txt", "")
    house.write(".hidden", "")
    receipt = replace(house.run(), unreadable_dirs=["deep/"])
    report = render_report(receipt, Effects([], []), house.home)
    lines = list(receipt_lines(receipt))

    assert "seen 3 = new 2 + ignored 1" in [line for _, line in lines]
    assert [line for level, line in lines if level == logging.WARNING] == [
        "cannot be looked into: deep/ (its files are neither seen nor missing)"
    ]
    for level, line in lines:
        assert f"- {'**warning** ' if level == logging.WARNING else ''}`{line}`" in report
    assert "Rice farmers" not in report


def test_names_are_as_prefect_wants_them() -> None:
    """Keys of artifacts have lower-case letters, digits and dashes."""
    assert [slug(name) for name in ("Wire 2/Daily", "Tin tức", "…")] == ["wire-2-daily", "tin-t-c", "inbox"]


def test_interval_set_by_hand_stays() -> None:
    """The schedule of notify is switched on and off; its interval is changed only from one of ours to the other."""

    def schedule(interval: timedelta, *, active: bool) -> DeploymentSchedule:
        every = IntervalSchedule(interval=interval, anchor_date=datetime(2026, 1, 1, tzinfo=UTC))
        return DeploymentSchedule(active=active, schedule=every)

    assert schedule_changes(schedule(OFTEN, active=True), OFTEN) == {}
    assert schedule_changes(schedule(OFTEN, active=True), None) == {"active": False}
    assert schedule_changes(schedule(timedelta(hours=7), active=True), SELDOM) == {}
    changes = schedule_changes(schedule(OFTEN, active=False), SELDOM)
    assert changes["active"] is True
    assert changes["schedule"].interval == SELDOM
