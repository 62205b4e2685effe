"""Counts of a run that only its steps know; the other counts come from the batches."""

from dataclasses import dataclass, field

from pipeline.intake.scan import Scan


@dataclass(slots=True)
class Tally:
    """Files found, to be read, read, and left pending with the reason.

    ``not_reached`` counts files that were still to be read when a stop was requested.
    ``to_replay`` and ``replayed`` count quarantined files whose originals are parsed again.
    """

    scan: Scan
    found: int
    to_read: int = 0
    read: int = 0
    to_replay: int = 0
    replayed: int = 0
    not_reached: int = 0
    pending: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the counts of the receipt that no batch has."""
        return {
            "seen": self.found + self.scan.ignored.total(),
            "unchanged": self.found - self.to_read,
            "unsettled": len(self.pending) + self.not_reached,
            "ignored": self.scan.ignored.total(),
            "read_stated": self.read,
            "replayed_stated": self.replayed,
        }
