"""Pictures that come with a request: checked and kept before the report that names them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.intake.open311.faults import N_, Fault, Refused
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.receiving.receive import Receipt, Receive
from services.intake.reports.report import Actor, NewReport
from services.intake.reports.rules import MOST_PHOTOS

FIELDS: Final = ("media", "media[]")
"""What the files of a form may be called."""
LARGEST_FORM: Final = 40 * 1024 * 1024
"""Bytes of all pictures of a request and the fields around them."""


@dataclass(frozen=True, slots=True)
class ReceiveWithMedia:
    """Use case: a request with its pictures, all or nothing. Safe for threads."""

    receive: Receive
    photos: ReceivePhoto

    def keep(self, new: NewReport, media: Sequence[bytes], actor: Actor) -> Receipt:
        """Keep the report and its pictures; sent again under its client id, nothing changes.

        Raises Refused and BrokenRule naming `media`, PicturesBusy, PhotosUnavailable, and what
        `Receive.receive` raises; of a request that was refused nothing stays.
        """
        if not media:
            return self.receive.receive(new, actor)
        if len(media) > MOST_PHOTOS:
            raise Refused(Fault("media", N_("At most 5 photos can go with a report.")))
        received = self.photos.receive_all(media, "/media")
        ids = tuple(each.photo.id for each in received)
        prints = tuple(hashlib.sha256(content).hexdigest() for content in media)
        created = False
        try:
            receipt = self.receive.receive(replace(new, photos=ids, photo_prints=prints), actor)
            created = receipt.created
        finally:
            if not created:
                self.photos.withdraw(ids)
        return receipt
