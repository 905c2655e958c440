"""Where messages to people leave, as a setting: one URL, or several with blanks between.

    mailbox:///                                                   a table; the staff read it
    smtp://user:password@mail.example:587?from=no-reply@city.example&name=Citymend
    smtps://mail.example?from=no-reply@city.example               TLS from the first byte (465)
    sms+https://gateway.example/send#sign=KEY&to=mobile&text=content&form=form&field.sign=City
    https://hook.example/citymend#sign=KEY&bearer=TOKEN           a program of the city's own

`smtp` uses STARTTLS and refuses a server without it; `ca=` names a file of authorities. What stands
after `#` is for us and never part of the address: the key that signs (at least 16 characters), a
bearer token, the names of fields, and fields that are always the same. Without TLS only a server
on this machine is taken (`starttls=off`, `http`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

CHANNELS: Final = ("mailbox", "smtp", "smtps", "sms+https", "sms+http", "https", "http")
Safety = Literal["starttls", "tls", "off"]
Form = Literal["json", "form"]
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_SHORTEST_KEY: Final = 16
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_TOKEN: Final = re.compile("[!-~]+")
_NAMES: Final = frozenset(("sign", "bearer", "form", "to", "text", "id"))


class WrongChannel(ValueError):
    """What is wrong, in one sentence. Never repeats the URL: it holds secrets."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Messages stay here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over, by whom, and in whose name."""

    host: str
    port: int
    sender: str
    name: str
    safety: Safety
    user: str | None = None
    password: str | None = None
    authorities: str | None = None
    """A file of certificates to trust instead of the system's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Where requests go and what they hold besides the message."""

    url: str
    key: bytes
    short: bool
    """Takes one sentence for a telephone, not the whole message."""
    form: Form = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    to: str = "to"
    text: str = "text"
    number: str = "id"


def read_channels(urls: str) -> list[Mailbox | MailServer | Gateway]:
    """In the order in which they are asked. Raises WrongChannel."""
    found = [_read(url) for url in urls.split()]
    if not found:
        raise WrongChannel("name at least one channel")
    return found


def _read(url: str) -> Mailbox | MailServer | Gateway:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WrongChannel("not a URL") from error
    if parts.scheme not in CHANNELS or "://" not in url:
        raise WrongChannel(f"each begins with one of {', '.join(CHANNELS)} and ://")
    if parts.scheme == "mailbox":
        return Mailbox()
    if not parts.hostname:
        raise WrongChannel(f"{parts.scheme}: a host is needed")
    if parts.scheme in ("smtp", "smtps"):
        return _mail_server(parts, parts.hostname, port)
    return _gateway(parts)


def _mail_server(parts: SplitResult, host: str, port: int | None) -> MailServer:
    said = dict(parse_qsl(parts.query))
    if said.keys() - {"from", "name", "starttls", "ca"}:
        raise WrongChannel("smtp: after ? only from, name, ca and starttls=off")
    sender = said.get("from", "")
    if not _ADDRESS.fullmatch(sender) or not said.get("name", "").isprintable():
        raise WrongChannel("smtp: ?from= an address alone is needed, its name in name=")
    safety: Safety = "tls" if parts.scheme == "smtps" else "starttls"
    if said.get("starttls") == "off":
        if host not in _LOOPBACK:
            raise WrongChannel("smtp: starttls=off is for a server on this machine only")
        safety = "off"
    return MailServer(
        host=host,
        port=port or (465 if safety == "tls" else 587),
        sender=sender,
        name=said.get("name", "Citymend"),
        safety=safety,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        authorities=said.get("ca"),
    )


def _gateway(parts: SplitResult) -> Gateway:
    scheme = parts.scheme.removeprefix("sms+")
    if scheme == "http" and parts.hostname not in _LOOPBACK:
        raise WrongChannel("http is for a server on this machine only")
    if not f"{parts.netloc}{parts.path}{parts.query}".isascii():
        raise WrongChannel("a gateway's address is ASCII; write other letters as %...")
    if parts.username is not None:
        raise WrongChannel("a gateway takes #bearer=, not a name before its host")
    said = dict(parse_qsl(parts.fragment))
    short = parts.scheme.startswith("sms+")
    own = _own_of(said, short=short)
    return Gateway(
        url=parts._replace(scheme=scheme, fragment="").geturl(),
        key=own["sign"].encode(),
        short=short,
        form="form" if own.get("form") == "form" else "json",
        headers={"Authorization": f"Bearer {own['bearer']}"} if "bearer" in own else {},
        fixed={
            name.removeprefix("field."): value
            for name, value in said.items()
            if name.startswith("field.")
        },
        to=own.get("to", "to"),
        text=own.get("text", "text"),
        number=own.get("id", "id"),
    )


def _own_of(said: Mapping[str, str], *, short: bool) -> dict[str, str]:
    """What is said for us, the fields that are always the same aside. Raises WrongChannel."""
    own = {name: value for name, value in said.items() if not name.startswith("field.")}
    if own.keys() - _NAMES or own.get("form", "json") not in ("json", "form"):
        raise WrongChannel("after # only sign, bearer, form (json, form), to, text, id, field.NAME")
    if own.get("form") == "form" and not short:
        raise WrongChannel("a webhook's message has parts: form=form is for sms+ alone")
    if len(own.get("sign", "")) < _SHORTEST_KEY:
        raise WrongChannel(f"a gateway needs #sign= with at least {_SHORTEST_KEY} characters")
    if not _TOKEN.fullmatch(own.get("bearer", "-")):
        raise WrongChannel("bearer: letters, digits and signs of ASCII, without a blank")
    return own
