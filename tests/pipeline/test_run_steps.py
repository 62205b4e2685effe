"""How long the steps of a run take is kept with the run."""

import pytest

from house import House, article_text
from pipeline.steps import Stopwatch, call_directly


def test_steps_are_kept_with_the_run(house: House) -> None:
    """Every step that was called is there once, with its calls; a batch has its own read, validate and commit."""
    for number in range(5):
        house.write(f"{number:03}_{number:016x}.txt", article_text(f"Story {number}"))
    house.settings["batch_files"] = 2
    run_id = house.run().run["run_id"]
    steps = dict(house.loader(f"SELECT step, calls FROM run_steps WHERE run_id = '{run_id}'"))

    assert steps["commit"] == steps["validate"] == 3
    assert steps["scan"] == steps["classify"] == steps["receipt"] == steps["publish"] == 1
    assert house.loader("SELECT count(*) FROM run_steps WHERE duration_ms < 0") == [(0,)]


def test_a_run_without_work_has_its_steps(house: House) -> None:
    """Also of a run that found nothing the time is known; it neither commits nor publishes."""
    house.write("000_00000000000000aa.txt", article_text("Story"))
    house.run()
    run_id = house.run().run["run_id"]
    steps = {step for (step,) in house.loader(f"SELECT step FROM run_steps WHERE run_id = '{run_id}'")}

    assert "scan" in steps
    assert not steps & {"commit", "publish"}


def test_the_time_of_a_step_that_fails_counts() -> None:
    """What raises was called, too; what was taken is not given again."""
    watch = Stopwatch()
    step = watch.timed(call_directly)
    with pytest.raises(ZeroDivisionError):
        step("scan", lambda: 1 / 0)
    step("scan", lambda: None)

    assert [lap[:2] for lap in watch.take()] == [("scan", 2)]
    assert watch.take() == []
