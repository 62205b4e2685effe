"""What only the other files and the stored versions tell: edits in silence, old copies, ids used twice."""

from pathlib import Path
from typing import Any

import pytest

from house import House, article_text

A, B = "001_00000000000000aa.txt", "002_00000000000000bb.txt"
SAME_ID = "mirror/009_00000000000000aa.txt"
DAY = "2025-03-04"


def told(house: House, rule: str) -> list[dict[str, Any]]:
    """What the last run said under a rule."""
    return house.rows(
        "SELECT path, severity, stage, field, value, message, remedy, line_start, line_end FROM issues "
        "WHERE rule = ? AND run_id = (SELECT max(run_id) FROM runs) ORDER BY path",
        rule,
    )


def test_silent_edit_is_marked(house: House) -> None:
    """A text that changes under the same date is a new version, marked, with the fields and lines that changed."""
    house.write(A, article_text(body="It holds for one season."))
    house.run()
    house.write(A, article_text(body="It holds for two seasons."))
    house.run()

    (issue,) = told(house, "silent_edit")
    assert (issue["path"], issue["severity"], issue["stage"]) == (A, "warning", "history")
    assert (issue["field"], issue["value"]) == ("article_body", "article_body")
    assert "March 04, 2025 - 08:30" in issue["message"]
    assert "article_versions" in issue["remedy"]
    lines = (house.inbox / A).read_text(encoding="utf-8").split("\n")
    assert "two seasons" in "\n".join(lines[issue["line_start"] - 1 : issue["line_end"]])
    assert house.ask("SELECT version, warnings FROM article_versions ORDER BY 1") == [(1, []), (2, ["silent_edit"])]


@pytest.mark.parametrize(
    "text",
    [
        article_text(body="It holds for two seasons.", day="2025-03-05"),
        article_text(body="It holds for one season.") + "\n",
    ],
    ids=["its date changed too", "no field changed"],
)
def test_honest_edits_are_not_marked(house: House, text: str) -> None:
    """An edit with a new date, or of blanks only, is no silent one."""
    house.write(A, article_text(body="It holds for one season."))
    house.run()
    house.write(A, text)
    house.run()

    assert house.ask("SELECT max(version) FROM articles") == [(2,)]
    assert told(house, "silent_edit") == []


def test_text_without_a_date_is_not_said_to_keep_it(house: House) -> None:
    """Where no date is known, none can have stayed the same."""
    undated = article_text().replace(f" date {DAY}", "").replace("March 04, 2025 - 08:30\n", "")
    house.write(A, undated)
    house.run()
    house.write(A, undated.replace("next season", "next year"))
    house.run()

    assert house.ask("SELECT version, published_on FROM articles") == [(2, None)]
    assert told(house, "silent_edit") == []


def test_older_text_is_marked(house: House) -> None:
    """A text that is dated earlier than the version it replaces is told with both dates."""
    house.write(A, article_text(day="2025-03-04"))
    house.run()
    house.write(A, article_text(day="2025-03-03", body="An early draft."))
    house.run()

    (issue,) = told(house, "version_outdated")
    assert "March 03" in issue["message"]
    assert "March 04" in issue["message"]
    assert issue["line_start"]
    assert house.ask("SELECT version, warnings FROM articles") == [(2, ["version_outdated"])]


@pytest.mark.parametrize(
    ("rule", "revised"),
    [
        ("silent_edit", article_text(body="Another text.")),
        ("version_outdated", article_text(day="2025-03-01", body="An early draft.")),
    ],
)
def test_error_of_history_keeps_the_stored_version(house: House, rule: str, revised: str) -> None:
    """As an error the rule withholds the new text; the article stays as it was, and the file is told once."""
    house.write(A, article_text())
    house.write(B, article_text("Another story", body="Of other things."))
    house.run()
    house.write(A, revised)
    receipt = house.run(rules={rule: "error"})

    assert (receipt.run["revised"], receipt.run["quarantined"], receipt.run["loaded"]) == (1, 1, 0)
    assert house.ask("SELECT version, warnings FROM article_versions WHERE article_id LIKE '%aa'") == [(1, [])]
    assert house.ask("SELECT path, rules FROM quarantine") == [(A, [rule])]
    assert [issue["severity"] for issue in told(house, rule)] == ["error"]
    assert house.classes(rules={rule: "error"}) == {"unchanged": 2}


def test_withheld_text_does_not_count_as_the_version_before(house: House) -> None:
    """Of two texts of one article in a batch the second is compared with the stored one if the first is withheld."""
    house.write(A, article_text(day="2025-03-04"))
    house.run()
    house.write(A, article_text(day="2025-03-01", body="An early draft."))
    late = house.write(SAME_ID, article_text(day="2025-03-02", body="Another early draft."))
    assert late.stat().st_mtime_ns > (house.inbox / A).stat().st_mtime_ns
    receipt = house.run(rules={"version_outdated": "error"})

    assert (receipt.run["quarantined"], receipt.run["loaded"]) == (2, 0)
    assert house.ask("SELECT version FROM articles") == [(1,)]


@pytest.mark.parametrize("batch_files", [1, 5_000])
def test_id_of_two_files_is_told(house: House, batch_files: int) -> None:
    """Two files with one article id and two texts are told, whatever batches they fall into."""
    house.write(A, article_text())
    house.write(SAME_ID, article_text("The same seeds, seen by others", day="2025-03-05"))
    house.run(batch_files=batch_files)

    (issue,) = told(house, "duplicate_id")
    assert (issue["path"], issue["stage"], issue["value"]) == (SAME_ID, "batch", "00000000000000aa")
    assert A in issue["message"]
    assert house.ask("SELECT version, warnings FROM articles") == [(2, ["duplicate_id"])]


def test_id_of_a_withheld_file_is_free(house: House) -> None:
    """A file that is withheld is no version of the article: another with its id is not told that it were."""
    house.write(A, "")
    house.run()
    house.write(SAME_ID, article_text())
    house.run()

    assert house.ask("SELECT path FROM quarantine") == [(A,)]
    assert told(house, "duplicate_id") == []


def test_id_of_two_inboxes_is_told(house: House, tmp_path: Path) -> None:
    """A file of another inbox with the same id is told, and the message names its inbox."""
    house.write(A, article_text())
    house.run()
    second = House(tmp_path / "second", house.home)
    second.write(A, article_text("The same seeds, seen by others", day="2025-03-05"))
    second.run()

    (issue,) = told(house, "duplicate_id")
    assert f"The file {A} of the inbox {house.inbox} has the same article id" in issue["message"]


def test_moved_file_does_not_share_its_id(house: House) -> None:
    """A file that is moved and edited at once has its id for itself."""
    path = house.write(A, article_text())
    house.run()
    path.unlink()
    house.write(SAME_ID, article_text(day="2025-03-05"))
    house.run()

    assert told(house, "duplicate_id") == []


def test_rules_that_are_off_say_nothing(house: House) -> None:
    """No rule of batch or history speaks when it is off."""
    off = {"rules": dict.fromkeys(("duplicate_id", "duplicate_content", "silent_edit", "version_outdated"), "off")}
    house.write(A, article_text())
    house.run(**off)
    house.write(A, article_text(day="2025-03-01", body="An early draft."))
    house.write(B, article_text(day="2025-03-01", body="An early draft."))
    house.write(SAME_ID, article_text(day="2025-03-01", body="Another text."))
    house.run(**off)

    assert house.ask("SELECT rule FROM issues") == []
    assert house.ask("SELECT warnings FROM articles") == [([],)] * house.ask("SELECT count(*) FROM articles")[0][0]
