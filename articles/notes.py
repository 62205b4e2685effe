"""What the finders write down as they go: which text became which field, and what was odd."""

from articles.layout import Line
from articles.record import Finding
from articles.spans import Claim

_LONGEST_VALUE = 200  # characters of the text that a finding quotes


class Notes:
    """Claims on the text and findings, in the order in which they were made."""

    __slots__ = ("claims", "findings")

    def __init__(self) -> None:
        """Start with nothing claimed and nothing found."""
        self.claims: list[Claim] = []
        self.findings: list[Finding] = []

    def claim(self, line: Line, field: str, start: int = 0, end: int | None = None) -> None:
        """Claim a line for a field, or a part of it without the blanks around it; offsets count in its own text."""
        if start == 0 and end is None:
            self.claims.append((line.start, line.end, field))
            return
        part = line.text[start:end]
        first = line.start + start + len(part) - len(part.lstrip())
        last = first + len(part.strip())
        if last > first:
            self.claims.append((first, last, field))

    def claim_all(self, lines: list[Line], field: str) -> None:
        """Claim several lines for one field; lines that follow each other are one claim."""
        if not lines:
            return
        first = last = lines[0]
        for line in lines[1:]:
            if line.rank != last.rank + 1 or last.cut:
                self.claims.append((first.start, last.end, field))
                first = line
            last = line
        self.claims.append((first.start, last.end, field))

    def warn(  # noqa: PLR0913 - the columns of the issues table
        self,
        rule: str,
        line: Line | None = None,
        field: str | None = None,
        value: str | None = None,
        *,
        detail: str = "",
        last: Line | None = None,
        number: int | None = None,
    ) -> None:
        """Note that a rule was met, on a line or from a line to ``last``; ``number`` is that of a line not at hand."""
        first = line.number if line else number
        value = value[:_LONGEST_VALUE] if value else value
        self.findings.append(Finding(rule, field, value, detail, first, last.number if last else first))
