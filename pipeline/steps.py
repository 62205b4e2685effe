"""How the steps of a run are called: directly, or as whoever asks for the run wants it; and how long they take."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

Step = Callable[[str, Callable[[], Any]], Any]
"""How a step is called: its name, and the call without arguments."""


def plainly(_name: str, call: Callable[[], Any]) -> Any:
    """Call a step directly."""
    return call()


class Stopwatch:
    """How often each step was called, and how many seconds that took in all; in the order in which they began."""

    def __init__(self) -> None:
        """Nothing was called yet."""
        self._laps: dict[str, tuple[int, float]] = {}

    def timed(self, step: Step) -> Step:
        """The same way to call a step, with the time taken."""

        def call(name: str, work: Callable[[], Any]) -> Any:
            begun = perf_counter()
            try:
                return step(name, work)
            finally:
                calls, seconds = self._laps.get(name, (0, 0.0))
                self._laps[name] = (calls + 1, seconds + perf_counter() - begun)

        return call

    def take(self) -> list[tuple[str, int, int]]:
        """Step, calls and milliseconds of what was called since this was asked last."""
        laps, self._laps = self._laps, {}
        return [(name, calls, round(1_000 * seconds)) for name, (calls, seconds) in laps.items()]
