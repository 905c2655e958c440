"""Showing an officer what is private about a report: with a reason, and never without a trace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, insert, select

from services.intake.reports import contacts
from services.intake.reports.contacts import Private
from services.intake.reports.faults import BrokenRule, NoSuchReport, TooLong
from services.intake.reports.tables import disclosures
from services.runtime.clock import Clock
from services.runtime.database import Database

LONGEST: Final = 500
"""Code points of a reason."""


What = Literal["contact", "slip"]
"""What was seen: who said it and the words as typed, or the slip that opens the reporter's page."""


class NoReason(BrokenRule):
    rule = "required"
    detail = "Say what you need it for; it is kept with your name."


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Who looked, when and why."""

    who: str
    at: datetime
    why: str
    what: What = "contact"


@dataclass(frozen=True, slots=True)
class Disclose:
    """Use case of officers; whether the report is theirs to read is the caller's to know."""

    database: Database
    clock: Clock
    mask: Callable[[str], str]

    def show(self, report_id: str, who: str, why: str) -> Private:
        """What is private, and a line that says so, in one transaction.

        Raises NoReason, TooLong, and NoSuchReport where nothing private is kept.
        """
        reason = why.strip()
        if not reason:
            raise NoReason("/why")
        if len(reason) > LONGEST:
            raise TooLong("/why")
        seen = Disclosure(who=who, at=self.clock.now(), why=self.mask(reason))

        def use(conn: Connection) -> Private:
            private = contacts.load(conn, report_id)
            if private is None or not private.tells_something:
                raise NoSuchReport
            keep(conn, report_id, seen)
            return private

        return self.database.write(use)


def keep(conn: Connection, report_id: str, seen: Disclosure) -> None:
    """One more line, in the caller's transaction."""
    row = {"who": seen.who, "at": seen.at, "why": seen.why, "what": seen.what}
    conn.execute(insert(disclosures), {"report_id": report_id, **row})


def of_report(conn: Connection, report_id: str) -> Sequence[Disclosure]:
    """Everybody who looked, the latest first."""
    rows = conn.execute(
        select(disclosures)
        .where(disclosures.c.report_id == report_id)
        .order_by(disclosures.c.id.desc())
    )
    return [Disclosure(who=row.who, at=row.at, why=row.why, what=row.what) for row in rows]
