"""Writing and reading what colleagues note on a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from services.intake.cases.case import store
from services.intake.cases.case.case import NOTE_LIMIT, Worker
from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.notes.tables import case_notes
from services.intake.reports.publishing import Mask
from services.runtime.clock import Clock
from services.runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note; it is never changed."""

    case_id: str
    number: int
    """1, 2, 3 … within the case."""
    at: datetime
    who: str
    text: str
    """Without personal numbers."""


@dataclass(frozen=True, slots=True)
class KeepNotes:
    """Use cases of officers. A note is no step: the case keeps its version, nothing is told."""

    database: Database
    clock: Clock
    mask: Mask

    def write(self, case_id: str, who: Worker, text: str) -> Note:
        """Raises NoSuchCase, and MissingDetail for a text that is empty or too long."""
        text = text.strip()
        if not text:
            raise MissingDetail("text", "required")
        if len(text) > NOTE_LIMIT:
            raise MissingDetail("text", "length")
        masked = self.mask(text).text

        def use(conn: Connection) -> Note:
            # The case's row is locked, so that two notes get two numbers.
            store.locked(conn, case_id)
            note = Note(
                case_id=case_id,
                number=_last(conn, case_id) + 1,
                at=self.clock.now(),
                who=who.name,
                text=masked,
            )
            conn.execute(
                insert(case_notes).values(
                    case_id=note.case_id,
                    number=note.number,
                    at=note.at,
                    who=note.who,
                    text=note.text,
                )
            )
            return note

        return self.database.write(use)

    def of(self, case_id: str) -> Sequence[Note]:
        """The notes of a case, oldest first."""
        return self.database.read(lambda conn: _of(conn, case_id))


def _last(conn: Connection, case_id: str) -> int:
    query = select(func.max(case_notes.c.number)).where(case_notes.c.case_id == case_id)
    return conn.execute(query).scalar_one() or 0


def _of(conn: Connection, case_id: str) -> Sequence[Note]:
    rows = conn.execute(
        select(case_notes).where(case_notes.c.case_id == case_id).order_by(case_notes.c.number)
    )
    return [
        Note(case_id=row.case_id, number=row.number, at=row.at, who=row.who, text=row.text)
        for row in rows
    ]
