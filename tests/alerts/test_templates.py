"""Templates of the user's own: what they change, and that no message is lost when one is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from alerts.messages.incident import compose
from alerts.messages.render import NAMES, check_templates, copy_templates
from commands import wirehouse
from house import House
from message_cases import event
from warehouse.errors import UsageError
from warehouse.incidents.events import Example

OURS = compose([event()])
Write = Callable[[str, str], Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    """Write a template; the directory."""

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_template_takes_the_place_of_ours(write: Write) -> None:
    """What a directory has is used, and ours for the rest."""
    message = compose([event()], templates=write("incident.title.j2", "[news] {{ subject }}"))

    assert message.title == "[news] truncated ×812 in wire (opened)"
    assert message[1:] == OURS[1:]


def test_a_template_is_read_anew_when_it_changes(write: Write) -> None:
    """No restart is needed for another wording."""
    titles = [compose([event()], templates=write("incident.title.j2", text)).title for text in ("one", "another")]

    assert titles == ["one", "another"]


def test_a_template_may_build_on_ours(write: Write) -> None:
    """Ours can be included by name, and files that begin with an underscore."""
    write("_foot.j2", "Desk 4, {{ summaries[0].rule }}")
    message = compose(
        [event()],
        templates=write("incident.txt.j2", '{% include "wirehouse/incident.txt.j2" %}\n{% include "_foot.j2" %}'),
    )

    assert message.text == f"{OURS.text}\nDesk 4, truncated"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fine\nfine\n{{ sumaries }}", "incident.txt.j2, line 3, failed: 'sumaries' is undefined"),
        (
            "{{ summaries[0].colour }}",
            "line 1, failed: 'alerts.messages.incident_summary.RuleSummary object' has no attribute 'colour'",
        ),
        ("{% for n in summaries %}\n{{ n.rule }}", "incident.txt.j2, line 2, failed: Unexpected end of template"),
        ("a\n{{ 1 / 0 }}", "incident.txt.j2, line 2, failed: division by zero"),
        ('\n{% include "_gone.j2" %}', "failed: _gone.j2"),
        ("{{ summaries.__class__.__mro__ }}", "failed: access to attribute '__class__'"),
        ("{{ subject.upper.__globals__ }}", "has no attribute '__globals__'"),
        ("{% for n in range(10 ** 9) %}x{% endfor %}", "failed: Range too big"),
        ('{% include "incident.txt.j2" %}', "failed: maximum recursion depth exceeded"),
        ("  \n ", "Your template incident.txt.j2 gives an empty text"),
    ],
)  # fmt: skip
def test_a_template_that_fails_gives_way_to_ours(write: Write, text: str, told: str) -> None:
    """The message goes out in our words, and says which file is wrong, in which line, and why."""
    message = compose([event()], templates=write("incident.txt.j2", text))

    assert message.text.startswith(OURS.text)
    assert told in message.text
    assert message.title == OURS.title
    assert "wirehouse&#39;s own wording" in message.html


def test_a_template_that_is_no_text_gives_way_to_ours(tmp_path: Path) -> None:
    """So does one that cannot be read at all."""
    (tmp_path / "incident.title.j2").write_bytes(b"\xff\xfe")
    (tmp_path / "incident.html.j2").mkdir()
    message = compose([event()], templates=tmp_path)

    assert message.title == OURS.title
    assert "incident.title.j2" in message.text
    assert message.html.startswith(OURS.html[:200])


def test_a_directory_that_is_gone_gives_way_to_ours(tmp_path: Path) -> None:
    """A message without the user's templates says that they are not there."""
    message = compose([event()], templates=tmp_path / "gone")

    assert message.text.startswith(OURS.text)
    assert "is not there" in message.text


def test_values_do_not_act_in_a_template_of_the_users(write: Write) -> None:
    """What a template is given is harmless already, and is no template itself."""
    write("incident.html.j2", "<i>{{ summaries[0].examples[0].value }}</i>")
    templates = write("incident.txt.j2", "{{ summaries[0].examples[0].value }}")
    value = "<b>@everyone</b> {{ 7 + 7 }}"
    message = compose([event(examples=(Example("a.txt", value, "cut"),))], templates=templates)

    assert message.text == '"\\x3cb\\x3e\\x40everyone\\x3c/b\\x3e {{ 7 + 7 }}"'
    assert message.html == "<i>&lt;b&gt;@everyone&lt;/b&gt; {{ 7 + 7 }}</i>"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("incidnt.txt.j2", "x", "no message has this template; did you mean incident.txt.j2"),
        ("letter.html.j2", "x", "this template is called incident.html.j2 now, and is given other names"),
        ("incident.txt.j2", "\n{% if %}", "incident.txt.j2, line 2, failed"),
        ("_part.j2", "{{ x", "_part.j2, line 1, failed"),
    ],
)
def test_a_directory_is_checked_before_it_is_needed(write: Write, name: str, text: str, told: str) -> None:
    """A wrong name and a wrong syntax are told at once."""
    with pytest.raises(UsageError, match=told):
        check_templates(write(name, text))


def test_copies_are_ours(tmp_path: Path) -> None:
    """The templates that are copied make the messages that ours make; nothing is written over."""
    copies = copy_templates(tmp_path / "wording")

    assert sorted(path.name for path in copies) == sorted(NAMES)
    assert compose([event()], templates=tmp_path / "wording") == OURS
    check_templates(tmp_path / "wording")
    with pytest.raises(UsageError, match="is there already; nothing was copied"):
        copy_templates(tmp_path / "wording")


def test_command_copies_and_checks(house: House, tmp_path: Path) -> None:
    """``alerts templates`` copies; with --check it says what is wrong, and exits with 2."""
    here = tmp_path / "wording"
    (tmp_path / "wirehouse.toml").write_text('[alerts]\ntemplates = "wording"\n')
    done = [run_templates(house, str(here)), run_templates(house, "--check")]
    (here / "incident.txt.j2").write_text("{% if %}")
    done += [run_templates(house, str(here), "--check"), run_templates(house)]

    assert [one[0] for one in done] == [0, 0, 2, 2]
    assert "templates can be used" in done[1][1]
    assert "incident.txt.j2, line 1, failed" in done[2][1]


def run_templates(house: House, *words: str) -> tuple[int, str]:
    """The command's exit code and what it says."""
    done = wirehouse(house, "alerts", "templates", *words)
    return done.returncode, done.stdout + done.stderr
