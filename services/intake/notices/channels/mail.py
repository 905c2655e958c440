"""Messages as e-mail, handed to one mail server (RFC 5321, RFC 5322)."""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final

from services.intake.notices.channels.port import (
    ONE_CLICK,
    TIMEOUT,
    ChannelAway,
    Delivered,
    Kind,
    Message,
    NotNow,
    Refused,
)
from services.intake.reports.reaching import email_of
from services.runtime.channel_urls import MailServer

_ENCODED: Final = "=?"
"""Begins an encoded word (RFC 2047): read as one, an address becomes another, or two lines."""
_FOR_GOOD: Final = range(500, 600)


class _OneLine(UnstructuredHeader, BaseHeader):
    """An address in angle brackets: where it is folded or encoded, no reader finds it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    known = HeaderRegistry()
    known.map_to_type("List-Unsubscribe", _OneLine)
    return known


_POLICY: Final = SMTP.clone(cte_type="7bit", header_factory=_headers())
"""No line of a mail needs a server that takes eight bits."""


class MailChannel:
    """Needs an e-mail address. Keeps its connection between messages; used by one thread.

    A code 5xx about the person or the mail is Refused; one about us (sign-in, sender) is
    ChannelAway, since no person should go without a message because our password is old.
    """

    reaches: Final[frozenset[Kind]] = frozenset(("email",))

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._sender = Address(server.name, addr_spec=server.sender)
        self._tls = None if server.safety == "off" else _tls(server)
        self._open: smtplib.SMTP | None = None

    def send(self, message: Message) -> Delivered:
        mail = self._mail(message)
        connection = self._connected()
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            self._reset(connection)
            raise _judged([code for code, _ in error.recipients.values()]) from None
        except smtplib.SMTPDataError as error:
            self._reset(connection)
            raise _judged([error.smtp_code]) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ChannelAway(_reason(error)) from None
        return "sent"

    def close(self) -> None:
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self._open is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._open.noop()[0] == 250:
                    return self._open
            self.close()
        try:
            self._open = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelAway(_reason(error)) from None
        return self._open

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.safety == "tls":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT, context=self._tls
            )
        else:
            opened = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        try:
            if server.safety == "starttls":
                opened.starttls(context=self._tls)
            if server.user is not None:
                opened.login(server.user, server.password or "")
        except (smtplib.SMTPException, OSError):
            opened.close()
            raise
        return opened

    def _reset(self, connection: smtplib.SMTP) -> None:
        with suppress(smtplib.SMTPException, OSError):
            connection.rset()

    def _mail(self, message: Message) -> EmailMessage:
        """Raises Refused for an address that is none."""
        to = email_of(message.email or "")
        if to is None:
            raise Refused("not an e-mail address")
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = self._sender
        mail["To"] = to
        mail["Subject"] = " ".join(message.subject.replace(_ENCODED, "= ?").split())
        mail["Date"] = format_datetime(message.at)
        mail["Message-ID"] = f"<{message.id}@{self._sender.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        if message.stop is not None:
            mail["List-Unsubscribe"] = f"<{message.stop}>"
            # RFC 8058: the button of the mail program works without opening the page.
            mail["List-Unsubscribe-Post"] = ONE_CLICK
        mail.set_content(message.text)
        # Only now: with its content a mail forgets what was said of another one.
        mail["Content-Language"] = message.language
        return mail


def _tls(server: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.authorities)


def _judged(codes: list[int]) -> Refused | NotNow:
    code = codes[0] if codes else 0
    if code in _FOR_GOOD:
        return Refused(f"the mail server refused it ({code})")
    return NotNow(f"the mail server did not take it yet ({code})")


def _reason(error: Exception) -> str:
    """The kind of trouble and its code; what servers say may repeat an address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    kind = type(error).__name__
    return f"the mail server: {kind} ({code})" if code else f"the mail server: {kind}"
