"""Write the messages of ``message_cases`` as they are now: read the difference with a sceptical eye."""

from alerts.messages.incident import compose
from house import PROJECT
from message_cases import CASES, LINK

MESSAGES = PROJECT / "tests" / "messages"


def render(name: str) -> dict[str, str]:
    """The files of a case: the title and the text, and the page."""
    message = compose(CASES[name], link=LINK if name == "opened" else None)
    return {f"{name}.txt": f"{message.title}\n\n{message.text}\n", f"{name}.html": f"{message.html}\n"}


if __name__ == "__main__":
    for case in CASES:
        for file, text in render(case).items():
            (MESSAGES / file).write_text(text, encoding="utf-8")
