"""What refusals of the needs mean to a caller."""

from services.projectbank.needs.decisions.decision import (
    AlreadyMerged,
    Decision,
    MergedWithItself,
    NeedChanged,
    NoSuchNeed,
    NothingLeft,
    NotInThisState,
    NotItsReports,
    UnknownInDescription,
)
from services.projectbank.needs.proposals.proposal import NoSuchProposal
from services.projectbank.needs.words import DECISION_WORDS, STATE_WORDS
from services.runtime.web.i18n import gettext, ngettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals

_NAMED = 20
"""Reports that a refusal names; more would not help."""


def _changed(refusal: NeedChanged) -> Problem:
    need = refusal.need
    sentence = gettext(
        "Need %(need)s was changed since: it is at version %(version)s now, %(state)s, with "
        "%(reports)s of %(people)s.",
        need=need.id,
        version=need.version,
        state=STATE_WORDS[need.state],
        reports=ngettext("one report", "%(num)d reports", need.reports),
        people=ngettext("one person", "%(num)d people", need.people),
    )
    said = [sentence, *(_done(decision) for decision in refusal.since)]
    errors = [FieldError(f"/{refusal.field}", "version", one) for one in said]
    return Problem(409, sentence, errors=errors)


def _done(decision: Decision) -> str:
    return gettext(
        "%(who)s decided: %(kind)s, because: %(why)s",
        who=decision.who,
        kind=DECISION_WORDS[decision.kind],
        why=decision.why,
    )


def _merged(refusal: AlreadyMerged) -> Problem:
    sentence = gettext(
        "Need %(need)s was merged into %(into)s; decide about that one.",
        need=refusal.need.id,
        into=refusal.need.merged_into or "",
    )
    pointer = f"/{refusal.field}" if refusal.field else ""
    return Problem(409, sentence, errors=[FieldError(pointer, "merged", sentence)])


def _not_in_this_state(refusal: NotInThisState) -> Problem:
    return Problem(
        409,
        gettext(
            "Need %(need)s is %(state)s: there is nothing to %(kind)s.",
            need=refusal.need.id,
            state=STATE_WORDS[refusal.need.state],
            kind=DECISION_WORDS[refusal.kind],
        ),
    )


def _itself(refusal: MergedWithItself) -> Problem:
    sentence = gettext("This is the need itself; name another one.")
    return Problem(422, errors=[FieldError(f"/{refusal.field}", "other", sentence)])


def _strangers(refusal: NotItsReports) -> Problem:
    sentence = gettext(
        "These reports are not in need %(need)s: %(reports)s.",
        need=refusal.need,
        reports=", ".join(refusal.reports[:_NAMED]),
    )
    return Problem(422, errors=[FieldError("/reports", "member", sentence)])


def _nothing_left(_: NothingLeft) -> Problem:
    sentence = gettext("Leave at least one report that does not only add its voice to another.")
    return Problem(422, errors=[FieldError("/reports", "rest", sentence)])


def _unknown(refusal: UnknownInDescription) -> Problem:
    sentence = gettext("The profile knows no such code.")
    return Problem(422, errors=[FieldError(f"/{refusal.field}", "unknown_code", sentence)])


REFUSALS: Refusals = {
    NoSuchNeed: lambda _: Problem(404, gettext("There is no such need.")),
    NoSuchProposal: lambda _: Problem(404, gettext("There is no such proposal any more.")),
    NeedChanged: _changed,
    AlreadyMerged: _merged,
    NotInThisState: _not_in_this_state,
    MergedWithItself: _itself,
    NotItsReports: _strangers,
    NothingLeft: _nothing_left,
    UnknownInDescription: _unknown,
}
