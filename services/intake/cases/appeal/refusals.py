"""What can keep an appeal from being asked or reviewed: one exception per rule."""

from services.intake.cases.case.refusals import CaseRefusal


class NotLate(CaseRefusal):
    """The case is not late, or was not accepted; there is nothing to excuse."""


class AppealedAlready(CaseRefusal):
    """This lateness was appealed against once; that is all there is."""


class NothingToReview(CaseRefusal):
    """No appeal of the case waits for a review."""


class NotYourReview(CaseRefusal):
    """Who asked, handled or reviewed it before, or works for the unit, does not review it."""
