"""Who may look at a photo, and what they get to see."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from services.intake.photos import store
from services.intake.photos.faults import NoSuchPhoto
from services.intake.photos.photo import files_of
from services.intake.photos.port import PhotoStore
from services.intake.photos.tables import photos
from services.intake.reports.in_scope import WorksOn
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.runtime.database import Database
from services.runtime.identity.access import EVERYWHERE, Scope

_MOST_ASKED: Final = 50
"""Reports of a case that are looked at for who works on them."""
_May = Callable[[Connection, Sequence[Report]], bool]
_NAME: Final = re.compile(r"([0-9a-f]{32})(-small)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """The bytes of a JPEG, and whether everybody may have them."""

    content: bytes
    public: bool


@dataclass(frozen=True, slots=True)
class ShowPhoto:
    """Use case. Safe for threads."""

    database: Database
    photo_store: PhotoStore

    def show(
        self, name: str, *, scope: Scope | None, works_on: WorksOn, token: str | None = None
    ) -> Shown:
        """A photo by its id, or its small version by `<id>-small`.

        For everybody once moderation passed it and its report is public, or it shows what was
        done; for the reporter who shows the tracking token of that report; for staff (`scope`)
        who work on its report. Not of an erased report. Raises NoSuchPhoto, whatever the
        reason, PhotosUnavailable and DatabaseUnavailable.
        """
        asked = _NAME.fullmatch(name)
        if asked is None:
            raise NoSuchPhoto
        photo_id, small = asked[1], asked[2] is not None

        def may(conn: Connection, found: Sequence[Report]) -> bool:
            return bool(works_on(conn, found, scope or EVERYWHERE))

        staff = None if scope is None else may
        public = self.database.read(lambda conn: _seen(conn, photo_id, staff, token))
        content = self.photo_store.get(files_of(photo_id)[small])
        if content is None:
            raise NoSuchPhoto
        return Shown(content, public)

    def small_of_waiting(self, photo_id: str) -> bytes:
        """The small version of a photo that no report names yet. Whether it is the reader's own
        is for the caller to know. Raises NoSuchPhoto, PhotosUnavailable and DatabaseUnavailable.
        """
        if not self.database.read(lambda conn: store.waits(conn, photo_id)):
            raise NoSuchPhoto
        content = self.photo_store.get(files_of(photo_id)[1])
        if content is None:
            raise NoSuchPhoto
        return content


def _seen(conn: Connection, photo_id: str, may: _May | None, token: str | None) -> bool:
    """Whether everybody may see it. Raises NoSuchPhoto when this reader may not."""
    row = conn.execute(
        select(
            photos.c.audience,
            photos.c.case_id,
            photos.c.report_id,
            reports.c.audience.label("report_audience"),
            reports.c.erased,
            reports.c.tracking_token,
        )
        .join(reports, reports.c.id == photos.c.report_id, isouter=True)
        .where(photos.c.id == photo_id)
    ).one_or_none()
    if row is None or row.erased:
        raise NoSuchPhoto
    if _is_public(row):
        return True
    if (token and _is_of(row, token)) or (may and _is_of_staff(conn, row, may)):
        return False
    raise NoSuchPhoto


def _is_of_staff(conn: Connection, row: Any, may: _May) -> bool:
    """Whether it is of a report, or of a case with a report, that this reader works on; or
    of neither yet."""
    if row.report_id is None and row.case_id is None:
        return True
    own = reports.c.id == row.report_id if row.report_id else reports.c.case_id == row.case_id
    found = conn.execute(select(*REPORT).where(own).limit(_MOST_ASKED)).all()
    return may(conn, [report_of(each) for each in found])


def _is_public(row: Any) -> bool:
    shown_with = row.case_id is not None or row.report_audience == "public"
    return bool(row.audience == "public" and shown_with)


def _is_of(row: Any, token: str) -> bool:
    """Whether the token is that of the photo's report."""
    known = row.tracking_token
    return known is not None and secrets.compare_digest(known.encode(), token.encode())
