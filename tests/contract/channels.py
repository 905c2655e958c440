"""Other sides for the channels of messages: a mail server and a gateway on this machine."""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

from services.intake.notices.channels.opening import open_channel
from services.intake.notices.channels.port import Channel
from services.intake.notices.channels.tables import mailbox
from services.runtime.database import Database
from tests.support.running import free_port

_ASKED = (
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
    "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
)
KEY = "0123456789abcdef"


@dataclass
class Came:
    """One message as the other side has it."""

    id: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Outside:
    """The other side of a channel: what came, and what it answers."""

    came: list[Came] = field(default_factory=list)
    code: int | None = None
    """What it refuses with; none: it takes everything."""


@dataclass
class Line:
    """A channel and its other side."""

    channel: Channel
    outside: Outside
    database: Database
    kind: str
    shown: list[str] = field(default_factory=list)
    """What whoever runs the server reads of the mailbox."""

    def arrived(self) -> list[Came]:
        if self.kind == "mailbox":
            rows = self.database.read(lambda conn: conn.execute(mailbox.select()).all())
            return [Came(row.id, f"{row.subject}\n{row.text}") for row in rows]
        return self.outside.came

    def refuse(self, *, for_good: bool) -> None:
        mail = self.kind == "smtp"
        self.outside.code = (550 if mail else 422) if for_good else (451 if mail else 503)


@contextmanager
def line(kind: str, database: Database) -> Iterator[Line]:
    outside = Outside()
    if kind == "mailbox":
        shown: list[str] = []
        channel = open_channel("mailbox:///", database, shown.append)
        yield Line(channel, outside, database, kind, shown)
    elif kind == "smtp":
        with mail_server(outside) as port:
            url = f"smtp://127.0.0.1:{port}?from=no-reply@city.example&starttls=off"
            channel = open_channel(url, database)
            yield Line(channel, outside, database, kind)
            channel.close()
    else:
        with gateway(outside) as port:
            scheme = "sms+http" if kind == "sms" else "http"
            url = f"{scheme}://127.0.0.1:{port}/send?a=1#sign={KEY}&field.sign_name=城医"
            yield Line(open_channel(url, database), outside, database, kind)


class _Taking:
    """What the mail server does with a mail."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def handle_RCPT(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self._outside.code is not None:
            return f"{self._outside.code} not {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        text = f"{mail['Subject']}\n{mail.get_content()}"
        found = Came(str(mail["Message-ID"])[1:37], text, dict(mail.items()), content)
        self._outside.came.append(found)
        return "250 OK"


@contextmanager
def mail_server(outside: Outside, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Its port. With `tls` it wants STARTTLS, and the password "pass word" of user "city"."""

    def known(_s: Any, _session: Any, _e: Any, _mechanism: str, sent: Any) -> AuthResult:
        right = (sent.login, sent.password) == (b"city", b"pass word")
        return AuthResult(success=right, handled=right)

    strict: dict[str, Any] = {
        "require_starttls": True,
        "auth_required": True,
        "authenticator": known,
    }
    options: dict[str, Any] = {"tls_context": tls, **strict} if tls else {}
    port = free_port()
    controller = Controller(_Taking(outside), hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield port
    controller.stop()


@contextmanager
def gateway(outside: Outside) -> Iterator[int]:
    """Its port."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            code = outside.code or 200
            if code == 200:
                form = self.headers["Content-Type"] != "application/json"
                said = dict(parse_qsl(body.decode())) if form else json.loads(body)
                sent = str(said.get("subject", "")) + str(said.get("text", said.get("content")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                came = Came(headers["idempotency-key"], sent, {**headers, "path": self.path}, body)
                outside.came.append(came)
            self.send_response(code)
            if code in (301, 302):
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that signs itself."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl: not installed")
    file = folder / "server.pem"
    subprocess.run(
        [program, *_ASKED.split(), "-out", str(file), "-keyout", str(folder / "key.pem")],
        check=True,
        capture_output=True,
    )
    file.write_text((folder / "key.pem").read_text() + file.read_text())
    return file
