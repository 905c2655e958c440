"""Copy-and-paste campaigns: one text sent many times. They are shown, and people count once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from services.projectbank.needs.members.tables import members
from services.projectbank.needs.reports.tables import reports

FROM_MESSAGES = 3
"""Fewer near-copies are a household, or one person who asked twice."""
_MOST_NEEDS = 3
"""A text in more needs than these is a form's, not a person's."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Campaign:
    """Messages of one need that repeat one text."""

    report: str
    """The first of them."""
    messages: int
    people: int
    """Who did not say who they are count together as one."""


def campaigns_of(conn: Connection, need: str) -> Sequence[Campaign]:
    """The largest first. Two statements."""
    original = func.coalesce(members.c.copy_of, members.c.report_id)
    messages = func.count()
    person = func.coalesce(reports.c.pseudonym, "")
    query = (
        select(
            original.label("original"),
            messages.label("messages"),
            func.count(func.distinct(person)).label("people"),
        )
        .join(reports, reports.c.id == members.c.report_id)
        .where(members.c.need_id == need)
        .group_by(original)
        .having(messages >= FROM_MESSAGES)
        .order_by(messages.desc(), original)
        .limit(_SHOWN)
    )
    found = [Campaign(row.original, row.messages, row.people) for row in conn.execute(query)]
    forms = _forms(conn, [one.report for one in found])
    return [one for one in found if one.report not in forms]


def _forms(conn: Connection, originals: Sequence[str]) -> set[str]:
    """Of the reports, those whose very text stands in many needs."""
    if not originals:
        return set()
    same = reports.alias()
    query = (
        select(reports.c.id)
        .join(same, same.c.sketch == reports.c.sketch)
        .join(members, members.c.report_id == same.c.id)
        .where(reports.c.id.in_(originals))
        .group_by(reports.c.id)
        .having(func.count(func.distinct(members.c.need_id)) > _MOST_NEEDS)
    )
    return {row.id for row in conn.execute(query)}
