"""Takes messages to one destination through Apprise, in a process of its own: ``python -m alerts.transport.worker``.

Apprise, requests and urllib3 write addresses with their tokens into logs and errors, and a server that answers a byte
a second outlasts every time limit of theirs. Here nothing that they say gets out, and the process can be ended. It
reads requests from its input and answers each with a line of JSON: ``check`` or ``send``, see ``Request``.
"""

import logging
import os
import re
import signal
import sys
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType, OverflowMode
from apprise.manager_plugins import NotificationManager
from msgspec import Struct, json

_ORPHANED = 10
"""Seconds more than a message is given after which this process ends by itself, if nobody has ended it."""
_BY_HEADER = {"json", "jsons", "xml", "xmls", "form", "forms"}
_BY_MAIL_HEADER = {"mailto", "mailtos"}
_TYPES = {"opened": NotifyType.FAILURE, "reminder": NotifyType.WARNING, "resolved": NotifyType.SUCCESS}
"""What a channel may show as a colour or an icon."""
_STATUS = re.compile(r"error=(\d{3})\b")
_SMTP = re.compile(r"\((\d{3}), b")
_NOT_REACHED = re.compile(
    r"NewConnectionError|ConnectTimeoutError|NameResolutionError|Connection refused|Name or service not known|"
    r"No route to host|Network is unreachable|nodename nor servname|CERTIFICATE_VERIFY_FAILED"
)
_UNCLEAR_STATUS = {408, 502, 504}
"""Of a proxy that does not know what the server did."""
_DOWN_STATUS = {429, *range(500, 600)}


class Request(Struct, kw_only=True):
    """What is asked: whether an address is right, or to send a message to it within so many seconds."""

    address: str
    send: bool = False
    alert_id: str = ""
    title: str = ""
    text: str = ""
    html: str = ""
    kind: str = ""
    timeout: float = 10.0


class Answer(Struct, kw_only=True):
    """What came of it (an ``End`` of alerts.queue.attempts); ``fault`` in words of ours, never in those of Apprise."""

    end: str
    fault: str | None = None


class _Heard(logging.Handler):
    """What Apprise logs of one message: all that it tells of why something failed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.sent_some = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line that is about the way it went; others show the message itself."""
        line = record.getMessage()
        if record.levelno >= logging.WARNING or line.startswith("Socket Exception"):
            self.lines.append(line)
        self.sent_some |= record.levelno == logging.INFO and line.startswith("Sent")


def answer(request: Request) -> Answer:
    """Do what is asked."""
    plugin = _plugin(request)
    if plugin is None:
        return Answer(end="failed", fault=_fault_of(request.address))
    return _send(plugin, request) if request.send else Answer(end="sent")


def _plugin(request: Request) -> Any:
    """The destination as Apprise has it; None if the address is wrong."""
    asset = AppriseAsset(
        app_id="wirehouse", app_desc="wirehouse", app_url="", async_mode=False, storage_mode="memory",
        http_redirects=False,  # after one a POST is a GET, and somebody's front page says 200
    )  # fmt: skip
    plugin: Any = Apprise.instantiate(request.address, asset=asset, suppress_exceptions=True)
    if plugin is None:
        return None
    plugin.optional = False  # else what failed is told as sent
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


def _send(plugin: Any, request: Request) -> Answer:
    """Send a message. Mail gets HTML, to which Apprise adds a plain text; all others get text, which it escapes."""
    as_html = _scheme(request.address) in _BY_MAIL_HEADER and plugin.notify_format == NotifyFormat.HTML and request.html
    heard = _listen()
    one = Apprise()
    one.add(plugin)
    taken = one.notify(
        body=request.html if as_html else request.text,
        title=request.title,
        notify_type=_TYPES.get(request.kind, NotifyType.INFO),
        body_format=NotifyFormat.HTML if as_html else NotifyFormat.TEXT,
    )
    return Answer(end="sent") if taken else _failure(heard)


def _failure(heard: _Heard) -> Answer:
    """What kind of failure it was. Only what is surely not taken may be sent again in other words."""
    if heard.sent_some:
        return Answer(end="unclear", fault="it was taken in part")
    told = "\n".join(heard.lines)
    if status := _STATUS.search(told):
        return _refusal("HTTP", int(status[1]))
    if reply := _SMTP.search(told):
        return _refusal("SMTP", int(reply[1]))
    if _NOT_REACHED.search(told):
        return Answer(end="failed", fault="it cannot be reached")
    if "timed out" in told.lower():
        return Answer(end="unclear", fault="no answer in time")
    return Answer(end="unclear", fault="the connection ended before an answer")


def _refusal(protocol: str, code: int) -> Answer:
    """An answer that is a no: for now, of the destination, or for ever, to this message."""
    fault = f"it answered with {protocol} {code}"
    if protocol == "HTTP" and code in _UNCLEAR_STATUS:
        return Answer(end="unclear", fault=fault)
    down = code in _DOWN_STATUS if protocol == "HTTP" else code < 500  # noqa: PLR2004  4xx of SMTP is: try later
    return Answer(end="failed" if down else "refused", fault=fault)


def _fault_of(address: str) -> str:
    scheme = _scheme(address)
    manager: Any = NotificationManager
    if scheme in manager().schemas():
        return f"its address is not complete or not right for {scheme}://"
    return f"there is no service {scheme}:// in Apprise"


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


def _listen() -> _Heard:
    """Hear what Apprise logs from now on, and let nobody else hear it."""
    heard = _Heard()
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [heard], False
    logger.setLevel(logging.DEBUG)
    return heard


def main() -> None:
    """Answer requests until the input ends."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what somebody prints is no answer
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers = [logging.NullHandler()]
    _listen()
    answers.write(b"ready\n")
    for line in sys.stdin.buffer:
        request = json.decode(line, type=Request)
        signal.setitimer(signal.ITIMER_REAL, request.timeout + _ORPHANED)  # its default is to end us
        try:
            made = answer(request)
        except Exception as error:  # noqa: BLE001  a plugin's own, whose words may hold the address
            made = Answer(end="unclear", fault=f"Apprise failed ({type(error).__name__})")
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(json.encode(made) + b"\n")


if __name__ == "__main__":
    main()
