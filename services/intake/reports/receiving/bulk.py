"""Storing many first versions at once: one statement per table instead of one per report."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, Insert, insert
from sqlalchemy.exc import IntegrityError

from services.intake.reports import contacts, store
from services.intake.reports.pseudonym import Person
from services.intake.reports.report import NewReport, Report
from services.intake.reports.rows import row_of
from services.intake.reports.tables import reports, tickets

Fresh = tuple[Report, store.Keeping, NewReport, Person | None]
_INSERTS: dict[str, Insert] = {
    "sqlite": insert(reports),
    "postgresql": insert(reports).values(accepted=tickets.next_value()),
}


def add_all(conn: Connection, batch: Sequence[Fresh]) -> list[Report] | None:
    """Store all of them with what is private about them, with `seq` where one writer gives it.

    None, and nothing stored, when anything of one is taken: number, client key or external id.
    """
    numbered = _numbered(conn, [report for report, *_ in batch])
    rows = [
        row_of(report) | asdict(keeping)
        for report, (_, keeping, _, _) in zip(numbered, batch, strict=True)
    ]
    try:
        with conn.begin_nested():
            conn.execute(_INSERTS[conn.dialect.name], rows)
    except IntegrityError:
        return None
    contacts.keep_all(
        conn,
        [
            (report, new, person)
            for report, (_, _, new, person) in zip(numbered, batch, strict=True)
        ],
    )
    return numbered


def _numbered(conn: Connection, batch: Sequence[Report]) -> list[Report]:
    # SQLite has one writer, who holds the turn already: nobody else can take the next numbers.
    if conn.dialect.name != "sqlite":
        return list(batch)
    first = store.last_seq(conn) + 1
    return [replace(report, seq=place) for place, report in enumerate(batch, start=first)]
