"""The benchmark of the parser: what it measures and what it prints."""

import json

import pytest

from benchmarks.__main__ import main
from benchmarks.generator import kind_of
from benchmarks.parsing import measure


def test_every_common_kind_has_its_ratio() -> None:
    """The first ratio is that of all files, the others those of the kinds that are common among them."""
    ratios = measure(150, seed=1, repeat=1)

    assert (ratios[0].what, ratios[0].files) == ("all", 150)
    for ratio in ratios[1:]:
        assert ratio.files == [kind_of(number, 1) for number in range(150)].count(ratio.what) >= 3
    assert all(ratio.parser > 0 < ratio.floor and ratio.times > 0 for ratio in ratios)


def test_the_command_prints_the_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    """As a table, or as JSON."""
    assert main(["parsing", "--files", "150", "--repeat", "1"]) == 0
    assert "ratio" in capsys.readouterr().out
    assert main(["parsing", "--files", "150", "--repeat", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["what"] == "all"
