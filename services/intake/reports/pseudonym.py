"""Who a reporter is, without saying who: a keyed hash of what tells people apart."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.reports.reaching import email_key, is_placeholder, phone_digits
from services.intake.reports.report import RESIDENT, Actor, KnownBy, NewReport


@dataclass(frozen=True, slots=True)
class Person:
    """A pseudonym and what it was made from; verified when the person signed in."""

    pseudonym: str
    known_by: KnownBy

    @property
    def verified(self) -> bool:
        return self.known_by == "account"


class Pseudonyms:
    """The same person gets the same pseudonym while the key stays the same."""

    def __init__(self, secret: bytes) -> None:
        # A key of its own, so that no other use of the secret can produce a pseudonym.
        self._key = hmac.new(secret, b"citymend.intake.pseudonym", hashlib.sha256).digest()

    def of(self, new: NewReport, actor: Actor) -> Person | None:
        """The first of account, phone, e-mail, source and user id there, browser id; else none."""
        for known_by, value in _identities(new, actor):
            digest = hmac.new(self._key, f"{known_by}:{value}".encode(), hashlib.sha256)
            return Person(digest.hexdigest()[:32], known_by)
        return None


def _identities(new: NewReport, actor: Actor) -> Iterator[tuple[KnownBy, str]]:
    if actor.account:
        yield "account", actor.account
    phone, email = new.contact.phone or "", new.contact.email or ""
    if phone and not is_placeholder(phone):
        yield "phone", phone_digits(phone)
    if email and (known := email_key(email)):
        yield "email", _mailbox(known)
    if new.reporter_key:
        if new.source == RESIDENT and not new.imported:
            yield "browser", new.reporter_key
        else:
            space = f"{new.id_space}:" if new.id_space else ""
            yield "source_user", f"{new.source}:{space}{new.reporter_key}"


def _mailbox(address: str) -> str:
    """The address without what follows a plus (RFC 5233): one mailbox answers for them all, and
    whoever reads its codes is one person."""
    name, at, host = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{host}"
