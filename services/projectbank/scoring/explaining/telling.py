"""Comparisons, lifts and second opinions in sentences, in the reader's language."""

import math
from collections.abc import Callable, Mapping, Sequence

from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence.fact import Fact
from services.projectbank.scoring.explaining.compare import SHARES, Comparison, Difference
from services.projectbank.scoring.explaining.lift import Lift, Step
from services.projectbank.scoring.published.store import Item, Ranking
from services.runtime.web.i18n import gettext, ngettext

_PERCENT = 100


def points(ten_thousandths: int) -> str:
    """With one decimal; what is not nothing is never shown as 0.0."""
    value = abs(ten_thousandths)
    return f"{value / SHARES:.1f}" if value >= SHARES // 20 or not value else "< 0.1"


def compared(
    found: Comparison, own: Item, other: Item, criteria: CriteriaSet, language: str
) -> list[str]:
    """Why one is before the other, the most important first."""
    first, second = (other, own) if found.other_is_first else (own, other)
    names = {"first": first.project, "second": second.project}
    if found.lanes_differ:
        return [
            gettext(
                "%(first)s is a confirmed danger to life; such projects are not weighed and come "
                "first.",
                **names,
            )
        ]
    if found.tie is not None:
        return [_TIES[found.tie]() % names]
    said = [
        gettext(
            "%(first)s has %(gap)s points more than %(second)s.",
            gap=points((first.low - second.low) * _PERCENT),
            **names,
        ),
        gettext("What decides: %(list)s.", list=_listed(found.decisive, criteria, language)),
    ]
    if found.against:
        listed = _listed(found.against, criteria, language)
        said.append(
            gettext(
                "%(second)s is ahead in %(list)s; that does not make up for it.",
                list=listed,
                **names,
            )
        )
    return said


def _listed(found: Sequence[Difference], criteria: CriteriaSet, language: str) -> str:
    parts = [
        gettext(
            "%(criterion)s (+%(points)s)",
            criterion=_name(criteria, one.code, language),
            points=points(one.ahead),
        )
        for one in found
    ]
    return gettext(", ").join(parts)


def _name(criteria: CriteriaSet, code: str, language: str) -> str:
    criterion = criteria.named(code)
    return criterion.name(language) if criterion is not None else code


_TIES: Mapping[str, Callable[[], str]] = {
    "risk": lambda: gettext(
        "Both have the same score; %(first)s comes first because its problem is graver."
    ),
    "older_need": lambda: gettext(
        "Both have the same score; %(first)s comes first because its need is older."
    ),
    "number": lambda: gettext(
        "Both have the same score; %(first)s comes first because it was reported first."
    ),
}


def lifted(found: Lift, own: Item, criteria: CriteriaSet, language: str) -> list[str]:
    """What would take the project to the rank, if the others stay as they are."""
    if found.outcome == "there":
        return [gettext("It is there already.")]
    if found.outcome == "lane":
        return [
            gettext(
                "Rank %(rank)s is for confirmed dangers to life; only one that is confirmed here, "
                "too, could lift it there.",
                rank=found.rank,
            )
        ]
    if found.outcome == "impossible":
        return [
            gettext(
                "Nothing that evidence could still show lifts it to rank %(rank)s: with everything "
                "shown it would have %(most)s points, and %(missing)s are missing now.",
                rank=found.rank,
                most=f"{found.at_most / _PERCENT:.1f}",
                missing=points(found.missing),
            )
        ]
    opening = (
        gettext("It lacks %(missing)s points to rank %(rank)s. Any one of these would do:")
        if found.outcome == "alone"
        else gettext("It lacks %(missing)s points to rank %(rank)s. Only together would do:")
    )
    evidence = own.evidence
    steps = [
        f"{_name(criteria, one.code, language)}: {_step(one, evidence.fact(one.code))}"
        for one in found.steps
    ]
    return [opening % {"missing": points(found.missing), "rank": found.rank}, *steps]


def _step(step: Step, fact: Fact) -> str:
    say = _STEPS.get(step.code)
    return say(step.needed, fact) if say is not None else str(step.needed)


def _more_people(needed: int, fact: Fact) -> str:
    """A new voice counts one; the old ones fade meanwhile, which is not reckoned with."""
    more = max(1, math.ceil(needed - (fact.low or 0)))
    return ngettext(
        "%(num)d more person reporting it now", "%(num)d more people reporting it now", more
    )


def _gates(needed: int, fact: Fact) -> str:
    gates = fact.details.get("gates")
    if not isinstance(gates, int):
        return gettext("%(percent)s %% of the conditions shown as met", percent=needed)
    return gettext(
        "%(passed)s of %(gates)s conditions met", passed=-(-needed * gates // 100), gates=gates
    )


_STEPS: Mapping[str, Callable[[int, Fact], str]] = {
    "safety": lambda needed, _: gettext("severity %(severity)s confirmed", severity=needed),
    "indicator_gap": lambda needed, _: gettext(
        "a gap of %(percent)s %% to the health check's benchmark shown", percent=needed
    ),
    "attention": _more_people,
    "readiness": _gates,
    "equity": lambda needed, _: gettext(
        "%(percent)s %% old, young or under-served people shown to live there", percent=needed
    ),
    "cost_effectiveness": lambda needed, _: gettext(
        "an estimate of at most %(yuan)s yuan for each person who gains", yuan=f"{needed:,}"
    ),
    "continuity": lambda needed, _: ngettext(
        "%(num)d year of operation and upkeep shown",
        "%(num)d years of operation and upkeep shown",
        needed,
    ),
    "synergy": lambda needed, _: ngettext(
        "%(num)d further need shown to be served by the same works",
        "%(num)d further needs shown to be served by the same works",
        needed,
    ),
}


def weighed(item: Item, ranking: Ranking) -> str | None:
    """How far the place depends on weights and missing evidence; none when not computed."""
    if item.robustness is None or ranking.top is None:
        return None
    share = (item.top_share or 0) / 10
    said = {
        "robust": gettext(
            "Among the first %(top)s of those weighed under nearly any weights, whatever is "
            "missing (%(share)s %% of those tried)."
        ),
        "weight_dependent": gettext(
            "Among the first %(top)s of those weighed under some weights and some outcomes of what "
            "is missing only (%(share)s %% of those tried)."
        ),
        "never": gettext(
            "Not among the first %(top)s of those weighed, whatever weights and outcomes of what "
            "is missing were tried."
        ),
        "thin_evidence": gettext(
            "Only %(measured)s %% of the weight is measured: too little to say whether it belongs "
            "to the first %(top)s (%(share)s %% of the weights and outcomes tried)."
        ),
    }
    known = {"top": ranking.top, "share": f"{share:g}", "measured": item.confidence}
    return said[item.robustness] % known


def spanned(item: Item, criteria: CriteriaSet, language: str) -> str | None:
    """Which ranks it could have, and what of its own leaves that open."""
    if item.span is None:
        return None
    if item.span.best == item.span.worst:
        return gettext("Nothing that is missing could move it from rank %(rank)s.", rank=item.rank)
    said = gettext(
        "With what is missing, here and elsewhere, it could have any rank from %(best)s to "
        "%(worst)s.",
        best=item.span.best,
        worst=item.span.worst,
    )
    missing = [part.code for part in item.parts if part.high > part.low and part.weight]
    if missing:
        names = gettext(", ").join(_name(criteria, code, language) for code in missing)
        said += gettext(" Not known fully here: %(list)s.", list=names)
    if item.likely is not None:
        said += gettext(
            " Nine of ten outcomes tried put it between %(best)s and %(worst)s.",
            best=item.likely.best,
            worst=item.likely.worst,
        )
    return said


def second_opinion(item: Item) -> str | None:
    """Where another method would put it."""
    if item.second_rank is None:
        return None
    return gettext("A second method (TOPSIS) would put it at rank %(rank)s.", rank=item.second_rank)
