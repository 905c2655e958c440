"""What a refusal of a supporting unit's task means to a caller, in the reader's language."""

from services.intake.cases.supporting.refusals import (
    AlreadyAsked,
    NoSuchTask,
    NotTheirTask,
    TaskEnded,
)
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals

SUPPORT_REFUSALS: Refusals = {
    NoSuchTask: lambda _: Problem(404, gettext("The case has no such task of a supporting unit.")),
    TaskEnded: lambda _: Problem(
        409, gettext("This task has ended already; ask anew for what is still to do.")
    ),
    NotTheirTask: lambda _: Problem(
        403,
        gettext("The lead unit asks for support and withdraws it; the supporting unit answers."),
    ),
    AlreadyAsked: lambda _: Problem(
        409, gettext("This unit was asked already and has not answered yet.")
    ),
}
