"""Send messages to one destination through Apprise, in a process of its own: ``python -m alerts.transport.worker``.

Apprise, requests and urllib3 write addresses with their tokens into logs and errors, and a server that answers a byte
a second outlasts all their timeouts. Here nothing that they print gets out, and the process can be killed. It reads
a ``TransportRequest`` per line from stdin and answers each with a ``TransportResult``.
"""

import logging
import os
import re
import signal
import sys
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType, OverflowMode
from apprise.manager_plugins import NotificationManager
from msgspec import json

from alerts.transport.protocol import TransportRequest, TransportResult

_ORPHANED = 10
"""Seconds beyond the timeout after which this process ends itself, if its sender was killed."""
_BY_HEADER = {"json", "jsons", "xml", "xmls", "form", "forms"}
_BY_MAIL_HEADER = {"mailto", "mailtos"}
_TYPES = {"opened": NotifyType.FAILURE, "reminder": NotifyType.WARNING, "resolved": NotifyType.SUCCESS}
"""Type of notification by kind of message; a channel may show it as a colour or an icon."""
_STATUS = re.compile(r"error=(\d{3})\b")
_SMTP = re.compile(r"\((\d{3}), b")
_NOT_REACHED = re.compile(
    r"NewConnectionError|ConnectTimeoutError|NameResolutionError|Connection refused|Name or service not known|"
    r"No route to host|Network is unreachable|nodename nor servname|CERTIFICATE_VERIFY_FAILED"
)
_UNCLEAR_STATUS = {408, 502, 504}
"""Status codes of a proxy that does not know what the server did."""
_DOWN_STATUS = {429, *range(500, 600)}


class _LogCapture(logging.Handler):
    """Capture what Apprise logs of one message: the only source of why it failed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.sent_some = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep lines about the connection; others show the message itself."""
        line = record.getMessage()
        if record.levelno >= logging.WARNING or line.startswith("Socket Exception"):
            self.lines.append(line)
        self.sent_some |= record.levelno == logging.INFO and line.startswith("Sent")


def handle(request: TransportRequest) -> TransportResult:
    """Check the address of the request, or send its message."""
    plugin = _plugin(request)
    if plugin is None:
        return TransportResult(status="failed", error=_address_error(request.address))
    return _send(plugin, request) if request.send else TransportResult(status="sent")


def _plugin(request: TransportRequest) -> Any:
    """Return the destination as an Apprise plugin; None if the address is invalid."""
    asset = AppriseAsset(
        app_id="wirehouse", app_desc="wirehouse", app_url="", async_mode=False, storage_mode="memory",
        http_redirects=False,  # after one a POST is a GET, and somebody's front page says 200
    )  # fmt: skip
    plugin: Any = Apprise.instantiate(request.address, asset=asset, suppress_exceptions=True)
    if plugin is None:
        return None
    plugin.optional = False  # else a failure is reported as sent
    plugin.socket_connect_timeout = plugin.socket_read_timeout = request.timeout
    if "overflow=" not in request.address:
        plugin.overflow_mode = OverflowMode.SPLIT
    headers = getattr(plugin, "headers", None)
    scheme = _scheme(request.address)
    if isinstance(headers, dict) and scheme in _BY_HEADER:
        headers["Idempotency-Key"] = request.alert_id
    if isinstance(headers, dict) and scheme in _BY_MAIL_HEADER:
        headers["X-Wirehouse-Alert"] = request.alert_id
    return plugin


def _send(plugin: Any, request: TransportRequest) -> TransportResult:
    """Send a message. Mail gets HTML, to which Apprise adds a plain text; all others get text, which it escapes."""
    as_html = _scheme(request.address) in _BY_MAIL_HEADER and plugin.notify_format == NotifyFormat.HTML and request.html
    captured = _capture_log()
    apprise = Apprise()
    apprise.add(plugin)
    accepted = apprise.notify(
        body=request.html if as_html else request.text,
        title=request.title,
        notify_type=_TYPES.get(request.kind, NotifyType.INFO),
        body_format=NotifyFormat.HTML if as_html else NotifyFormat.TEXT,
    )
    return TransportResult(status="sent") if accepted else _failure(captured)


def _failure(captured: _LogCapture) -> TransportResult:
    """Classify a failure by the log. Only a message that was surely not accepted may be sent again in other words."""
    if captured.sent_some:
        return TransportResult(status="unclear", error="it was taken in part")
    log = "\n".join(captured.lines)
    if status := _STATUS.search(log):
        return _rejection("HTTP", int(status[1]))
    if reply := _SMTP.search(log):
        return _rejection("SMTP", int(reply[1]))
    if _NOT_REACHED.search(log):
        return TransportResult(status="failed", error="it cannot be reached")
    if "timed out" in log.lower():
        return TransportResult(status="unclear", error="no answer in time")
    return TransportResult(status="unclear", error="the connection ended before an answer")


def _rejection(protocol: str, code: int) -> TransportResult:
    """Classify an error code: the destination is down for now, or it rejects this message for good."""
    error = f"it answered with {protocol} {code}"
    if protocol == "HTTP" and code in _UNCLEAR_STATUS:
        return TransportResult(status="unclear", error=error)
    down = code in _DOWN_STATUS if protocol == "HTTP" else code < 500  # noqa: PLR2004  4xx of SMTP is: try later
    return TransportResult(status="failed" if down else "refused", error=error)


def _address_error(address: str) -> str:
    scheme = _scheme(address)
    manager: Any = NotificationManager
    if scheme in manager().schemas():
        return f"its address is not complete or not right for {scheme}://"
    return f"there is no service {scheme}:// in Apprise"


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


def _capture_log() -> _LogCapture:
    """Capture what Apprise logs from now on, and keep it from all other handlers."""
    captured = _LogCapture()
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [captured], False
    logger.setLevel(logging.DEBUG)
    return captured


def main() -> None:
    """Answer requests until the input ends."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers = [logging.NullHandler()]
    _capture_log()
    answers.write(b"ready\n")
    for line in sys.stdin.buffer:
        request = json.decode(line, type=TransportRequest)
        signal.setitimer(signal.ITIMER_REAL, request.timeout + _ORPHANED)  # its default action ends the process
        try:
            result = handle(request)
        except Exception as error:  # noqa: BLE001  a plugin's own, whose words may hold the address
            result = TransportResult(status="unclear", error=f"Apprise failed ({type(error).__name__})")
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(json.encode(result) + b"\n")


if __name__ == "__main__":
    main()
