"""What never leaves intake: the person behind a report, and its texts before masking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from services.intake.reports.pseudonym import Person
from services.intake.reports.reaching import email_of, is_placeholder, phone_of
from services.intake.reports.report import Contact, NewReport, Notify, Report
from services.intake.reports.tables import contacts, reports
from services.runtime.database import upsert

_BESIDE = ("report_id", "notify", "language")
"""What alone says nothing about anybody."""
_WHO = ("pseudonym", "known_by", "name", "phone", "email", "reporter_key", "notify", "language")
"""Who the person is, without the texts of one report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """As it was sent; a text is none where masking changed nothing."""

    contact: Contact
    pseudonym: str | None
    reporter_key: str | None
    subject: str | None
    description: str | None
    address: str | None

    @property
    def tells_something(self) -> bool:
        """Whether a person could learn from it more than the report says."""
        said = (self.subject, self.description, self.address)
        return any((self.contact.name, self.contact.phone, self.contact.email, *said))


def keep(
    conn: Connection, report: Report, new: NewReport, person: Person | None, *, again: bool = False
) -> None:
    """Keep what is private about a report; `again` replaces what an earlier version kept.

    A report that holds nothing private gets no row.
    """
    if again:
        upsert(conn, contacts, [_row(report, new, person)], key=["report_id"])
    else:
        keep_all(conn, [(report, new, person)])


def keep_all(conn: Connection, batch: Sequence[tuple[Report, NewReport, Person | None]]) -> None:
    """As `keep` for first versions, in at most one statement."""
    rows = [row for sent in batch if _holds_something(row := _row(*sent))]
    if rows:
        conn.execute(insert(contacts), rows)


def share(conn: Connection, report_id: str, others: Sequence[str]) -> None:
    """The person behind a report is behind these, too; the unmasked texts stay with it alone."""
    columns = [contacts.c[name] for name in _WHO]
    row = conn.execute(select(*columns).where(contacts.c.report_id == report_id)).one_or_none()
    if row is not None:
        who = dict(zip(_WHO, row, strict=True))
        conn.execute(insert(contacts), [{"report_id": other, **who} for other in others])


def wish(conn: Connection, report_id: str, notify: Notify) -> None:
    """What the person wants to be told of, for this report and for all that they have in the same
    case: they are told once, so one word of theirs must be enough."""
    person = func.coalesce(reports.c.pseudonym, reports.c.id)
    mine = (
        select(reports.c.case_id, person.label("person"))
        .where(reports.c.id == report_id)
        .subquery()
    )
    same = select(reports.c.id).where(
        reports.c.case_id == select(mine.c.case_id).scalar_subquery(),
        person == select(mine.c.person).scalar_subquery(),
    )
    conn.execute(
        update(contacts)
        .where(or_(contacts.c.report_id == report_id, contacts.c.report_id.in_(same)))
        .values(notify=notify)
    )


def are_none(report: Report, new: NewReport, person: Person | None) -> bool:
    """Whether `keep` would store nothing about the first version of this report."""
    return not _holds_something(_row(report, new, person))


def load(conn: Connection, report_id: str) -> Private | None:
    """For officers who give a reason."""
    row = conn.execute(select(contacts).where(contacts.c.report_id == report_id)).one_or_none()
    if row is None:
        return None
    return Private(
        contact=Contact(
            name=row.name,
            phone=row.phone,
            email=row.email,
            notify=row.notify,
            language=row.language,
        ),
        pseudonym=row.pseudonym,
        reporter_key=row.reporter_key,
        subject=row.subject,
        description=row.description,
        address=row.address,
    )


def _holds_something(row: Mapping[str, Any]) -> bool:
    return any(value is not None for name, value in row.items() if name not in _BESIDE)


def _row(report: Report, new: NewReport, person: Person | None) -> dict[str, Any]:
    extras = dict(new.extras)
    return {
        "report_id": report.id,
        "pseudonym": person.pseudonym if person else None,
        "known_by": person.known_by if person else None,
        "name": new.contact.name,
        "phone": _phone(new.contact.phone),
        "email": _email(new.contact.email),
        "reporter_key": new.reporter_key,
        "subject": _if_changed(new.subject, report.subject),
        "description": _if_changed(new.description, report.description),
        "address": _if_changed(new.address, report.place.address),
        "notify": new.contact.notify,
        "language": new.contact.language,
        "extras": extras if extras != dict(report.extras) else None,
    }


def reaching(contact: Contact) -> Contact:
    """The contact with what a person can be reached by, folded, and nothing else."""
    phone, email = phone_of(contact.phone or ""), email_of(contact.email or "")
    return replace(contact, phone=phone, email=email)


def _phone(said: str | None) -> str | None:
    """As it is dialled. What nobody can be called by is kept for a clerk's eye alone."""
    if not said or is_placeholder(said):
        return None
    return phone_of(said) or said


def _email(said: str | None) -> str | None:
    return (email_of(said) or said.strip() or None) if said else None


def _if_changed(sent: str | None, masked: str) -> str | None:
    return sent if sent and sent != masked else None
