"""Storing what people say of a closed case. Every function takes the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    Connection,
    and_,
    func,
    insert,
    select,
    update,
)

from services.intake.cases.case.case import Case
from services.intake.cases.case.store import case_of
from services.intake.cases.case.tables import cases
from services.intake.cases.listing.listing import WantedCases, conditions
from services.intake.feedback.tables import opinions

Kind = Literal["satisfied", "dispute"]
Verdict = Literal["upheld", "rejected"]
_OVER: Final = ("closed", "void")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one person said of one closing. `person` is a pseudonym, or the report's number."""

    case_id: str
    closing: int
    person: str
    report_id: str
    at: datetime
    kind: Kind
    reason: str
    """Masked; empty with satisfaction."""
    verdict: Verdict | None = None
    judged_by: str | None = None
    judged_at: datetime | None = None
    judged_why: str | None = None
    """Masked; residents read it."""

    @property
    def waits(self) -> bool:
        """Whether it is a dispute of which nobody has decided."""
        return self.kind == "dispute" and self.verdict is None


def add(conn: Connection, opinion: Opinion) -> None:
    conn.execute(insert(opinions).values(**asdict(opinion)))


def of_person(conn: Connection, case_id: str, closing: int, person: str) -> Opinion | None:
    row = conn.execute(
        select(opinions).where(
            opinions.c.case_id == case_id,
            opinions.c.closing == closing,
            opinions.c.person == person,
        )
    ).one_or_none()
    return None if row is None else _opinion(row._mapping)


def of_case(conn: Connection, case_id: str) -> Sequence[Opinion]:
    """All of them, the newest first."""
    rows = conn.execute(
        select(opinions)
        .where(opinions.c.case_id == case_id)
        .order_by(opinions.c.at.desc(), opinions.c.person)
    )
    return [_opinion(row._mapping) for row in rows]


def waiting(
    conn: Connection, wanted: WantedCases, now: datetime, most: int
) -> Sequence[tuple[Case, Opinion]]:
    """The first dispute without a verdict of each wanted case that is over, the oldest first."""
    waits = and_(opinions.c.kind == "dispute", opinions.c.verdict.is_(None))
    first = (
        select(opinions.c.case_id, func.min(opinions.c.at).label("at"))
        .join(cases, cases.c.id == opinions.c.case_id)
        .where(waits, cases.c.state.in_(_OVER), *conditions(wanted, now))
        .group_by(opinions.c.case_id)
        .order_by(func.min(opinions.c.at), opinions.c.case_id)
        .limit(most)
        .subquery()
    )
    here = and_(first.c.case_id == opinions.c.case_id, first.c.at == opinions.c.at)
    said = {column.name: column.label(f"said_{column.name}") for column in opinions.c}
    rows = conn.execute(
        select(cases, *said.values())
        .join(opinions, opinions.c.case_id == cases.c.id)
        .join(first, here)
        .where(waits)
        .order_by(opinions.c.at, opinions.c.case_id, opinions.c.person)
    )
    found: dict[str, tuple[Case, Opinion]] = {}
    for row in rows:
        values = {name: row._mapping[label.name] for name, label in said.items()}
        found.setdefault(row.id, (case_of(row), _opinion(values)))
    return list(found.values())


def judge(
    conn: Connection, case_id: str, verdict: Verdict, who: str, why: str, now: datetime
) -> int:
    """Decide every dispute of a case that waits; how many."""
    return conn.execute(
        update(opinions)
        .where(
            opinions.c.case_id == case_id,
            opinions.c.kind == "dispute",
            opinions.c.verdict.is_(None),
        )
        .values(verdict=verdict, judged_by=who, judged_at=now, judged_why=why)
    ).rowcount


def _opinion(row: Any) -> Opinion:
    return Opinion(**row)
