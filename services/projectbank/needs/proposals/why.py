"""Why something is proposed, in the reader's language."""

from services.projectbank.needs.proposals.proposal import Proposal
from services.runtime.web.i18n import gettext, ngettext


def why_proposed(one: Proposal) -> str:
    return f"{_evidence(one)} {_gain(one)}"


def _evidence(one: Proposal) -> str:
    place, matter = one.figures.covered // 10, one.figures.matter // 10
    if one.kind == "split":
        return gettext(
            "On average the reports to be taken out agree with the others to %(place)s %% in what "
            "they name and to %(matter)s %% in the matter, which is less than joining asks.",
            place=place,
            matter=matter,
        )
    return gettext(
        "Their most alike reports, %(one)s and %(other)s, agree to %(place)s %% in what they name "
        "and to %(matter)s %% in the matter.",
        one=one.reports[0],
        other=one.beside[0],
        place=place,
        matter=matter,
    )


def _gain(one: Proposal) -> str:
    if one.kind == "split":
        return ngettext(
            "%(num)d person would be counted apart.",
            "%(num)d people would be counted apart.",
            one.people,
        )
    return ngettext(
        "%(num)d person would be counted with the others.",
        "%(num)d people would be counted with the others.",
        one.people,
    )
