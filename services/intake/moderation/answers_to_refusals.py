"""What a refusal of moderation means to a caller, in the reader's language."""

from services.intake.cases.case.words import person_name
from services.intake.moderation.judgement import LONGEST_WHY
from services.intake.moderation.refusals import JudgedMeanwhile, NothingToJudge, WhyNeeded
from services.intake.moderation.words import VERDICT_WORDS
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals


def _meanwhile(refusal: JudgedMeanwhile) -> Problem:
    if refusal.who is None or refusal.verdict is None:
        return Problem(409, gettext("It says something else by now. Please look at it again."))
    detail = gettext(
        "%(who)s was first: %(verdict)s. Look at it again if you decide otherwise.",
        who=person_name(refusal.who),
        verdict=VERDICT_WORDS[refusal.verdict],
    )
    return Problem(409, detail)


def _why(refusal: WhyNeeded) -> Problem:
    if refusal.rule == "length":
        sentence = gettext("This may have at most %(most)s characters.", most=LONGEST_WHY)
    else:
        sentence = gettext("Say why it is not shown to everybody.")
    return Problem(422, errors=[FieldError("/why", refusal.rule, sentence)])


MODERATION_REFUSALS: Refusals = {
    NothingToJudge: lambda _: Problem(404, gettext("There is no such report or photo.")),
    JudgedMeanwhile: _meanwhile,
    WhyNeeded: _why,
}
