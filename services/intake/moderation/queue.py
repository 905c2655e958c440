"""What waits for an officer's look, oldest first. Every function takes the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, or_, select

from services.contracts.profile.model import Profile
from services.intake.cases.case.case import Case
from services.intake.cases.case.store import case_of
from services.intake.cases.case.tables import cases
from services.intake.moderation.judgement import Item
from services.intake.moderation.store import count_of
from services.intake.moderation.tables import judgements
from services.intake.photos.photo import Photo
from services.intake.photos.store import photo_of
from services.intake.photos.tables import photos
from services.intake.reports.place.within import lies_within
from services.intake.reports.rows import COLUMNS, report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.runtime.identity.access import Scope

MOST_SHOWN: Final = 500
"""Of each kind, the oldest; who is through with them sees the next."""
_REPORTS = select(*REPORT, reports.c.digest, count_of("report", reports.c.id).label("judged"))
_PHOTOS = select(photos, count_of("photo", photos.c.id).label("judgements"))
_ATTACHED = or_(photos.c.report_id.is_not(None), photos.c.case_id.is_not(None))


def waiting(
    conn: Connection, hidden: Collection[str], profile: Profile, scope: Scope
) -> list[Item]:
    """Reports and photos within a scope that everybody would see if somebody passed them.

    `hidden` are the problem types that only the staff see, whatever anybody says of them.
    """
    here = lies_within(reports.c.area, profile, scope)
    texts = _REPORTS.where(*_held(hidden), *here).order_by(reports.c.received_at, reports.c.id)
    found = [_report(row) for row in conn.execute(texts.limit(MOST_SHOWN))]
    pictures = (
        _PHOTOS.outerjoin(reports, reports.c.id == photos.c.report_id)
        .outerjoin(cases, cases.c.id == photos.c.case_id)
        # Of a photo one of the two is there; the other has no area.
        .where(*_unseen(hidden), *here, *lies_within(cases.c.area, profile, scope))
        .order_by(photos.c.created_at, photos.c.id)
        .limit(MOST_SHOWN)
    )
    found += _with_owners(conn, pictures)
    return sorted(found, key=lambda item: (item.since, item.id))


def count(conn: Connection, hidden: Collection[str]) -> int:
    """How many wait in all."""
    texts = select(func.count()).select_from(reports).where(*_held(hidden))
    joined = photos.outerjoin(reports, reports.c.id == photos.c.report_id)
    pictures = select(func.count()).select_from(joined).where(*_unseen(hidden))
    return conn.execute(texts).scalar_one() + conn.execute(pictures).scalar_one()


def kept_from_all(profile: Profile) -> list[str]:
    """The problem types that only the staff see, whatever anybody says of a report."""
    return [code for code, kind in profile.problem_types.items() if kind.visibility == "staff"]


def is_held(conn: Connection, report_id: str, hidden: Collection[str]) -> bool:
    """Whether everybody would see this report if somebody passed it, and nobody has judged it."""
    query = select(reports.c.id).where(reports.c.id == report_id, *_held(hidden))
    return conn.execute(query).one_or_none() is not None


def report_item(conn: Connection, report_id: str) -> Item | None:
    """The report, whether it waits or not; none of an erased one."""
    query = _REPORTS.where(reports.c.id == report_id, reports.c.erased == false())
    row = conn.execute(query).one_or_none()
    return None if row is None else _report(row)


def photo_item(conn: Connection, photo_id: str) -> Item | None:
    """The photo, whether it waits or not; none that belongs to nothing or to what is erased."""
    found = _with_owners(conn, _PHOTOS.where(photos.c.id == photo_id, _ATTACHED))
    return found[0] if found else None


def _held(hidden: Collection[str]) -> list[ColumnElement[bool]]:
    about_this = exists().where(
        judgements.c.kind == "report",
        judgements.c.subject == reports.c.id,
        judgements.c.about == reports.c.digest,
    )
    return [reports.c.audience == "staff", *_could_be_public(hidden), ~about_this]


def _unseen(hidden: Collection[str]) -> list[ColumnElement[bool]]:
    of_report = and_(photos.c.report_id.is_not(None), *_could_be_public(hidden))
    return [photos.c.judged == false(), or_(photos.c.case_id.is_not(None), of_report)]


def _could_be_public(hidden: Collection[str]) -> list[ColumnElement[bool]]:
    return [
        reports.c.agreed,
        reports.c.erased == false(),
        reports.c.request_type != "tip_off",
        reports.c.category.not_in(sorted(hidden)),
    ]


def _with_owners(conn: Connection, query: Select[Any]) -> list[Item]:
    """The photos with the report or the case of each; left out where that is gone or erased."""
    rows = conn.execute(query).all()
    owners = _reports_of(conn, [row.report_id for row in rows if row.report_id])
    works = _cases_of(conn, [row.case_id for row in rows if row.case_id])
    found = []
    for row in rows:
        photo, owner, work = photo_of(row), owners.get(row.report_id), works.get(row.case_id)
        if owner is not None:
            found.append(replace(_photo(photo, row.judgements), report=owner.report))
        elif work is not None:
            found.append(replace(_photo(photo, row.judgements), case=work))
    return found


def _reports_of(conn: Connection, ids: Sequence[str]) -> Mapping[str, Item]:
    query = _REPORTS.where(reports.c.id.in_(sorted(set(ids))), reports.c.erased == false())
    found = [_report(row) for row in conn.execute(query)] if ids else []
    return {item.subject: item for item in found}


def _cases_of(conn: Connection, ids: Sequence[str]) -> Mapping[str, Case]:
    query = select(cases).where(cases.c.id.in_(sorted(set(ids))))
    found = [case_of(row) for row in conn.execute(query)] if ids else []
    return {case.id: case for case in found}


def _report(row: Any) -> Item:
    report = report_of(row[: len(COLUMNS)])
    return Item(
        kind="report",
        subject=report.id,
        since=report.received_at,
        judged=row.judged,
        report=report,
        digest=row.digest,
    )


def _photo(photo: Photo, judged: int) -> Item:
    return Item(kind="photo", subject=photo.id, since=photo.created_at, judged=judged, photo=photo)
