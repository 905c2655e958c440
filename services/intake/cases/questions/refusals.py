"""What can keep a question about a case from being decided."""

from datetime import timedelta

from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.questions.question import Decision


class NoQuestion(CaseRefusal):
    """Nothing is asked of the case about this report."""


class QuestionEnded(CaseRefusal):
    """The case has ended, or the report has left it: there is nothing left to decide."""


class CorrectedAgain(CaseRefusal):
    """The report was corrected once more since the question was read."""


class DecidedMeanwhile(CaseRefusal):
    """Somebody else was first: who, how, and how long ago."""

    def __init__(self, who: str, decision: Decision, ago: timedelta) -> None:
        super().__init__(decision)
        self.who = who
        self.decision = decision
        self.ago = ago
