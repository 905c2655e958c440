"""Everything that can be wrong with a picture: one exception per rule of the town."""

from services.intake.reports.faults import BrokenRule
from services.runtime.unavailable import Unavailable


class EmptyPicture(BrokenRule):
    rule = "picture_empty"
    detail = "The file is empty."


class PictureTooHeavy(BrokenRule):
    rule = "picture_bytes"
    detail = "A picture may have at most 15 MB. Please send a smaller one."


class NotAPicture(BrokenRule):
    """By its content, whatever its name says."""

    rule = "picture_kind"
    detail = "This is not a picture that we can take. JPEG, PNG, WebP and HEIC are taken."


class TooManyPixels(BrokenRule):
    rule = "picture_pixels"
    detail = "A picture may have at most 50 million pixels. Please send a smaller one."


class MovingPicture(BrokenRule):
    rule = "picture_still"
    detail = "Moving pictures are not taken. Please send a still one."


class DamagedPicture(BrokenRule):
    rule = "picture_whole"
    detail = "The picture is damaged or not complete. Please send it again."


class NoSuchPhoto(Exception):
    """There is no such photo, or it is not for this reader: the answer is the same."""


class PicturesBusy(Unavailable):
    """Too many pictures wait to be looked at."""


class PhotosUnavailable(Unavailable):
    """The store of photos cannot be reached, or its disk is full."""
