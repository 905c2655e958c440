"""Messages as HTTP requests: to a gateway of short messages, or to a webhook."""

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from services.intake.notices.channels.port import (
    BOTH,
    TIMEOUT,
    ChannelAway,
    Delivered,
    Kind,
    Message,
    NotNow,
    Refused,
)
from services.intake.reports.reaching import email_of, phone_of
from services.runtime.channel_urls import Form, Gateway

SIGNATURE: Final = "Citymend-Signature"
REPEATED: Final = "Idempotency-Key"
_FOR_NOW: Final = (408, 425, 429)
_ABOUT_US: Final = (401, 403, 404, 405, 407, 410)
"""Who we are, or where we knock: with a wrong address in the setting nobody is refused for good."""
_MOST_READ: Final = 4_096


class HttpChannel:
    """One POST per message. Redirects are not followed; proxies are those of the environment.

    A gateway of short messages needs a telephone number; a webhook knows by itself how to reach
    people and takes either address. Each body is signed: `Citymend-Signature: sha256=<hex of
    HMAC-SHA256 over the body>`.
    """

    def __init__(self, gateway: Gateway) -> None:
        self.reaches = kinds_taken(gateway)
        self._gateway = gateway
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, message: Message) -> Delivered:
        gateway = self._gateway
        message = _addressed(message)
        if gateway.short and message.phone is None:
            raise Refused("not a telephone number")
        held = _short(gateway, message) if gateway.short else _whole(gateway, message)
        body = _encoded(held, gateway.form)
        signature = hmac.new(gateway.key, body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": _TYPES[gateway.form],
            "User-Agent": "Citymend",
            **gateway.headers,
            REPEATED: message.id,
            SIGNATURE: f"sha256={signature}",
        }
        # The URL is the operator's own setting, its scheme checked when the channel was opened.
        request = urllib.request.Request(gateway.url, body, headers, method="POST")  # noqa: S310
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                answer.read(_MOST_READ)
        except urllib.error.HTTPError as error:
            error.close()
            raise _judged(error.code) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ChannelAway(f"the gateway: {type(reason).__name__}") from None
        return "sent"

    def close(self) -> None:
        """Nothing is held."""


def kinds_taken(gateway: Gateway) -> frozenset[Kind]:
    """Of which kinds of address a gateway needs one."""
    return frozenset(("phone",)) if gateway.short else BOTH


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """A body signed for one address is not sent to another."""


_TYPES: Final[Mapping[Form, str]] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
}


def _addressed(message: Message) -> Message:
    """With addresses as they are dialled and written to, and none that reaches nobody."""
    phone, email = phone_of(message.phone or ""), email_of(message.email or "")
    return replace(message, phone=phone, email=email)


def _short(gateway: Gateway, message: Message) -> Mapping[str, object]:
    return {
        **gateway.fixed,
        gateway.number: message.id,
        gateway.to: message.phone,
        gateway.text: message.short,
    }


def _whole(gateway: Gateway, message: Message) -> Mapping[str, object]:
    return {
        **gateway.fixed,
        "id": message.id,
        "at": message.at.isoformat(),
        "report": message.report,
        "to": {"email": message.email, "phone": message.phone},
        "language": message.language,
        "subject": message.subject,
        "text": message.text,
        "short": message.short,
        "stop": message.stop,
    }


def _encoded(body: Mapping[str, object], form: Form) -> bytes:
    if form == "form":
        return urlencode({name: value or "" for name, value in body.items()}).encode()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _judged(code: int) -> Refused | NotNow | ChannelAway:
    if code in _ABOUT_US or code < 400:
        return ChannelAway(f"the gateway does not take anything from us ({code})")
    if code in _FOR_NOW or code >= 500:
        return NotNow(f"the gateway did not take it yet ({code})")
    return Refused(f"the gateway refused it ({code})")
