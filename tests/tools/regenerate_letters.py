"""Write the letters of ``letter_cases`` as they are now: read the difference with a sceptical eye."""

from alerts.messages.incident import compose
from house import PROJECT
from letter_cases import CASES, LINK

LETTERS = PROJECT / "tests" / "letters"


def render(name: str) -> dict[str, str]:
    """The files of a case: the title and the text, and the page."""
    letter = compose(CASES[name], link=LINK if name == "opened" else None)
    return {f"{name}.txt": f"{letter.title}\n\n{letter.text}\n", f"{name}.html": f"{letter.html}\n"}


if __name__ == "__main__":
    for case in CASES:
        for file, text in render(case).items():
            (LETTERS / file).write_text(text, encoding="utf-8")
