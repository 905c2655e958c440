"""Asking for a code, and opening a report's page with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from services.intake.finding import store
from services.intake.finding.code import LASTS, MOST_PER_HOUR, MOST_TRIES, Codes
from services.intake.finding.store import Asked
from services.intake.finding.vouch import vouch
from services.intake.notices.channels.port import Kind
from services.intake.notices.compose import reader_of
from services.intake.reports.reaching import email_key, email_of, phone_digits, phone_of
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.ids import secret_token
from services.runtime.outbox import Outbox

_AN_HOUR: Final = timedelta(hours=1)


class FindRefusal(Exception):
    """The page stays closed."""


class WrongCode(FindRefusal):
    """It is another one; `left` says how often one may still try."""

    def __init__(self, left: int) -> None:
        super().__init__("wrong code")
        self.left = left


class CodeOver(FindRefusal):
    """Too old, tried too often, used before, or never asked for."""


@dataclass(frozen=True, slots=True)
class FindAgain:
    """Use case. Safe for threads. What it answers tells nobody whether a report exists, or
    whether an address is its reporter's."""

    database: Database
    codes: Codes
    clock: Clock
    outbox: Outbox | None = None
    """Where it is told that a contact was verified; without it nobody is told and nobody is."""

    def ask(self, number: str, address: str, language: str) -> str:
        """Have a code sent if both belong together; the id of the request, in any case."""
        kind: Kind = "email" if email_of(address) else "phone"
        now = self.clock.now()

        def use(conn: Connection) -> str:
            report = _fitting(conn, number.strip().upper(), address, kind)
            if report and store.lately(conn, report, now - _AN_HOUR) >= MOST_PER_HOUR:
                report = None
            asked = Asked(id=secret_token(), report=report, kind=kind, language=language, at=now)
            store.keep(conn, asked)
            return asked.id

        return self.database.write(use)

    def kind(self, asked: str) -> Kind | None:
        """Of which kind the address was that was typed; none when nobody asked."""
        found = self.database.read(lambda conn: store.by_id(conn, asked))
        return found[0].kind if found else None

    def is_open(self, asked: str) -> bool:
        """Whether a code may still be typed."""
        found = self.database.read(lambda conn: store.by_id(conn, asked))
        return found is not None and found[1] < MOST_TRIES and self._is_fresh(found[0].at)

    def enter(self, asked: str, typed: str) -> str:
        """The tracking token. Each call is a try. Raises WrongCode, CodeOver."""

        def use(conn: Connection) -> str | FindRefusal:
            # A refusal is returned, not raised: the try must stay counted.
            found = store.by_id(conn, asked)
            if found is None or not self._is_fresh(found[0].at):
                return CodeOver()
            if not store.count_try(conn, asked):
                return CodeOver()
            report = found[0].report
            fits = self.codes.fits(asked, typed)
            reader = reader_of(conn, report) if report and fits else None
            if reader is None:
                left = MOST_TRIES - found[1] - 1
                return WrongCode(left) if left > 0 else CodeOver()
            store.spend(conn, asked)
            if report and self.outbox is not None:
                vouch(conn, self.outbox, report, found[0].kind, self.clock)
            return str(reader.tracking_token)

        outcome = self.database.write(use)
        if isinstance(outcome, FindRefusal):
            raise outcome
        return outcome

    def _is_fresh(self, at: datetime) -> bool:
        return self.clock.now() - at <= LASTS


def _fitting(conn: Connection, number: str, address: str, kind: Kind) -> str | None:
    reader = reader_of(conn, number)
    if reader is None:
        return None
    if kind == "email":
        same = bool(reader.email) and email_key(reader.email) == email_key(address)
    else:
        # By digits: a number that was kept with its extension is found by the whole of it.
        known = bool(reader.phone) and phone_of(address) is not None
        same = known and phone_digits(reader.phone) == phone_digits(address)
    return number if same else None
