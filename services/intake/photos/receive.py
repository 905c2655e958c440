"""What happens when somebody sends a picture: looked at, drawn anew, kept for a day."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from services.intake.photos import store
from services.intake.photos.faults import PicturesBusy
from services.intake.photos.photo import UNATTACHED_FOR, Photo, files_of, new_photo_id
from services.intake.photos.picture import Blur, Picture, TakenAt, develop
from services.intake.photos.port import PhotoStore
from services.runtime.clock import Clock
from services.runtime.database import Database

MOST_WAITING: Final = 5_000
"""Photos that wait for what names them, about 3 GB: strangers must not fill the disk, on which
reports without photos are kept, too."""
PATIENCE: Final = 20.0
"""Seconds that a picture waits for those before it."""


@dataclass(frozen=True, slots=True)
class Received:
    """A photo that waits to be named by a report, and where the camera says it was taken.

    The place is told once, to whoever sent it, and kept nowhere.
    """

    photo: Photo
    taken_at: TakenAt | None

    @property
    def expires_at(self) -> datetime:
        return self.photo.created_at + UNATTACHED_FOR


@dataclass(frozen=True, slots=True)
class ReceivePhoto:
    """Use case. Safe for threads; one picture of a process is decoded at a time, so that memory
    is bounded by the largest one that is allowed."""

    database: Database
    photo_store: PhotoStore
    clock: Clock
    patience: float = PATIENCE
    blur: Blur | None = None
    """What makes faces and plates unreadable before anything is kept; none: moderation looks."""
    _darkroom: threading.Lock = field(default_factory=threading.Lock)

    def receive(self, content: bytes, pointer: str = "/file") -> Received:
        """Keep a picture until a report names it. Refused or failed, nothing of it is stored.

        Raises a BrokenRule of `faults` naming `pointer`, PicturesBusy, PhotosUnavailable and
        DatabaseUnavailable.
        """
        return self._kept(self._developed(content, pointer))

    def receive_all(self, contents: Sequence[bytes], pointer: str) -> list[Received]:
        """The same for several at once: when one is refused, none is stored."""
        developed = [self._developed(content, pointer) for content in contents]
        return [self._kept(picture) for picture in developed]

    def withdraw(self, photo_ids: Sequence[str]) -> None:
        """Forget those of these photos that nothing has named; the others stay.

        Killed in between, the sweep goes on from there. Raises PhotosUnavailable and
        DatabaseUnavailable.
        """
        condemned = self.database.write(lambda conn: store.condemn_these(conn, photo_ids))
        for photo_id in condemned:
            for name in files_of(photo_id):
                self.photo_store.forget(name)
        self.database.write(lambda conn: store.forget_condemned(conn, condemned))

    def _kept(self, picture: Picture) -> Received:
        photo = Photo(
            id=new_photo_id(),
            kind="reported",
            report_id=None,
            case_id=None,
            position=0,
            audience="staff",
            judged=False,
            width=picture.width,
            height=picture.height,
            size=len(picture.content),
            created_at=self.clock.now(),
        )
        # The row first: whatever happens to the files, the sweep finds them by it.
        self.database.write(lambda conn: store.add(conn, photo))
        large, small = files_of(photo.id)
        self.photo_store.put(small, picture.small)
        self.photo_store.put(large, picture.content)
        return Received(photo, picture.taken_at)

    def _developed(self, content: bytes, pointer: str) -> Picture:
        if self.database.read(lambda conn: store.waits_at_least(conn, MOST_WAITING)):
            raise PicturesBusy("too many pictures wait for their reports")
        if not self._darkroom.acquire(timeout=self.patience):
            raise PicturesBusy("too many pictures wait to be looked at")
        try:
            return develop(content, pointer, self.blur)
        finally:
            self._darkroom.release()
