"""Reports that may mean the same thing: of one group, close to a place and in time.

Two lists. A resident about to report sees the few open public ones nearest to the place, so that
joining is easier than filing again. Staff see all that may mean the same as a report, wider: of
42 pairs that clerks had linked as duplicates 90 % lay within 250 m and 90 days of each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, false, func, or_, select, true

from services.contracts.profile.model import Group
from services.intake.reports import store
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.in_scope import WorksOn, by_area
from services.intake.reports.listing import Circle, around, distance
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.runtime.identity.access import EVERYWHERE, Scope

MOST_FOR_RESIDENTS = 5
STAFF_RADIUS = 250.0
"""Metres."""
STAFF_AGE = timedelta(days=90)
"""Either of the two may be the earlier one."""
MOST_FOR_STAFF = 1_000
"""Bounds an answer about a coordinate that a geocoder gives to everything."""


@dataclass(frozen=True, slots=True)
class Near:
    """A report and how many metres away it is."""

    report: Report
    metres: float
    joined: int = 0
    """How many people joined it; those without a verified contact are at most one."""

    @property
    def people(self) -> int:
        """Who reported it, who joined it and who spoke for it elsewhere."""
        return 1 + self.report.support.in_favour + self.joined


@dataclass(frozen=True, slots=True)
class InPlay:
    """Conditions on a row of reports, told by whoever knows how cases stand."""

    to_join: Callable[[], ColumnElement[bool]] = true
    to_compare: Callable[[datetime], ColumnElement[bool]] = lambda _: true()


EVERYTHING: Final = InPlay()
"""Where nothing is known of cases."""


def open_nearby(
    conn: Connection, place: Circle, group: Group, now: datetime, in_play: InPlay = EVERYTHING
) -> Sequence[Near]:
    """For residents: at most five public ones of the group's last days, nearest first.

    What is dealt with is none of them: nobody can join it.
    """
    recent = reports.c.occurred_at >= now - timedelta(days=group.age_days)
    # SQLite would take the index on the audience, which leaves nearly everything to look at.
    public = reports.c.audience.concat("") == "public"
    conditions = [recent, public, in_play.to_join()]
    return _found(conn, group.code, place, conditions)[:MOST_FOR_RESIDENTS]


def proposals(
    conn: Connection,
    report: Report,
    scope: Scope,
    works_on: WorksOn,
    fitting: ColumnElement[bool] | None = None,
) -> Sequence[Near]:
    """For staff: what may be a duplicate of a report, nearest first; none when it has no place.

    Only what the reader works on is among them: nothing else can be put together with it.
    """
    place = report.place
    if place.lat is None or place.long is None:
        return []
    circle = Circle(lat=place.lat, long=place.long, radius=STAFF_RADIUS)
    first, last = report.occurred_at - STAFF_AGE, report.occurred_at + STAFF_AGE
    close_in_time = [reports.c.occurred_at.between(first, last), reports.c.id != report.id]
    if fitting is not None:
        close_in_time.append(fitting)
    near = _found(conn, report.category.group, circle, close_in_time)
    mine = works_on(conn, [each.report for each in near], scope)
    return [each for each in near if each.report.id in mine][:MOST_FOR_STAFF]


def duplicates_of(
    conn: Connection,
    report_id: str,
    fitting: ColumnElement[bool] | None = None,
    scope: Scope = EVERYWHERE,
    works_on: WorksOn = by_area,
) -> Sequence[Near]:
    """The proposals for the report of this number, in two statements for who works everywhere.

    Raises NoSuchReport, also for a report that the reader does not work on.
    """
    kept = store.by_id(conn, report_id)
    if kept is None or not works_on(conn, [kept.report], scope):
        raise NoSuchReport
    return proposals(conn, kept.report, scope, works_on, fitting)


def _found(
    conn: Connection, group: str, place: Circle, conditions: Sequence[ColumnElement[bool]]
) -> list[Near]:
    # Enquiries and praise are answered where they were said: nobody can join them.
    joinable = reports.c.request_type.not_in(("enquiry", "praise"))
    rows = conn.execute(
        select(*REPORT, _joined()).where(
            reports.c.category_group == group,
            *around(place),
            reports.c.erased == false(),
            # A voice says nothing to compare with; it is counted with what it joined.
            reports.c.joins.is_(None),
            joinable,
            *conditions,
        )
    )
    measured = [_measured(report_of(row), place, row[-1]) for row in rows]
    return sorted((each for each in measured if each.metres <= place.radius), key=_nearest_first)


def _joined() -> ColumnElement[int]:
    """How many people joined a row of reports; who made it and added something later did not."""
    voice = reports.alias("voice")
    verified = case((voice.c.pseudonym_verified, voice.c.pseudonym))
    unverified = case((voice.c.pseudonym_verified, 0), else_=1)
    people = func.count(func.distinct(verified)) + func.coalesce(func.max(unverified), 0)
    others = or_(
        voice.c.pseudonym.is_(None), voice.c.pseudonym.is_distinct_from(reports.c.pseudonym)
    )
    mine = (voice.c.joins == reports.c.id, voice.c.erased == false(), others)
    return select(people).where(*mine).correlate(reports).scalar_subquery()


def _measured(report: Report, place: Circle, joined: int) -> Near:
    lat, long = report.place.lat, report.place.long
    if lat is None or long is None:
        raise ValueError("a report without a point lies nowhere near")
    return Near(report, distance(place.lat, place.long, lat, long), joined)


def _nearest_first(near: Near) -> tuple[float, float, str]:
    """Of those on one spot the newest first."""
    return round(near.metres, 1), -near.report.occurred_at.timestamp(), near.report.id
