"""What messages say, and that nothing from outside acts in them or passes for a word of ours."""

import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.messages.incident import compose
from attacks import ACTIVE, ATTACKS, SEEN, Elements
from message_cases import CASES, event
from regenerate_messages import MESSAGES, render
from warehouse.incidents.events import Example


def hostile(text: str) -> object:
    """A message in which everything that comes from outside is this text."""
    return compose(
        [event(scope=f"{text}/", inbox=f"/data/{text}", message=text, examples=(Example(text, text, text),))]
    )


def test_messages_are_as_kept() -> None:
    """Every kind of message says what its file says."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in MESSAGES.iterdir()}
    made = {file: text for name in CASES for file, text in render(name).items()}

    assert made == kept, (
        "read the difference; to keep it: PYTHONPATH=tests/support python tests/tools/regenerate_messages.py"
    )


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_does_nothing_in_plain_text(text: str) -> None:
    """Nothing opens a tag, a mention, a link; nothing is invisible; every line from outside is quoted and indented."""
    message = hostile(text)

    assert "\n" not in message.title
    assert len(message.title) <= 200
    for written in (message.title, message.text):
        assert not ACTIVE.search(written)
        assert not SEEN.search(written)
        written.encode()
    ours = [line for line in message.text.splitlines() if not line.startswith("    ")]
    assert not any("resolved" in line for line in ours[1:])  # the first names the inbox
    assert [line for line in ours if line.startswith("truncated")] == ours[:1]


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_hostile_text_makes_no_element(text: str) -> None:
    """A page has the elements that a harmless text has, with the same attributes."""
    page = hostile(text).html

    assert Elements(page).found == Elements(hostile("harmless").html).found
    assert not SEEN.search(page)
    page.encode()


def test_markup_is_shown_as_it_is() -> None:
    """The page shows a value's own messages."""
    assert "<script>alert(1)</script>" in Elements(hostile(ATTACKS["markup"]).html).text


_ANY = st.text(st.characters(), max_size=300) | st.sampled_from(sorted(ATTACKS.values()))


@given(_ANY, _ANY, _ANY, _ANY)
def test_no_text_acts(path: str, value: str, message: str, scope: str) -> None:
    """Whatever the texts are: no element, no mention, no line of their own, nothing that cannot be sent."""
    examples = (Example(path, value, message),)
    message = compose([event(scope=scope, message=message, examples=examples, command=f"wirehouse x '{scope}'")])

    assert {name for name, _ in Elements(message.html).found} <= {
        *("html", "head", "meta", "title", "body", "h2", "p", "b", "br", "pre", "ul", "li", "code"),
        *("table", "tr", "th", "td"),
    }
    command = next(line for line in message.text.splitlines() if line.startswith("    wirehouse "))
    assert not ACTIVE.search(message.text.replace(command, ""))
    assert not re.search(r"[<>@`\[]", command)
    assert not SEEN.search(message.text + message.html)
    f"{message.title}{message.text}{message.html}".encode()
    outer = [line for line in message.text.splitlines() if line.strip() and not line.startswith("    ")]
    assert outer[0] == "truncated ×812 in wire: opened"
    assert set(outer[1:]) <= {
        *("The text stops in mid-sentence.", "Since 2026-11-22 20:30 UTC; 812 files; found by 1 run."),
        *("Where:", "Examples:", "What to do: Crawl the page again.", "To see the rest:"),
        "To hear of it again only when it is over:",
    }


def test_message_is_short() -> None:
    """Even the longest texts leave a message that a chat takes in one piece."""
    long = "ự" * 5_000
    examples = tuple(Example(long, long, f"{number}{long}") for number in range(50))
    message = compose([event(scope=f"{number}{long}", incident_id=f"{number}", message=long, examples=examples)
                      for number in range(200)])  # fmt: skip

    assert len(message.text) < 3_000
    assert message.text.count("value:") == 3
    assert "… and 195 more" in message.text


def test_times_are_told_in_the_zone() -> None:
    """A message's clock is the reader's."""
    message = compose([event()], zone=ZoneInfo("Asia/Ho_Chi_Minh"))

    assert "Since 2026-11-23 03:30 +07" in message.text
    assert "2026-11-23 03:30 +07" in message.html


def test_examples_come_from_several_places() -> None:
    """Three scopes give an example each, before one of them gives two."""
    messages = compose([
        event(scope=name, incident_id=name, files=9 - at,
              examples=tuple(Example(f"{name}{number}.txt", None, "cut") for number in range(3)))
        for at, name in enumerate(("a/", "b/"))
    ]).text  # fmt: skip

    assert re.findall(r'"([ab]/\d\.txt)"', messages) == ["a/0.txt", "b/0.txt", "a/1.txt"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "", "//127.0.0.1/x"])
def test_link_is_a_web_address_or_none(link: str) -> None:
    """A page links to nothing but a web address."""
    message = compose([event()], link=link)

    assert "href" not in message.html
    assert "The run" not in message.text


def test_command_with_an_active_path_is_replaced() -> None:
    """A command that would come alive in a chat gives way to one that leads there, too; any other stays as it is."""
    told = [compose([event(command=command)]).text for command in ("wirehouse x '<!channel>/*'", "wirehouse x '_a/*'")]

    assert "    wirehouse status\n" in told[0]
    assert "    wirehouse x '_a/*'\n" in told[1]


def test_message_needs_an_event() -> None:
    """No event is a mistake of the caller's."""
    with pytest.raises(ValueError, match="at least one event"):
        compose([])


def test_order_of_events_does_not_matter() -> None:
    """The same events make the same message, in whatever order they wait."""
    events = CASES["several_rules"] + CASES["opened_and_resolved"]

    assert compose(events) == compose(events[::-1])
