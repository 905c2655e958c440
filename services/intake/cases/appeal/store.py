"""Storing appeals. Every function takes the caller's transaction, which holds the case's lock."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from services.contracts.profile.model import Profile
from services.intake.cases.appeal.appeal import Appeal, Review
from services.intake.cases.appeal.tables import case_appeals
from services.intake.cases.case.tables import cases
from services.intake.reports.place.within import lies_within
from services.runtime.identity.access import EVERYWHERE, Scope


def add(conn: Connection, appeal: Appeal) -> None:
    conn.execute(insert(case_appeals).values(**_row(appeal)))


def change(conn: Connection, appeal: Appeal) -> None:
    conn.execute(
        update(case_appeals)
        .where(case_appeals.c.case_id == appeal.case, case_appeals.c.round == appeal.round)
        .values(**_row(appeal))
    )


def of_case(conn: Connection, case_id: str) -> Sequence[Appeal]:
    """The appeals of a case, the oldest first; at most one for each of its clocks."""
    query = select(case_appeals).where(case_appeals.c.case_id == case_id)
    return [_appeal(row) for row in conn.execute(query.order_by(case_appeals.c.round))]


def waiting(
    conn: Connection, limit: int, profile: Profile, scope: Scope = EVERYWHERE
) -> Sequence[Appeal]:
    """Appeals within a scope that wait for a review, the oldest first."""
    theirs = [cases.c.unit.in_(scope.units)] if scope.units else []
    query = (
        select(case_appeals)
        .join(cases, cases.c.id == case_appeals.c.case_id)
        .where(
            case_appeals.c.state.in_(("first_review", "second_review")),
            *lies_within(cases.c.area, profile, scope),
            *theirs,
        )
        .order_by(case_appeals.c.asked_at, case_appeals.c.case_id)
        .limit(limit)
    )
    return [_appeal(row) for row in conn.execute(query)]


def _row(appeal: Appeal) -> dict[str, Any]:
    return {
        "case_id": appeal.case,
        "round": appeal.round,
        "state": appeal.state,
        "unit": appeal.unit,
        "reason": appeal.reason,
        "asked_by": appeal.by,
        "asked_at": appeal.at,
        **_review_row("first", appeal.first),
        **_review_row("second", appeal.second),
    }


def _review_row(which: str, review: Review | None) -> dict[str, Any]:
    if review is None:
        return {}
    return {
        f"{which}_by": review.by,
        f"{which}_at": review.at,
        f"{which}_verdict": review.verdict,
        f"{which}_why": review.why,
    }


def _appeal(row: Row[Any]) -> Appeal:
    return Appeal(
        case=row.case_id,
        round=row.round,
        unit=row.unit,
        reason=row.reason,
        by=row.asked_by,
        at=row.asked_at,
        first=_review(row.first_by, row.first_at, row.first_verdict, row.first_why),
        second=_review(row.second_by, row.second_at, row.second_verdict, row.second_why),
    )


def _review(by: Any, at: Any, verdict: Any, why: Any) -> Review | None:
    return None if by is None else Review(by=by, at=at, verdict=verdict, why=why)
