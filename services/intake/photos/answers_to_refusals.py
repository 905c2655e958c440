"""What a refused picture means to a caller, and the sentences of its own."""

from services.intake.photos.faults import (
    DamagedPicture,
    EmptyPicture,
    MovingPicture,
    NoSuchPhoto,
    NotAPicture,
    PictureTooHeavy,
    TooManyPixels,
)
from services.intake.reports.faults import BrokenRule
from services.runtime.web.faults import N_
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals

NO_FILE = N_("Please choose one picture.")
ONE_FILE = N_("Only one field is taken here: file.")


def _refused(status: int, fault: BrokenRule) -> Problem:
    sentence = gettext(fault.detail)
    return Problem(status, sentence, errors=[FieldError(fault.pointer, fault.rule, sentence)])


PHOTO_REFUSALS: Refusals = {
    PictureTooHeavy: lambda fault: _refused(413, fault),
    NotAPicture: lambda fault: _refused(415, fault),
    EmptyPicture: lambda fault: _refused(422, fault),
    TooManyPixels: lambda fault: _refused(422, fault),
    MovingPicture: lambda fault: _refused(422, fault),
    DamagedPicture: lambda fault: _refused(422, fault),
    NoSuchPhoto: lambda _: Problem(404, gettext("There is no such photo.")),
}
