"""Counting endings in SQL, from the history and from what people said of each. One statement."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    select,
)

from services.intake.cases.case.tables import case_steps, cases
from services.intake.feedback.tables import opinions
from services.intake.figures.counting.case_store import Slice, chosen, counting, slice_of
from services.intake.figures.counts import Ended
from services.intake.figures.period import Wanted
from services.intake.reports.people import somebody, with_joined
from services.intake.reports.tables import reports

ENDS: Final = ("answer", "close", "decline")
"""The steps that end a case; see steps.toml."""
_OUTCOMES: Final = ("repaired", "made_safe", "answered", "not_ours", "not_accepted")


def ended(conn: Connection, wanted: Wanted) -> Mapping[Slice, Ended]:
    """Of every ending within the period."""
    end = endings(wanted)
    said = _said()
    disputed = func.coalesce(said.c.disputes, 0) > 0
    doubted = func.coalesce(said.c.disputes, 0) > func.coalesce(said.c.rejected, 0)
    closed = end.c.step != "decline"
    counted: dict[str, ColumnElement[bool]] = {
        "ended": literal(True),
        "closed": closed,
        "verified": and_(end.c.step == "close", end.c.who != end.c.handler),
        **{outcome: end.c.outcome == outcome for outcome in _OUTCOMES},
        "solved": and_(closed, end.c.outcome.in_(("repaired", "answered")), not_(doubted)),
        "reopened": end.c.reopened,
        "disputed": disputed,
        "upheld": func.coalesce(said.c.upheld, 0) > 0,
    }
    people = {"asked": end.c.people, "satisfied": said.c.satisfied, "dissatisfied": said.c.disputes}
    by = (end.c.category, end.c.category_group, end.c.unit)
    query = (
        select(*by, *counting(counted), *_adding(people))
        .select_from(end)
        .outerjoin(said, and_(said.c.case_id == end.c.case_id, said.c.closing == end.c.version))
        .where(func.coalesce(end.c.outcome, "") != "duplicate")
        .group_by(*by)
    )
    names = (*counted, *people)
    return {
        slice_of(row): Ended(**{name: getattr(row, name) for name in names})
        for row in conn.execute(query)
    }


def endings(wanted: Wanted) -> Subquery:
    """One row for each ending within the period, with what the history says of it."""
    later, done = case_steps.alias("later"), case_steps.alias("done")
    of_same = later.c.case_id == case_steps.c.case_id
    opened_again = exists().where(
        of_same, later.c.version > case_steps.c.version, later.c.step == "reopen"
    )
    handed_back = (
        select(done.c.version)
        .where(
            done.c.case_id == case_steps.c.case_id,
            done.c.version < case_steps.c.version,
            done.c.step == "hand_back",
        )
        .order_by(done.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    back = case_steps.alias("back")
    query = (
        select(
            case_steps.c.case_id,
            case_steps.c.version,
            case_steps.c.at,
            case_steps.c.step,
            case_steps.c.who,
            case_steps.c.unit,
            func.coalesce(case_steps.c.outcome, back.c.outcome).label("outcome"),
            back.c.who.label("handler"),
            # The count of the case is looked at first: most were never taken up again.
            and_(cases.c.reopened > 0, opened_again).label("reopened"),
            cases.c.category,
            cases.c.category_group,
            cases.c.people,
            cases.c.opened_at,
        )
        .join(cases, cases.c.id == case_steps.c.case_id)
        .outerjoin(
            back,
            and_(back.c.case_id == case_steps.c.case_id, back.c.version == handed_back),
        )
        .where(
            *chosen(wanted, case_steps.c.unit),
            case_steps.c.step.in_(ENDS),
            case_steps.c.at >= wanted.period.begins,
            case_steps.c.at < wanted.period.ends,
        )
    )
    return query.subquery("ending")


def _said() -> Subquery:
    """What people said of each ending, in numbers of people."""
    counted = {
        "satisfied": opinions.c.kind == "satisfied",
        "disputes": opinions.c.kind == "dispute",
        "upheld": opinions.c.verdict == "upheld",
        "rejected": opinions.c.verdict == "rejected",
    }
    # Who joined without a verified contact is one voice, however often it speaks.
    together, joined = with_joined()
    who = func.coalesce(somebody(joined), opinions.c.person)
    numbers = [
        func.count(func.distinct(case((condition, who)))).label(name)
        for name, condition in counted.items()
    ]
    by = (opinions.c.case_id, opinions.c.closing)
    told = opinions.outerjoin(together, reports.c.id == opinions.c.report_id)
    return select(*by, *numbers).select_from(told).group_by(*by).subquery("said")


def _adding(people: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [
        func.coalesce(func.sum(column), 0).cast(Integer).label(name)
        for name, column in people.items()
    ]
