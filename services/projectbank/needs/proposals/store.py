"""Proposals as rows, what people answered, and when needs were last looked through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    func,
    insert,
    select,
)

from services.projectbank.chunks import chunks
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.proposals.proposal import Answer, Answered, Proposal
from services.projectbank.needs.proposals.tables import answers, proposals, reviews
from services.runtime.database import upsert

_REVIEW = "proposals"


@dataclass(frozen=True, slots=True)
class Review:
    """Up to which position of the grouping needs were looked through, and when."""

    position: int
    at: datetime


def last_review(conn: Connection) -> Review | None:
    row = conn.execute(select(reviews).where(reviews.c.name == _REVIEW)).one_or_none()
    return None if row is None else Review(row.position, row.at)


def save_review(conn: Connection, review: Review) -> None:
    row = {"name": _REVIEW, "position": review.position, "at": review.at}
    upsert(conn, reviews, [row], key=["name"])


def all_proposals(conn: Connection) -> dict[str, Proposal]:
    return {row.id: read_proposal(row) for row in conn.execute(select(proposals))}


def find_proposal(conn: Connection, proposal: str) -> Proposal | None:
    """Nobody else answers it until the transaction ends."""
    query = select(proposals).where(proposals.c.id == proposal).with_for_update()
    row = conn.execute(query).one_or_none()
    return None if row is None else read_proposal(row)


def save_proposals(conn: Connection, some: Sequence[Proposal]) -> None:
    upsert(conn, proposals, [_row(one) for one in some], key=["id"])


def remove_proposals(conn: Connection, ids: Iterable[str]) -> None:
    for chunk in chunks(ids):
        conn.execute(delete(proposals).where(proposals.c.id.in_(chunk)))


def add_answer(
    conn: Connection,
    proposal: Proposal,
    said: Answer,
    position: int,
    who: str,
    why: str,
    at: datetime,
) -> None:
    row = {
        "proposal": proposal.id,
        "kind": proposal.kind,
        "answer": said,
        "need_id": proposal.need,
        "other_id": proposal.other,
        "reports": list(proposal.reports),
        "beside": list(proposal.beside),
        "position": position,
        "who": who,
        "why": why,
        "at": at,
    }
    conn.execute(insert(answers).values(row))


def answers_after(conn: Connection, number: int) -> Sequence[Answered]:
    """In the order in which they were given."""
    query = select(answers).where(answers.c.number > number).order_by(answers.c.number)
    return [_answered(row) for row in conn.execute(query)]


def last_answer(conn: Connection) -> int:
    return int(conn.execute(select(func.max(answers.c.number))).scalar_one() or 0)


def read_proposal(row: Row[Any]) -> Proposal:
    """The proposal in a row of the table."""
    figures: Mapping[str, int] = row.figures
    return Proposal(
        id=row.id,
        kind=row.kind,
        need=row.need_id,
        other=row.other_id,
        reports=tuple(row.reports),
        beside=tuple(row.beside),
        likely=row.likely,
        people=row.people,
        figures=Figures(**figures),
    )


def _row(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "need_id": one.need,
        "other_id": one.other,
        "reports": list(one.reports),
        "beside": list(one.beside),
        "likely": one.likely,
        "people": one.people,
        "gain": one.gain,
        "figures": asdict(one.figures),
    }


def _answered(row: Row[Any]) -> Answered:
    return Answered(
        number=row.number,
        proposal=row.proposal,
        kind=row.kind,
        answer=row.answer,
        need=row.need_id,
        other=row.other_id,
        reports=tuple(row.reports),
        beside=tuple(row.beside),
        position=row.position,
        who=row.who,
        why=row.why,
        at=row.at,
    )
