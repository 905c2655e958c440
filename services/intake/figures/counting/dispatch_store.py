"""Counting dispatches in SQL: by unit and rule, and why units sent cases back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from services.intake.cases.case.tables import case_steps, cases
from services.intake.figures.counting.case_store import Slice, chosen, counting, slice_of
from services.intake.figures.counts import Sent
from services.intake.figures.period import Wanted

MOST_REASONS: Final = 100
"""Reasons in one answer, the most frequent first; counts per rule are of all."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What went to one unit by one rule."""

    slice: Slice
    rule: str | None
    """None when a person named the unit."""
    sent: Sent


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cases that a rule had sent to a unit came back."""

    rule: str | None
    unit: str | None
    reason: str
    """What the officer wrote, masked."""
    number: int


def dispatched(conn: Connection, wanted: Wanted) -> Sequence[Dispatched]:
    """Of every dispatch within the period.

    A row of the history keeps unit and rule from before its step: what a dispatch named stands in
    the next dispatch or send-back, or where there is none yet in the case itself.
    """
    sendings = (
        select(
            case_steps.c.case_id,
            case_steps.c.at,
            case_steps.c.step,
            _following(case_steps.c.step).label("following"),
            _following(case_steps.c.unit).label("next_unit"),
            _following(case_steps.c.rule).label("next_rule"),
        )
        .where(
            case_steps.c.step.in_(("dispatch", "send_back")),
            case_steps.c.at >= wanted.period.begins,
        )
        .subquery("sending")
    )
    is_last = sendings.c.following.is_(None)
    unit: ColumnElement[str] = case((is_last, cases.c.unit), else_=sendings.c.next_unit)
    rule: ColumnElement[str] = case((is_last, cases.c.rule), else_=sendings.c.next_rule)
    counted = {"dispatched": literal(True), "sent_back": sendings.c.following == "send_back"}
    by = (cases.c.category, cases.c.category_group, unit.label("unit"), rule.label("rule"))
    query = (
        select(*by, *counting(counted))
        .join(cases, cases.c.id == sendings.c.case_id)
        .where(
            *chosen(wanted, unit),
            sendings.c.step == "dispatch",
            sendings.c.at < wanted.period.ends,
        )
        .group_by(cases.c.category, cases.c.category_group, unit, rule)
    )
    return [
        Dispatched(
            slice_of(row), row.rule, Sent(dispatched=row.dispatched, sent_back=row.sent_back)
        )
        for row in conn.execute(query)
    ]


def _following(column: ColumnElement[str]) -> ColumnElement[str]:
    """What stands in the next row of the same case."""
    found: ColumnElement[str] = func.lead(column).over(
        partition_by=case_steps.c.case_id, order_by=case_steps.c.version
    )
    return found


def reasons(conn: Connection, wanted: Wanted) -> Sequence[Reason]:
    """Why cases were sent back within the period, the most frequent first."""
    number = func.count().label("number")
    by = (case_steps.c.rule, case_steps.c.unit, case_steps.c.reason)
    query = (
        select(*by, number)
        .join(cases, cases.c.id == case_steps.c.case_id)
        .where(
            *chosen(wanted, case_steps.c.unit),
            case_steps.c.step == "send_back",
            case_steps.c.at >= wanted.period.begins,
            case_steps.c.at < wanted.period.ends,
        )
        .group_by(*by)
        .order_by(number.desc(), func.max(case_steps.c.at).desc(), case_steps.c.reason)
        .limit(MOST_REASONS)
    )
    return [Reason(row.rule, row.unit, row.reason or "", row.number) for row in conn.execute(query)]
