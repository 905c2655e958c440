"""Public reports as the board and the map show them; they read, and never write."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from services.intake.feedback import store as feedback_store
from services.intake.feedback.thread import Thread
from services.intake.photos.photo import Photo
from services.intake.photos.store import first_public
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.intake.site.board import Seen, Wanted

PAGE = 20
MOST_COUNTED = 10_000
"""Beyond it a count says "more than": nobody reads on, and counting a million takes time."""
MOST_POINTS = 2_000
"""On the map one by one; more are counted by cells (board_map.py)."""


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of the board."""

    reports: Sequence[Report]
    threads: Mapping[str, Thread]
    """By number of the report; what became of it."""
    pictures: Mapping[str, Photo]
    """By number of the report: its first photo that everybody may see."""
    total: int
    """At most ``MOST_COUNTED``."""
    after: Seen | None
    """Where the next page begins; none on the last one."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas that a filter means: one and all that lie in it."""

    codes: Collection[str] | None


def entries(conn: Connection, wanted: Wanted, areas: Areas, now: datetime) -> Entries:
    """The newest public reports by when it happened, with what became of each."""
    conditions = _conditions(wanted, areas, now)
    page = [*conditions, *([_older_than(wanted.after)] if wanted.after else [])]
    query = select(*REPORT).where(*page).order_by(*_NEWEST).limit(PAGE + 1)
    found = [report_of(row) for row in conn.execute(query)]
    shown = found[:PAGE]
    after = Seen(shown[-1].occurred_at, shown[-1].id) if len(found) > PAGE else None
    numbers = [report.id for report in shown]
    threads, pictures = feedback_store.threads(conn, numbers), first_public(conn, numbers)
    return Entries(shown, threads, pictures, _count(conn, conditions), after)


def located(wanted: Wanted, areas: Areas, now: datetime) -> list[ColumnElement[bool]]:
    """What a report on the map fulfils."""
    conditions = [*_conditions(wanted, areas, now), reports.c.lat.is_not(None)]
    if wanted.box is not None:
        conditions += [
            reports.c.lat.between(wanted.box.south, wanted.box.north),
            reports.c.long.between(wanted.box.west, wanted.box.east),
        ]
    return conditions


def newest(conn: Connection, conditions: Sequence[ColumnElement[bool]]) -> Sequence[Report]:
    """The newest ``MOST_POINTS`` of them."""
    query = select(*REPORT).where(*conditions).order_by(*_NEWEST).limit(MOST_POINTS)
    return [report_of(row) for row in conn.execute(query)]


_NEWEST = (reports.c.occurred_at.desc(), reports.c.id.desc())


def _conditions(wanted: Wanted, areas: Areas, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        reports.c.audience == "public",
        reports.c.erased == false(),
    ]
    if wanted.group is not None:
        conditions.append(reports.c.category_group == wanted.group)
    if areas.codes is not None:
        conditions.append(reports.c.area.in_(sorted(areas.codes)))
    if wanted.days is not None:
        conditions.append(reports.c.occurred_at >= now - timedelta(days=wanted.days))
    return conditions


def _older_than(seen: Seen) -> ColumnElement[bool]:
    moment = reports.c.occurred_at
    same_moment = and_(moment == seen.occurred_at, reports.c.id < seen.id)
    return or_(moment < seen.occurred_at, same_moment)


def _count(conn: Connection, conditions: Sequence[ColumnElement[bool]]) -> int:
    some = select(reports.c.id).where(*conditions).limit(MOST_COUNTED).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one()
