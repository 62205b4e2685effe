"""``wirehouse parse``: what a run would make of a file, without a warehouse."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from commands import run_command
from house import House, article_text

NAME = "001_00000000000000aa.txt"
MINE = 'name = "Harbour Post"\nzone = "Europe/Lisbon"\nagencies = ["HPN"]\n\n[marks]\nwords = ["— HPN"]\n'


def parse(house: House, *words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[str]":
    """Run the command in the directory that holds the inbox."""
    return run_command(["parse", *words], house.inbox.parent, os.environ, stdin)


def facts(house: House, *words: str, stdin: bytes = b"") -> list[dict[str, object]]:
    """What ``--json`` says."""
    return json.loads(parse(house, *words, "--json", stdin=stdin).stdout)


def test_record_is_the_one_that_a_run_loads(house: House) -> None:
    """What is printed for a file is the row, the images and the issues that a run makes of it."""
    (house.inbox.parent / "wirehouse.toml").write_text('inbox = "inbox"\n', encoding="utf-8")
    house.write(NAME, article_text(headline=""))
    house.write("names/no id.txt", article_text(day="2025-05-06") + "\nA pier. — VNS Photo An Vũ\n")
    house.run()

    for path in (NAME, "names/no id.txt"):
        (told,) = facts(house, f"inbox/{path}")
        (row,) = house.rows("SELECT * FROM articles WHERE path = ?", path)
        record = told["record"]
        assert told["verdict"] == "loaded"
        assert {key: _plain(row[key]) for key in record} == record
        images = house.rows("SELECT position, caption, credit_line, photographer FROM article_images "
                            "WHERE article_id = ? ORDER BY position", row["article_id"])  # fmt: skip
        assert told["images"] == images
        issues = house.ask("SELECT rule, severity, message, line_start FROM issues WHERE path = ? ORDER BY ALL", path)
        assert sorted((i["rule"], i["severity"], i["message"], i["line_start"]) for i in told["issues"]) == issues


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_text_for_people(house: House) -> None:
    """Verdict, profile with its marks, findings, fields, paragraphs and labelled lines, each field apart."""
    house.write(NAME, article_text())

    told = parse(house, f"inbox/{NAME}").stdout
    assert "would be loaded" in told
    assert "profile vietnamnews (Viet Nam News), by its marks" in told
    assert "words '— VNS'" in told
    assert "headline             Rice farmers try salt-proof seeds" in told
    lines = [line for line in told.splitlines() if " | " in line]
    assert [line.split(" | ")[0].split() for line in lines if "HUẾ" in line or "Growers" in line] == [
        ["dateline", "7"],
        ["article_body", "7"],
    ]
    assert [line.split(" | ")[1] for line in lines if line.startswith("credit_line")] == ["— VNS"]


def test_short_cuts_paragraphs(house: House) -> None:
    """``--short`` cuts long paragraphs and lines; without it they are whole."""
    long = f"A sentence {'that goes on and on ' * 20}until its end."
    house.write(NAME, article_text(body=long))

    assert long in parse(house, f"inbox/{NAME}").stdout
    assert "until its end" not in parse(house, f"inbox/{NAME}", "--short").stdout


def test_withheld_file(house: House) -> None:
    """A file that a run would withhold is told with the rule and what to do; ``--strict`` exits with 3."""
    house.write("bad.txt", "INSERT INTO articles VALUES (1);\n")

    done = parse(house, "inbox/bad.txt")
    assert done.returncode == 0
    assert "would be withheld" in done.stdout
    assert "error not_an_article: A listing, feed, code" in done.stdout
    assert "unclaimed 1 ! INSERT INTO articles VALUES (1);" in done.stdout
    assert parse(house, "inbox/bad.txt", "--strict").returncode == 3
    (told,) = facts(house, "inbox/bad.txt")
    assert (told["verdict"], told["record"]) == ("withheld", None)


def test_severity_in_the_settings_counts(house: House) -> None:
    """A rule that the settings make an error withholds."""
    house.write(NAME, article_text().replace(" — VNS", " — VN"))
    (house.inbox.parent / "wirehouse.toml").write_text('[rules]\nheadline_missing = "error"\n', encoding="utf-8")
    house.write("none.txt", article_text(headline=""))

    assert [told["verdict"] for told in facts(house, f"inbox/{NAME}", "inbox/none.txt")] == ["loaded", "withheld"]


def test_profile_that_is_being_written(house: House) -> None:
    """A file given by ``--profile`` is used, and told is what the marks alone would choose."""
    (house.inbox.parent / "harbour.toml").write_text(MINE, encoding="utf-8")
    house.write(
        "a.txt", "A pier opens\n\nMarch 04, 2025 - 08:30\n\nLISBON — The pier opens today, it was said. — HPN\n"
    )
    house.write("b.txt", article_text())

    mine, other = facts(house, "inbox/a.txt", "inbox/b.txt", "--profile", "harbour.toml")
    assert (mine["record"]["credit_line"], mine["record"]["date_published"]) == ("HPN", "2025-03-04T08:30:00+00:00")
    assert (mine["profile"]["title"], mine["profile"]["why"]) == ("Harbour Post", "named by --profile")
    assert mine["profile"]["marks"] == [{"kind": "words", "text": "— HPN", "line": 5}]
    assert (mine["profile"]["auto"], other["profile"]["auto"]) == ("harbour.toml", "vietnamnews")
    assert other["profile"]["rivals"]["vietnamnews"] >= 1


def test_edited_copy_of_a_profile_takes_its_place(house: House) -> None:
    """A file that is called as one of ours does not compete with the one that it is to replace."""
    (house.inbox.parent / "vietnamnews.toml").write_text(MINE.replace("— HPN", "— VNS"), encoding="utf-8")
    house.write(NAME, article_text())

    (told,) = facts(house, f"inbox/{NAME}", "--profile", "vietnamnews.toml")
    assert (told["profile"]["auto"], "vietnamnews" in told["profile"]["rivals"]) == ("vietnamnews.toml", False)


def test_settings_of_the_inbox_count(house: House) -> None:
    """A file that lies in a configured inbox is read with the profile that a run would take there."""
    (house.inbox.parent / "wirehouse.toml").write_text(
        '[[inbox]]\npath = "inbox"\nprofiles = { "desk/**" = "general" }\n[[inbox]]\npath = "b"\nprofile = "sggp"\n',
        encoding="utf-8",
    )
    for path in ("desk/a.txt", "c.txt", "../b/d.txt", "../e.txt"):
        house.write(path, article_text())

    told = facts(house, "inbox/desk/a.txt", "inbox/c.txt", "b/d.txt", "e.txt")
    assert [(t["profile"]["name"], t["profile"]["why"]) for t in told] == [
        ("general", "named by the settings for 'desk/**'"),
        ("vietnamnews", "by its marks"),
        ("sggp", "named by the settings"),
        ("vietnamnews", "by its marks"),
    ]
    assert [t["record"]["article_id"] is None for t in told] == [False, False, False, True]


def test_standard_input(house: House) -> None:
    """``-`` reads standard input."""
    (told,) = facts(house, "-", stdin=article_text().encode())
    assert (told["file"], told["record"]["headline"]) == ("-", "Rice farmers try salt-proof seeds")


def test_today_decides_what_is_in_the_future(house: House) -> None:
    """``--today`` is the day that dates are held against."""
    house.write(NAME, article_text(day="2025-05-04"))

    assert facts(house, f"inbox/{NAME}", "--today", "2025-05-04")[0]["verdict"] == "loaded"
    assert facts(house, f"inbox/{NAME}", "--today", "2025-05-01")[0]["verdict"] == "withheld"


def test_limit_of_size_counts(house: House) -> None:
    """A file larger than the settings allow is withheld, as a run would do it."""
    house.write(NAME, article_text())
    (house.inbox.parent / "wirehouse.toml").write_text("max_file_size = 100\n", encoding="utf-8")

    (told,) = facts(house, f"inbox/{NAME}")
    assert [issue["rule"] for issue in told["issues"]] == ["too_large"]


def test_unreadable_file_keeps_no_other_from_being_shown(house: House) -> None:
    """What cannot be read is told with what to do and makes the exit code 2; the others are shown."""
    house.write(NAME, article_text())

    done = parse(house, "inbox", "nowhere.txt", f"inbox/{NAME}")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "wirehouse: inbox: a directory; name its files, for example inbox/*.txt",
        "wirehouse: nowhere.txt: no such file or directory; name a file, or - for standard input",
    ]
    assert "would be loaded" in done.stdout
    assert [sorted(told) for told in facts(house, "nowhere.txt")] == [["error", "file"]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Missing argument"),
        (["a.txt", "--profile", "viet"], "there is no such profile; did you mean vietnam?"),
        (["a.txt", "--profile", "none.toml"], "the profile none.toml cannot be read: no such file or directory"),
        (["a.txt", "--profile", "bad.toml"], "bad.toml: unknown key 'agences'; did you mean agencies?"),
        (["a.txt", "--today", "tomorrow"], "does not match the format"),
        (["a.txt", "--settings", "none.toml"], "none.toml cannot be read"),
    ],
)
def test_wrong_usage_exits_with_2(house: House, words: list[str], told: str) -> None:
    """A mistake in an option, a profile or the settings is one message, and exit code 2."""
    house.write("../a.txt", article_text())
    house.write("../bad.toml", "agences = []")

    done = parse(house, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_odd_names_and_bytes(house: House) -> None:
    """A name that is no text and bytes that a terminal would obey are shown escaped."""
    path = Path(os.fsdecode(os.fsencode(house.inbox) + b"/\xff\x1b[2J.txt"))
    path.write_bytes(article_text(body="A \x9b\x07 bell rings in the harbour at night.").encode())

    done = parse(house, str(path))
    assert done.returncode == 0
    assert "\\xff\\x1b[2J.txt" in done.stdout
    assert "\x1b[2J" not in done.stdout
    assert "\x07" not in done.stdout
    assert facts(house, str(path))[0]["file"].endswith("\\xff\x1b[2J.txt")


def test_makes_no_warehouse(house: House) -> None:
    """Nothing is written anywhere."""
    house.write(NAME, article_text())
    before = sorted(house.inbox.parent.rglob("*"))

    parse(house, f"inbox/{NAME}")
    assert sorted(house.inbox.parent.rglob("*")) == before
