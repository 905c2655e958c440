"""Which reports a query means, as conditions on reports and on their cases."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Index,
    and_,
    exists,
    false,
    not_,
    or_,
    select,
    union,
)

from services.intake.cases.case.tables import cases
from services.intake.open311.query import STATUSES, Query
from services.intake.open311.request import ENDED
from services.intake.reports.listing import around, in_box
from services.intake.reports.tables import report_history, reports

Index("report_history_at", report_history.c.at)


def conditions(query: Query, *, steered: bool) -> list[ColumnElement[bool]]:
    """All that must hold of a report and its case, which may be none.

    `steered` keeps SQLite from an index that finds much and leaves it to be sorted.
    """
    found = [*public(steered=steered), *_spans(query)]
    if set(query.statuses) != set(STATUSES):
        found.append(_ended() if "closed" in query.statuses else _going_on())
    if query.services is not None:
        category: ColumnElement[str] = reports.c.category
        named = category.concat("") if steered else category
        found.append(named.in_(query.services))
    if query.box is not None:
        found += in_box(query.box)
    if query.circle is not None:
        found += around(query.circle)
    return found


def public(*, steered: bool) -> list[ColumnElement[bool]]:
    """What everybody may see. SQLite holds any equality for the best index; an expression has
    none."""
    seen_by: ColumnElement[str] = reports.c.audience
    return [(seen_by.concat("") if steered else seen_by) == "public", reports.c.erased == false()]


def _ended() -> ColumnElement[bool]:
    return cases.c.state.in_(ENDED)


def _going_on() -> ColumnElement[bool]:
    return or_(cases.c.state.is_(None), cases.c.state.not_in(ENDED))


def _spans(query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.start is not None:
        conditions.append(reports.c.occurred_at >= query.start)
    if query.end is not None:
        conditions.append(reports.c.occurred_at <= query.end)
    if query.updated_after is not None:
        conditions.append(reports.c.id.in_(_changed_since(query.updated_after)))
    if query.updated_before is not None:
        later_still = exists().where(
            report_history.c.report_id == reports.c.id,
            report_history.c.at > query.updated_before,
        )
        case_before = or_(cases.c.changed_at.is_(None), cases.c.changed_at <= query.updated_before)
        conditions.append(
            and_(reports.c.received_at <= query.updated_before, not_(later_still), case_before)
        )
    return conditions


def _changed_since(moment: datetime) -> CompoundSelect[tuple[str]]:
    """Ids of what was received or changed since: looks into indexes, in place of one at all."""
    return union(
        select(reports.c.id).where(reports.c.received_at >= moment),
        select(report_history.c.report_id).where(report_history.c.at >= moment),
        select(reports.c.id).where(
            reports.c.case_id.in_(select(cases.c.id).where(cases.c.changed_at >= moment))
        ),
    )
