"""The photo that is sent with a step: kept before the step is tried, so no refusal loses it."""

from collections.abc import Mapping
from typing import IO, Final, Protocol

from services.intake.photos.answers_to_refusals import PHOTO_REFUSALS
from services.intake.photos.faults import PhotosUnavailable, PicturesBusy
from services.intake.photos.picture import LARGEST_PICTURE
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.faults import BrokenRule
from services.runtime.web.faults import N_
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem

FIELD: Final = "photo"
"""Of the file, and of the id of one that was kept before."""
ROOM: Final = 4 * LARGEST_PICTURE
"""Bytes of a form: far more than a picture may have, so that what was typed beside one that is too
heavy comes back with the sentence that says so."""
_NOT_KEPT: Final = N_("The picture could not be kept just now. Please choose it again in a minute.")


class Sent(Protocol):
    """A file of a form."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]: ...


def with_photo(
    typed: Mapping[str, str], file: Sent | None, receive: ReceivePhoto
) -> dict[str, str]:
    """What was typed, naming the photo that came with it; else the one that was kept before.

    Raises Problem for a picture that cannot be taken, with the fault at its field.
    """
    if file is None or not file.filename:
        return dict(typed)
    # One byte more than is allowed is enough to be refused.
    content = file.stream.read(LARGEST_PICTURE + 1)
    try:
        photo = receive.receive(content, f"/{FIELD}").photo
    except BrokenRule as fault:
        raise PHOTO_REFUSALS[type(fault)](fault) from fault
    except (PicturesBusy, PhotosUnavailable) as away:
        error = FieldError(f"/{FIELD}", "picture_kept", gettext(_NOT_KEPT))
        raise Problem(503, errors=[error]) from away
    return {**typed, FIELD: photo.id}
