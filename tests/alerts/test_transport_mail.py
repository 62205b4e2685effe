"""Alerts by mail: HTML with a plain text beside it, the key in a header; refusals and silences of the server."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from alerts.messages.message import Message
from settings.destinations import Destination
from sinks import Post, event


@dataclass
class Mailbox:
    """What a mail server has taken; it answers with ``reply`` if that is set."""

    reply: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Take a mail, or not."""
        if not self.reply:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.reply or "250 OK"


@pytest.fixture(name="server")
def _server() -> Iterator[Controller]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def mail_to(home: Path, server: Controller) -> Post:
    """A home with that server as its destination."""
    url = f"mailto://127.0.0.1:{server.port}?from=wirehouse@example.org&to=desk@example.org"
    return Post(home, (Destination(name="mail", url=url),))


def message(events: Any) -> Message:
    """A message with what must not get through."""
    return Message(
        f"wirehouse: {events[0].rule}\nBcc: all@example.org", "plain <b>&</b>", "<body><p>plain &lt;b&gt;</p></body>"
    )


def test_mail_arrives(tmp_path: Path, server: Controller) -> None:
    """Subject in one line; both bodies end with the key, which is in a header as well."""
    post = mail_to(tmp_path, server)
    post.enqueue(event())
    assert post.send(compose=message)["mail"].sent == 1

    (mail,) = server.handler.mails
    key = mail["X-Wirehouse-Alert"]
    assert mail["Subject"] == "wirehouse: truncated Bcc: all@example.org"
    assert mail["To"].addresses[0].addr_spec == "desk@example.org"
    assert mail["Bcc"] is None
    html = mail.get_body(("html",)).get_content()
    assert "<p>plain &lt;b&gt;</p>" in html
    assert f"alert {key}" in html
    assert f"alert {key}" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(("reply", "state"), [("451 later", "waiting"), ("554 no", "waiting")])
def test_refused_mail_waits(tmp_path: Path, server: Controller, reply: str, state: str) -> None:
    """The server's code is told, not its words; the mail arrives later, once."""
    server.handler.reply = f"{reply} hush"
    post = mail_to(tmp_path, server)
    post.enqueue(event())
    assert post.send()["mail"].error == f"it answered with SMTP {reply[:3]}"
    assert [row["state"] for row in post.alerts()] == [state]
    server.handler.reply = ""
    post.wait(hours=2)
    post.send()

    assert len(server.handler.mails) == 1
