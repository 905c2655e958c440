"""What a refusal of an appeal means to a caller, in the reader's language."""

from services.intake.cases.appeal.refusals import (
    AppealedAlready,
    NothingToReview,
    NotLate,
    NotYourReview,
)
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals

APPEAL_REFUSALS: Refusals = {
    NotLate: lambda _: Problem(409, gettext("The case is not late; there is nothing to excuse.")),
    AppealedAlready: lambda _: Problem(
        409, gettext("This lateness was appealed against before; one appeal is all there is.")
    ),
    NothingToReview: lambda _: Problem(409, gettext("No appeal of this case waits for a review.")),
    NotYourReview: lambda _: Problem(
        403,
        gettext(
            "An appeal is reviewed by two people who neither asked nor handled it"
            " and who do not work for the unit."
        ),
    ),
}
