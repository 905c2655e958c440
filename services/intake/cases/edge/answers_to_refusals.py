"""What a refusal of a case means to a caller, in the reader's language."""

from typing import Final

from services.intake.cases.appeal.answers_to_refusals import APPEAL_REFUSALS
from services.intake.cases.case.refusals import (
    AlreadySplit,
    CaseHasEnded,
    CaseMoved,
    HandledByYourself,
    HasLimit,
    MissingDetail,
    NoSuchCase,
    NothingToHandle,
    NotYourUnit,
    ReportHasCase,
    ReturnedToYou,
    StepNotAllowed,
    StepOfDesk,
    TooLateToUndo,
)
from services.intake.cases.case.words import STATE_WORDS, ago, person_name, step_name
from services.intake.cases.questions.answers_to_refusals import QUESTION_REFUSALS
from services.intake.cases.supporting.answers_to_refusals import SUPPORT_REFUSALS
from services.runtime.web.i18n import gettext, lazy_gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals, joined

_SENTENCES: Final = {
    "required": lazy_gettext("This step needs it."),
    "not_with_this_step": lazy_gettext("This step does not take it."),
    "photo_or_reason": lazy_gettext(
        "Repaired needs a photo taken afterwards, or the reason why there is none."
    ),
    "known_photo": lazy_gettext("This photo is not there any more. Please send it again."),
    "many_photos": lazy_gettext("A case can have at most 20 photos of what was done."),
    "known_unit": lazy_gettext("There is no responsible unit with this code."),
    "known_condition": lazy_gettext("This kind of problem has no such filing condition."),
    "known_colleague": lazy_gettext("Nobody of this name works for the unit and the area."),
    "day_order": lazy_gettext("The last day lies before the first one."),
    "day_over": lazy_gettext("This day is over."),
    "day_far": lazy_gettext("This day lies more than a year ahead."),
    "many_filters": lazy_gettext("There are 50 saved filters already; forget one first."),
    "other_unit": lazy_gettext("This unit leads the case already; name another one."),
    "limit": lazy_gettext(
        "This is no limit; write it like 2工作日, 4工作时, 1紧急工作日 or 2紧急工作时."
    ),
    "support_pending": lazy_gettext(
        "A supporting unit has not answered yet; say why the case is handed back all the same."
    ),
    "several": lazy_gettext("Name at least two problems, or one besides that of the case."),
    "known_category": lazy_gettext("There is no kind of problem with this code."),
    "known_area": lazy_gettext("There is no area with this code."),
    "known_report": lazy_gettext("At least one of the reports does not exist."),
    "in_this_case": lazy_gettext("The report is not in this case."),
    "last_report": lazy_gettext("A case keeps at least one report; decline the case instead."),
    "day": lazy_gettext("This is no day; write it like 2027-03-01."),
    "length": lazy_gettext("This is longer than allowed."),
}


def _moved(refusal: CaseMoved) -> Problem:
    detail = gettext(
        "%(who)s changed the case meanwhile (%(step)s, %(ago)s); it is at version %(version)s now.",
        who=person_name(refusal.who),
        step=step_name(refusal.step),
        ago=ago(refusal.ago),
        version=refusal.version,
    )
    return Problem(409, detail)


def _not_allowed(refusal: StepNotAllowed) -> Problem:
    detail = gettext(
        "“%(step)s” cannot be done now: the case is in state %(state)s.",
        step=step_name(refusal.step),
        state=STATE_WORDS.get(refusal.state, refusal.state),
    )
    return Problem(409, detail)


def _missing(refusal: MissingDetail) -> Problem:
    sentence = str(_SENTENCES[refusal.rule])
    return Problem(422, errors=[FieldError(f"/{refusal.field}", refusal.rule, sentence)])


_OF_CASES: Refusals = {
    AlreadySplit: lambda refusal: Problem(
        409,
        gettext("Report %(report)s was split before, or is a part itself.", report=str(refusal)),
    ),
    NoSuchCase: lambda _: Problem(404, gettext("There is no such case.")),
    StepNotAllowed: _not_allowed,
    CaseHasEnded: lambda _: Problem(
        409, gettext("This case has ended; reports are added to open cases only.")
    ),
    CaseMoved: _moved,
    MissingDetail: _missing,
    NotYourUnit: lambda _: Problem(
        403, gettext("This step is for the responsible unit of the case.")
    ),
    StepOfDesk: lambda _: Problem(
        403, gettext("This step is for the desk that dispatches, not for the responsible unit.")
    ),
    ReturnedToYou: lambda _: Problem(
        403, gettext("It was sent back to you, so a colleague takes the next step.")
    ),
    HandledByYourself: lambda _: Problem(
        403, gettext("Somebody who did not handle this case has to judge it.")
    ),
    TooLateToUndo: lambda _: Problem(
        409, gettext("It is too late to undo this; take the next step of the case instead.")
    ),
    HasLimit: lambda _: Problem(
        409, gettext("This case has a limit already; a day is set only where there is none.")
    ),
    ReportHasCase: lambda refusal: Problem(
        409, gettext("Report %(report)s belongs to a case already.", report=str(refusal))
    ),
    NothingToHandle: lambda refusal: Problem(
        409,
        gettext(
            "Report %(report)s is an enquiry, praise or erased; it opens no case.",
            report=str(refusal),
        ),
    ),
}
CASE_REFUSALS: Refusals = joined(_OF_CASES, SUPPORT_REFUSALS, APPEAL_REFUSALS, QUESTION_REFUSALS)
