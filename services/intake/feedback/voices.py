"""Who spoke for a report. Every function takes the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, or_, select

from services.intake.cases.after_photos.album import by_report
from services.intake.cases.case import membership
from services.intake.photos.photo import Photo
from services.intake.reports.pseudonym import Person
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import contacts, reports

MOST_SHOWN: Final = 50
_TYPED: Final = ("phone", "email")


def said_by(conn: Connection, report_id: str, person: Person) -> Sequence[str]:
    """The words of this person about the report, made or joined; an empty one for a bare voice,
    and nothing at all where the person has not spoken.

    Who is known by nothing but a telephone number or an address that anybody can type is not told
    apart from the others as the report's author: nobody shall learn so who made it.
    """
    joined = reports.c.joins == report_id
    spoke = joined if person.known_by in _TYPED else or_(reports.c.id == report_id, joined)
    query = (
        select(reports.c.description)
        .join(contacts, contacts.c.report_id == reports.c.id)
        .where(
            contacts.c.pseudonym == person.pseudonym,
            spoke,
        )
    )
    return [row.description for row in conn.execute(query)]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who joined a report, as the staff see it."""

    number: int
    """How many joined it, whether they said something or not."""
    said: Sequence[Report]
    """Those that hold words or photos, the newest first; at most MOST_SHOWN."""
    photos: Mapping[str, Sequence[Photo]]
    """By number: of the report and of those that joined it."""


def voices_of(conn: Connection, report_id: str) -> Voices:
    """In three statements."""
    mine = (reports.c.joins == report_id, reports.c.erased.is_(False))
    number = conn.execute(select(func.count()).where(*mine)).scalar_one()
    rows = conn.execute(
        select(*REPORT)
        .where(*mine, membership.says_something())
        .order_by(reports.c.received_at.desc(), reports.c.id)
        .limit(MOST_SHOWN)
    )
    said = [report_of(row) for row in rows]
    return Voices(number, said, by_report(conn, [report_id, *(each.id for each in said)]))


def additions_to(conn: Connection, numbers: Sequence[str]) -> Mapping[str, Sequence[Report]]:
    """What those who joined these reports added to them, by report, the oldest first; one
    statement. At most MOST_SHOWN in all, the newest."""
    rows = conn.execute(
        select(*REPORT)
        .where(
            reports.c.joins.in_(sorted(numbers)),
            reports.c.erased.is_(False),
            membership.says_something(),
        )
        .order_by(reports.c.received_at.desc(), reports.c.id)
        .limit(MOST_SHOWN)
    )
    found: dict[str, list[Report]] = {}
    for voice in reversed([report_of(row) for row in rows]):
        found.setdefault(voice.joins or "", []).append(voice)
    return found
