"""How the steps of a run are called (directly, or as Prefect tasks), and how long they take."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

Step = Callable[[str, Callable[[], Any]], Any]
"""How a step is called: its name, and the call without arguments."""


def call_directly(_name: str, call: Callable[[], Any]) -> Any:
    """Call a step directly."""
    return call()


class Stopwatch:
    """Calls and seconds of each step, in the order of the first calls."""

    def __init__(self) -> None:
        """Start without calls."""
        self._laps: dict[str, tuple[int, float]] = {}

    def timed(self, step: Step) -> Step:
        """Return the way to call a step with its time taken."""

        def call(name: str, work: Callable[[], Any]) -> Any:
            begun = perf_counter()
            try:
                return step(name, work)
            finally:
                calls, seconds = self._laps.get(name, (0, 0.0))
                self._laps[name] = (calls + 1, seconds + perf_counter() - begun)

        return call

    def take(self) -> list[tuple[str, int, int]]:
        """Return step, calls and milliseconds since the last ``take``, and start anew."""
        laps, self._laps = self._laps, {}
        return [(name, calls, round(1_000 * seconds)) for name, (calls, seconds) in laps.items()]
