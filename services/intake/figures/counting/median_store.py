"""Middle durations in SQL, of all, of each unit and of each group in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from services.intake.cases.tables import cases
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
    # Looked up once: every rank below would look up the ends of each span again.
    span = spans.cte("span").prefix_with("MATERIALIZED")
    lasted = SecondsBetween(span.c.since, span.c.until).label("lasted")
    ended = select(span.c.unit, span.c.grp, lasted).where(span.c.until.is_not(None))
    rows = ended.subquery("measured")
    places = {"overall": (), "unit": (rows.c.unit,), "grp": (rows.c.grp,)}
    ranks = [
        column
        for name, by in places.items()
        for column in (
            func.row_number().over(partition_by=by, order_by=rows.c.lasted).label(f"{name}_place"),
            func.count().over(partition_by=by).label(f"{name}_number"),
        )
    ]
    ranked = select(rows, *ranks).subquery("ranked")
    middle = {
        name: _is_middle(ranked.c[f"{name}_place"], ranked.c[f"{name}_number"]) for name in places
    }
    flags = [case((found, 1), else_=0).label(f"{name}_middle") for name, found in middle.items()]
    found = conn.execute(select(ranked, *flags).where(or_(*middle.values()))).all()
    return Medians(
        overall=_median((row.lasted, row.overall_number) for row in found if row.overall_middle),
        by_unit=_by(found, "unit"),
        by_group=_by(found, "grp"),
    )


def _is_middle(place: ColumnElement[int], number: ColumnElement[int]) -> ColumnElement[bool]:
    """The middle row of an odd number, both middle ones of an even number."""
    return and_(2 * place >= number, 2 * place <= number + 2)


def _by(rows: Iterable[Any], name: str) -> Mapping[str, Median]:
    parts: dict[str, list[tuple[float, int]]] = {}
    for row in rows:
        code = getattr(row, name)
        if code is not None and getattr(row, f"{name}_middle"):
            parts.setdefault(code, []).append((row.lasted, getattr(row, f"{name}_number")))
    return {code: _median(found) for code, found in parts.items()}


def _median(found: Iterable[tuple[float, int]]) -> Median:
    rows = list(found)
    if not rows:
        return NOTHING
    return Median(sum(seconds for seconds, _ in rows) / len(rows) / _DAY, rows[0][1])
