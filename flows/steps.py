"""How the steps of a run are called: directly, or as whoever asks for the run wants it."""

from collections.abc import Callable
from typing import Any

Step = Callable[[str, Callable[[], Any]], Any]
"""How a step is called: its name, and the call without arguments."""


def plainly(_name: str, call: Callable[[], Any]) -> Any:
    """Call a step directly."""
    return call()
