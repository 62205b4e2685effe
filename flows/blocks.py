"""Prefect, where an address is kept in a Secret block of it: the one way of sending that needs it."""

from collections.abc import Sequence

from flows.destinations import Destination
from flows.prefect_setup import settle_prefect
from flows.settings import Settings


def prepare_blocks(settings: Settings, destinations: Sequence[Destination]) -> None:
    """Set Prefect's defaults before its first import, if one of the destinations needs it."""
    if any(one.url_secret is not None for one in destinations):
        settle_prefect(settings.home)
