"""Which events a destination takes."""

from typing import Literal, NamedTuple

from warehouse.incidents.events import Event

Severity = Literal["error", "warning"]


class Route(NamedTuple):
    """Which events a destination wants; empty ``rules`` and ``inboxes`` match all of them.

    ``inboxes`` are named as in events. An event about the whole warehouse (inbox '') matches any.
    """

    name: str
    min_severity: Severity = "warning"
    rules: tuple[str, ...] = ()
    inboxes: tuple[str, ...] = ()

    def matches(self, event: Event) -> bool:
        """Whether the destination is notified of the event."""
        return (
            (event.severity == "error" or self.min_severity == "warning")
            and (not self.rules or event.rule in self.rules)
            and (not self.inboxes or event.inbox in ("", *self.inboxes))
        )
