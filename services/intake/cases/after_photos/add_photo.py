"""Adding a photo of what was done to a case: who and when are kept in its history."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.record import record
from services.intake.cases.case.refusals import MissingDetail
from services.intake.photos import store as photo_store
from services.intake.photos.attach import attach_to_case
from services.intake.photos.photo import Photo
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

STEP: Final = "add_photo"
MOST_PHOTOS: Final = 20
"""Of one case: before, in between, afterwards, once more."""


@dataclass(frozen=True, slots=True)
class AddPhoto:
    """Use case. Safe for threads. It is for the staff until moderation has passed it."""

    database: Database
    outbox: Outbox
    clock: Clock

    def add(self, case_id: str, photo_id: str, who: Worker) -> tuple[Case, Photo]:
        """The case at its next version, and the photo, which was sent before.

        Raises NoSuchCase, and MissingDetail (known_photo, many_photos); nothing has changed then.
        """

        def use(conn: Connection) -> tuple[Case, Photo]:
            before = store.locked(conn, case_id)
            photo = photo_store.by_id(conn, photo_id)
            if photo is not None and photo.case_id == case_id:
                return before, photo
            if len(photo_store.of_case(conn, case_id)) >= MOST_PHOTOS:
                raise MissingDetail("photo", "many_photos")
            if photo is None or not attach_to_case(conn, case_id, photo_id):
                raise MissingDetail("photo", "known_photo")
            after = replace(before, version=before.version + 1, changed_at=self.clock.now())
            record(conn, self.outbox, before, after, STEP, who.name, photo=photo_id)
            return after, replace(photo, case_id=case_id, kind="after")

        return self.database.write(use)
