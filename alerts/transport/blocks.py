"""Prefect, where an address is kept in a Secret block of it: the one way of sending that needs it."""

from collections.abc import Sequence

from settings.destinations import Destination
from settings.model import Settings
from settings.prefect import set_prefect_defaults


def prepare_blocks(settings: Settings, destinations: Sequence[Destination]) -> None:
    """Set Prefect's defaults before its first import, if one of the destinations needs it."""
    if any(one.url_secret is not None for one in destinations):
        set_prefect_defaults(settings.home)
