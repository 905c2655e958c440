"""The log of decisions. A line is written in the transaction of its decision, and never after."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    func,
    insert,
    or_,
    select,
    update,
)

from services.projectbank.chunks import chunks
from services.projectbank.needs.decisions.decision import STATE_DECISIONS, Decision
from services.projectbank.needs.decisions.description import Description, described
from services.projectbank.needs.decisions.tables import decisions


def add_decision(conn: Connection, decision: Decision) -> None:
    row = {
        "number": decision.number,
        "position": decision.position,
        "kind": decision.kind,
        "need_id": decision.need,
        "other_id": decision.other,
        "reports": list(decision.reports),
        "shapes": list(decision.shapes),
        "who": decision.who,
        "why": decision.why,
        "at": decision.at,
        "version": decision.version,
        "details": dict(decision.details) or None,
    }
    conn.execute(insert(decisions).values(row))


def set_version(conn: Connection, number: int, version: int) -> None:
    """Say which version of the need came of the decision, once that is known."""
    conn.execute(update(decisions).where(decisions.c.number == number).values(version=version))


def next_number(conn: Connection) -> int:
    """Under the grouping's lock: numbers are dense."""
    last = conn.execute(select(func.max(decisions.c.number))).scalar_one()
    return int(last or 0) + 1


def decisions_after(conn: Connection, position: int) -> Sequence[Decision]:
    """Decisions with a higher position, in its order."""
    query = select(decisions).where(decisions.c.position > position)
    return [_decision(row) for row in conn.execute(query.order_by(decisions.c.position))]


def decisions_at(conn: Connection, positions: Iterable[int]) -> dict[int, Decision]:
    wanted = sorted(positions)
    if not wanted:
        return {}
    query = select(decisions).where(decisions.c.position.in_(wanted))
    return {row.position: _decision(row) for row in conn.execute(query)}


def decisions_about(
    conn: Connection,
    need: str,
    *,
    above_version: int = 0,
    before: int | None = None,
    limit: int | None = None,
) -> Sequence[Decision]:
    """Decisions that named the need on either side, the newest first, from before a number.

    Of those about the need itself, those after a version of it.
    """
    query = select(decisions).where(
        or_(decisions.c.need_id == need, decisions.c.other_id == need),
        or_(decisions.c.need_id != need, decisions.c.version > above_version),
    )
    if before is not None:
        query = query.where(decisions.c.number < before)
    rows = conn.execute(query.order_by(decisions.c.number.desc()).limit(limit))
    return [_decision(row) for row in rows]


def decided_of(
    conn: Connection, needs: Iterable[str]
) -> tuple[dict[str, Decision], dict[str, Description]]:
    """Of each need the last decision about its state, and what planners said of it, all together;
    needs without any are left out of either."""
    states: dict[str, Decision] = {}
    said: dict[str, list[Mapping[str, Any]]] = {}
    for chunk in chunks(needs):
        query = (
            select(decisions)
            .where(
                decisions.c.need_id.in_(chunk), decisions.c.kind.in_((*STATE_DECISIONS, "describe"))
            )
            .order_by(decisions.c.number)
        )
        for row in conn.execute(query):
            if row.kind == "describe":
                said.setdefault(row.need_id, []).append(row.details or {})
            else:
                states[row.need_id] = _decision(row)
    return states, {need: described(details) for need, details in said.items()}


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        number=row.number,
        position=row.position,
        kind=row.kind,
        need=row.need_id,
        other=row.other_id,
        reports=tuple(row.reports),
        shapes=tuple(row.shapes),
        who=row.who,
        why=row.why,
        at=row.at,
        version=row.version,
        details=row.details or {},
    )
