"""What a refusal of a decision means to a caller, in the reader's language."""

from services.intake.cases.case.words import DECISION_WORDS, ago, person_name
from services.intake.cases.questions.refusals import (
    CorrectedAgain,
    DecidedMeanwhile,
    NoQuestion,
    QuestionEnded,
)
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


def _decided(refusal: DecidedMeanwhile) -> Problem:
    return Problem(
        409,
        gettext(
            "%(who)s decided it meanwhile (%(decision)s, %(ago)s).",
            who=person_name(refusal.who),
            decision=DECISION_WORDS[refusal.decision],
            ago=ago(refusal.ago),
        ),
    )


QUESTION_REFUSALS: Refusals = {
    NoQuestion: lambda _: Problem(404, gettext("Nothing is asked of the case about this report.")),
    QuestionEnded: lambda _: Problem(
        409, gettext("The case has ended or the report has left it: nothing is left to decide.")
    ),
    CorrectedAgain: lambda _: Problem(
        409, gettext("The report was corrected again meanwhile; look at it once more.")
    ),
    DecidedMeanwhile: _decided,
}
