"""Middle durations of all, of each unit and of each group, read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

from services.intake.cases.case.tables import cases
from services.intake.figures.counting.case_store import first_answer, opened_in
from services.intake.figures.counting.ending_store import endings
from services.intake.figures.counting.seconds_between import SecondsBetween
from services.intake.figures.period import Wanted
from services.intake.figures.share import NOTHING, Median
from services.intake.reports.tables import reports

_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Medians:
    """Of all, and by the code of a unit and of a group. What was not measured is not there."""

    overall: Median
    by_unit: Mapping[str, Median]
    by_group: Mapping[str, Median]


def days_to_answer(conn: Connection, wanted: Wanted) -> Medians:
    """From the first report of a case to the first step that its reporters were told of; cases of
    which they were told nothing yet are not measured."""
    spans = select(
        cases.c.unit,
        cases.c.category_group.label("grp"),
        _first_report(cases.c.id, cases.c.opened_at).label("since"),
        first_answer().label("until"),
    ).where(*opened_in(wanted))
    return _medians(conn, spans)


def days_to_close(conn: Connection, wanted: Wanted) -> Medians:
    """From the first report of a case to each closing; those as a duplicate are not measured."""
    end = endings(wanted)
    spans = select(
        end.c.unit,
        end.c.category_group.label("grp"),
        _first_report(end.c.case_id, end.c.opened_at).label("since"),
        end.c.at.label("until"),
    ).where(end.c.step != "decline", func.coalesce(end.c.outcome, "") != "duplicate")
    return _medians(conn, spans)


def _first_report(case_id: ColumnElement[str], opened_at: ColumnElement[Any]) -> Any:
    """When somebody first said it: what waits in the inbox counts. A case that has no report any
    more counts from its opening."""
    first = (
        select(func.min(reports.c.received_at))
        .where(reports.c.case_id == case_id)
        .scalar_subquery()
    )
    return func.coalesce(first, opened_at)


def _medians(conn: Connection, spans: Select[Any]) -> Medians:
    """Of spans with `unit`, `grp`, `since` and `until`; those without an end are not measured."""
    span = spans.subquery("span")
    lasted = SecondsBetween(span.c.since, span.c.until)
    query = select(span.c.unit, span.c.grp, lasted).where(span.c.until.is_not(None))
    # Ordered here: ranking within each unit and group in SQL orders every row three times.
    rows = sorted(conn.execute(query).all(), key=itemgetter(2))
    by_unit: dict[str | None, list[float]] = {}
    by_group: dict[str, list[float]] = {}
    for unit, group, seconds in rows:
        by_unit.setdefault(unit, []).append(seconds)
        by_group.setdefault(group, []).append(seconds)
    return Medians(
        overall=_median([seconds for _, _, seconds in rows]),
        by_unit={code: _median(found) for code, found in by_unit.items() if code is not None},
        by_group={code: _median(found) for code, found in by_group.items()},
    )


def _median(lasted: Sequence[float]) -> Median:
    """The middle of seconds in order."""
    if not lasted:
        return NOTHING
    middle = (lasted[(len(lasted) - 1) // 2] + lasted[len(lasted) // 2]) / 2
    return Median(middle / _DAY, len(lasted))
