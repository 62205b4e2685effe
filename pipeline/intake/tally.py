"""Counts of a run that only its steps know; the other counts come from the batches."""

from dataclasses import dataclass, field

from pipeline.intake.scan import Scan


@dataclass(slots=True)
class Tally:
    """What is counted while a run goes on: files found, to be read, read, and left pending with the reason.

    ``left`` counts the files that a run did not come to because it was asked to finish.
    ``to_replay`` and ``replayed`` count withheld files whose originals are parsed again.
    """

    scan: Scan
    found: int
    to_read: int = 0
    read: int = 0
    to_replay: int = 0
    replayed: int = 0
    left: int = 0
    pending: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The part of the receipt that the batches do not know."""
        return {
            "seen": self.found + self.scan.ignored.total(),
            "unchanged": self.found - self.to_read,
            "unsettled": len(self.pending) + self.left,
            "ignored": self.scan.ignored.total(),
            "read_stated": self.read,
            "replayed_stated": self.replayed,
        }
