"""The fixtures that every test may ask for; what they hand out stands in ``support/``."""

from collections.abc import Callable
from pathlib import Path

import pytest

from house import House, article_text


@pytest.fixture(name="house")
def _house(tmp_path: Path) -> House:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return House(inbox, tmp_path / "home")


@pytest.fixture(name="write_corpus")
def _write_corpus(house: House) -> Callable[[int], None]:
    def write(count: int) -> None:
        for number in range(count):
            house.write(
                f"{number:03}_{number:016x}.txt",
                article_text(f"Story number {number} of the day", body=f"Paragraph {number}."),
            )

    return write
