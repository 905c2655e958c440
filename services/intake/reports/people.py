"""Who counts as one person: those told apart, and together as one who joined a report unverified.

Whoever has a hundred browsers has one opinion: voices that joined a report without a verified
contact are one person for that report, however many names they came under.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Join, and_, case, literal

from services.intake.reports.report import Report
from services.intake.reports.tables import reports

_JOINED: Final = "joined:"


def people_among(found: Iterable[Report]) -> int:
    """Distinct people; reports of nobody known are at most one."""
    found = list(found)
    people = {one.pseudonym for one in found if one.joins is None or one.pseudonym_verified}
    for one in found:
        if one.joins is not None and not one.pseudonym_verified and not _is_known(one, people):
            people.add(_JOINED + one.joins)
    return len(people)


def _is_known(one: Report, people: Collection[str | None]) -> bool:
    """Who made a report and adds to it later is the same person."""
    return one.pseudonym is not None and one.pseudonym in people


def somebody(joined: Any) -> ColumnElement[str | None]:
    """On a row of `reports`: whom it counts as. `joined` is an alias of `reports`, by an outer
    join the report that the row joined: its author who adds to it is the same person."""
    row = reports.c
    unverified = and_(row.joins.is_not(None), row.pseudonym_verified.is_(False))
    of_author = and_(row.pseudonym.is_not(None), row.pseudonym == joined.c.pseudonym)
    other = case((of_author, row.pseudonym), else_=literal(_JOINED).concat(row.joins))
    return case((unverified, other), else_=row.pseudonym)


def with_joined() -> tuple[Join, Any]:
    """Reports with what they joined, and the alias under which that stands."""
    joined = reports.alias("joined")
    return reports.outerjoin(joined, joined.c.id == reports.c.joins), joined
