"""What a transport process is asked and what it answers, one line of JSON each."""

from typing import Literal

from msgspec import Struct

DeliveryStatus = Literal["sent", "refused", "failed", "unclear"]
"""Result of an attempt: accepted; this message rejected; surely not accepted, the destination is down; unknown."""


class TransportRequest(Struct, kw_only=True):
    """Check an address, or (``send``) send a message to it within ``timeout`` seconds."""

    address: str
    send: bool = False
    alert_id: str = ""
    title: str = ""
    text: str = ""
    html: str = ""
    kind: str = ""
    timeout: float = 10.0


class TransportResult(Struct, kw_only=True):
    """Status of an attempt; ``error`` is worded by wirehouse, because Apprise's own words may hold the address."""

    status: DeliveryStatus
    error: str | None = None
