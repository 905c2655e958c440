"""Who a reporter is, without saying who: a keyed hash of what tells people apart."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.reports.report import RESIDENT, Actor, KnownBy, NewReport

_NOT_A_DIGIT = re.compile(r"\D")


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
    phone = phone_digits(new.contact.phone or "")
    if phone:
        yield "phone", phone
    email = (new.contact.email or "").strip().casefold()
    if email:
        yield "email", email
    if new.reporter_key:
        if new.source == RESIDENT and not new.imported:
            yield "browser", new.reporter_key
        else:
            space = f"{new.id_space}:" if new.id_space else ""
            yield "source_user", f"{new.source}:{space}{new.reporter_key}"


def phone_digits(text: str) -> str:
    """Digits only, without the country code of mainland China."""
    digits = _NOT_A_DIGIT.sub("", text)
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 11:
            return digits[len(prefix) :]
    return digits
