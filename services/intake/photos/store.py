"""Storing photos and finding them again. Every function takes the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, false, insert, or_, select, update

from services.contracts.intake_events import Audience
from services.intake.photos.photo import Photo
from services.intake.photos.tables import photos

_CONDEMNED = -1
"""The position of a photo whose files are being deleted."""
_WAITING = (photos.c.report_id.is_(None), photos.c.case_id.is_(None))


def add(conn: Connection, photo: Photo) -> None:
    conn.execute(
        insert(photos).values(
            id=photo.id,
            kind=photo.kind,
            report_id=photo.report_id,
            case_id=photo.case_id,
            position=photo.position,
            audience=photo.audience,
            judged=photo.judged,
            width=photo.width,
            height=photo.height,
            size=photo.size,
            created_at=photo.created_at,
        )
    )


def by_id(conn: Connection, photo_id: str, *, lock: bool = False) -> Photo | None:
    query = select(photos).where(photos.c.id == photo_id)
    row = conn.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else photo_of(row)


def of_report(conn: Connection, report_id: str) -> Sequence[Photo]:
    """In the order in which they were sent."""
    query = select(photos).where(photos.c.report_id == report_id).order_by(photos.c.position)
    return [photo_of(row) for row in conn.execute(query)]


def of_reports(conn: Connection, report_ids: Sequence[str]) -> Sequence[Photo]:
    """Of several reports, each report's in the order in which they were sent."""
    if not report_ids:
        return []
    query = (
        select(photos)
        .where(photos.c.report_id.in_(report_ids))
        .order_by(photos.c.report_id, photos.c.position)
    )
    return [photo_of(row) for row in conn.execute(query)]


def first_public(conn: Connection, report_ids: Sequence[str]) -> Mapping[str, Photo]:
    """Of each of these reports the first photo that moderation passed; one statement.

    Whether everybody may see the report is for the caller to know.
    """
    if not report_ids:
        return {}
    query = (
        select(photos)
        .where(photos.c.report_id.in_(report_ids), photos.c.audience == "public")
        .order_by(photos.c.report_id, photos.c.position.desc())
    )
    # The last one of a report that is written is its first one.
    return {row.report_id: photo_of(row) for row in conn.execute(query)}


def of_case(conn: Connection, case_id: str) -> Sequence[Photo]:
    """What was taken afterwards, oldest first."""
    query = (
        select(photos)
        .where(photos.c.case_id == case_id)
        .order_by(photos.c.created_at, photos.c.position, photos.c.id)
    )
    return [photo_of(row) for row in conn.execute(query)]


def attach(conn: Connection, photo_id: str, values: dict[str, Any]) -> bool:
    """Give a photo that waits to its report or case; False when it does not wait (any more)."""
    changed = conn.execute(
        update(photos)
        .where(photos.c.id == photo_id, *_WAITING, photos.c.position != _CONDEMNED)
        .values(**values)
    )
    return changed.rowcount == 1


def judge(conn: Connection, photo_id: str, audience: Audience) -> None:
    """Moderation looked at it, and says who may see it."""
    conn.execute(
        update(photos).where(photos.c.id == photo_id).values(audience=audience, judged=True)
    )


def give_up(conn: Connection, report_id: str) -> int:
    """The report is erased: its photos belong to nobody from now on, so that nobody is shown
    one, and the next sweep forgets them; how many they are."""
    changed = conn.execute(
        update(photos)
        .where(photos.c.report_id == report_id)
        .values(report_id=None, position=_CONDEMNED, audience="staff", judged=False)
    )
    return changed.rowcount


def waits(conn: Connection, photo_id: str) -> bool:
    """Whether a photo waits for what names it."""
    query = select(photos.c.id).where(
        photos.c.id == photo_id, *_WAITING, photos.c.position != _CONDEMNED
    )
    return conn.execute(query).one_or_none() is not None


def waits_at_least(conn: Connection, number: int) -> bool:
    """Whether so many photos or more wait for what names them."""
    # Only unjudged ones wait: with that, the small index of those is what is read.
    waiting = select(photos.c.id).where(photos.c.judged == false(), *_WAITING)
    return conn.execute(waiting.limit(1).offset(number - 1)).one_or_none() is not None


def any_left_over(conn: Connection, before: datetime) -> bool:
    """Whether a photo older than this waits, or any is condemned."""
    query = select(photos.c.id).where(*_left_over(before)).limit(1)
    return conn.execute(query).one_or_none() is not None


def condemn(conn: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Take from photos older than this that nothing named the chance to be named; their ids.

    Those that were condemned before, or given up, and are still there are among them.
    """
    old = select(photos.c.id).where(*_left_over(before)).order_by(photos.c.created_at).limit(limit)
    found = list(conn.execute(old.with_for_update()).scalars())
    conn.execute(
        update(photos).where(photos.c.id.in_(found), *_WAITING).values(position=_CONDEMNED)
    )
    return found


def condemn_these(conn: Connection, photo_ids: Sequence[str]) -> Sequence[str]:
    """Take from those that wait the chance to be named; their ids."""
    query = select(photos.c.id).where(photos.c.id.in_(photo_ids), *_WAITING)
    found = list(conn.execute(query.with_for_update()).scalars())
    conn.execute(
        update(photos).where(photos.c.id.in_(found), *_WAITING).values(position=_CONDEMNED)
    )
    return found


def forget_condemned(conn: Connection, photo_ids: Sequence[str]) -> None:
    """Their files are gone; so are they."""
    conn.execute(
        delete(photos).where(photos.c.id.in_(photo_ids), photos.c.position == _CONDEMNED, *_WAITING)
    )


def _left_over(before: datetime) -> list[ColumnElement[bool]]:
    old = or_(photos.c.created_at < before, photos.c.position == _CONDEMNED)
    return [photos.c.judged == false(), old, *_WAITING]


def photo_of(row: Row[Any]) -> Photo:
    return Photo(
        id=row.id,
        kind=row.kind,
        report_id=row.report_id,
        case_id=row.case_id,
        position=row.position,
        audience=row.audience,
        judged=row.judged,
        width=row.width,
        height=row.height,
        size=row.size,
        created_at=row.created_at,
    )
