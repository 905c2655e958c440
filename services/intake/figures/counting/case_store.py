"""Counting cases in SQL: what is due, what was opened, what waits. One statement each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from services.intake.cases.case.tables import case_steps, cases
from services.intake.feedback.tables import report_links
from services.intake.figures.counts import Due, Opened, Shelved
from services.intake.figures.period import Wanted
from services.intake.reports.tables import reports
from services.runtime.tables import Json

TOLD: Final = ("decline", "answer", "dispatch", "close", "suspend", "shelve", "reopen")
"""The steps that reporters are told of."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What counts are kept apart by."""

    category: str
    group: str
    unit: str | None


BY_SLICE = (cases.c.category, cases.c.category_group)


def due(conn: Connection, wanted: Wanted, now: datetime) -> Mapping[Slice, Due]:
    """Of what had to be done by now within the period."""
    running_out = and_(cases.c.clock_since.is_not(None), cases.c.due_at < now)
    late = or_(cases.c.late, running_out)
    waits = cases.c.state.in_(("suspended", "shelved"))
    counted = {
        "due": not_(waits),
        "closed": cases.c.state == "closed",
        "repaired": and_(cases.c.state == "closed", cases.c.outcome == "repaired"),
        "late": and_(not_(waits), late),
        "exempted": and_(not_(waits), late, cases.c.exempted),
        "waiting": waits,
    }
    query = (
        select(*BY_SLICE, cases.c.unit, *counting(counted))
        .where(
            *chosen(wanted, cases.c.unit),
            cases.c.due_at >= wanted.period.begins,
            cases.c.due_at < min(wanted.period.ends, now),
            cases.c.state != "void",
            func.coalesce(cases.c.outcome, "") != "duplicate",
        )
        .group_by(*BY_SLICE, cases.c.unit)
    )
    return {slice_of(row): Due(**_numbers(row, counted)) for row in conn.execute(query)}


def opened(conn: Connection, wanted: Wanted) -> Mapping[Slice, Opened]:
    """Of what was opened within the period."""
    counted = {"opened": literal(True), "responded": first_answer().is_not(None)}
    query = (
        select(*BY_SLICE, cases.c.unit, *counting(counted))
        .where(*opened_in(wanted))
        .group_by(*BY_SLICE, cases.c.unit)
    )
    return {slice_of(row): Opened(**_numbers(row, counted)) for row in conn.execute(query)}


def shelved(conn: Connection, wanted: Wanted, today: date) -> Shelved:
    """Of what waits for a project now, whenever it was opened."""
    linked = (
        select(report_links.c.report_id)
        .join(reports, reports.c.id == report_links.c.report_id)
        .where(reports.c.case_id == cases.c.id)
    )
    counted = {
        "shelved": literal(True),
        "review_passed": cases.c.review_on < today,
        "with_need": exists(linked.where(report_links.c.need.is_not(None))),
        "with_project": exists(linked.where(report_links.c.projects != literal([], Json))),
    }
    query = select(*counting(counted)).where(
        *chosen(wanted, cases.c.unit), cases.c.state == "shelved"
    )
    return Shelved(**_numbers(conn.execute(query).one(), counted))


def chosen(wanted: Wanted, unit: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The filters besides the period, and that the case was not undone."""
    found: list[ColumnElement[bool]] = [
        or_(cases.c.state != "void", cases.c.outcome.is_not(None)),
    ]
    if wanted.group is not None:
        found.append(cases.c.category_group == wanted.group)
    if wanted.areas is not None:
        found.append(cases.c.area.in_(wanted.areas))
    if wanted.units is not None:
        found.append(unit.in_(wanted.units))
    return found


def opened_in(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Cases opened within the period, without duplicates."""
    return [
        *chosen(wanted, cases.c.unit),
        cases.c.opened_at >= wanted.period.begins,
        cases.c.opened_at < wanted.period.ends,
        func.coalesce(cases.c.outcome, "") != "duplicate",
    ]


def first_answer() -> ColumnElement[Any]:
    """When the reporters of a case were first told of a step; null when they never were."""
    return (
        select(func.min(case_steps.c.at))
        .where(case_steps.c.case_id == cases.c.id, case_steps.c.step.in_(TOLD))
        .scalar_subquery()
    )


def counting(counted: Mapping[str, ColumnElement[bool]]) -> list[ColumnElement[Any]]:
    """A column for each name: how many rows fulfil it."""
    return [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).cast(Integer).label(name)
        for name, condition in counted.items()
    ]


def slice_of(row: Any) -> Slice:
    return Slice(row.category, row.category_group, row.unit)


def _numbers(row: Any, names: Mapping[str, object]) -> dict[str, int]:
    return {name: getattr(row, name) for name in names}
