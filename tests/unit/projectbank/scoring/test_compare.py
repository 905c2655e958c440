"""Why one rank and not another, and what would lift a project."""

import dataclasses
from datetime import timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.projectbank.scoring.evidence.fact import MISSING, Evidence, Fact, measured
from services.projectbank.scoring.explaining.compare import SHARES, compare
from services.projectbank.scoring.explaining.lift import Lift, lift
from services.projectbank.scoring.explaining.telling import compared, lifted
from services.projectbank.scoring.published.store import Item
from services.projectbank.scoring.ranking.rank import rank
from services.projectbank.scoring.ranking.score import FULL, score
from tests.unit.projectbank.scoring_builders import (
    AS_OF,
    CRITERIA,
    an_item,
    evidence,
    scored,
    worth,
)


def told(own: Item, other: Item) -> str:
    return " ".join(compared(compare(own, other), own, other, CRITERIA, "en"))


def test_the_fewest_criteria_that_decide_are_named_the_largest_first() -> None:
    ahead = evidence({"safety": worth(4), "attention": worth(20), "equity": worth(30)})
    behind = evidence({"safety": worth(1), "attention": worth(18), "equity": worth(36)})
    found = compare(an_item(7, behind), an_item(3, ahead))
    assert found.other_is_first
    assert [one.code for one in found.decisive] == ["safety"]
    assert [one.code for one in found.against] == ["equity"]


def test_why_rank_7_and_not_3_is_told_in_sentences() -> None:
    ahead = an_item(3, evidence({"safety": worth(4), "equity": worth(6)}))
    behind = an_item(7, evidence({"safety": worth(1), "equity": worth(12)}))
    assert told(behind, ahead) == (
        "P-000003 has 19.0 points more than P-000007. What decides: Safety (+20.0). "
        "P-000007 is ahead in Equity (+1.0); that does not make up for it."
    )
    assert told(ahead, behind) == told(behind, ahead)


def test_the_lane_decides_before_any_points() -> None:
    danger = an_item(1, evidence(confirmed_severity=4))
    loud = an_item(2, evidence({"attention": worth(60)}))
    assert compare(loud, danger).decisive == ()
    assert "P-000001 is a confirmed danger to life" in told(loud, danger)


def test_what_breaks_a_tie_is_named() -> None:
    first, second = an_item(1, evidence(suggested_severity=3)), an_item(2, evidence())
    assert "graver" in told(second, first)
    older = an_item(1, evidence(first_seen=AS_OF - timedelta(days=900)))
    assert "its need is older" in told(second, older)
    assert "reported first" in told(second, an_item(1, evidence()))


def test_differences_add_up_to_the_difference_of_the_scores() -> None:
    own, other = an_item(2, evidence()), an_item(1, evidence({"equity": worth(47)}))
    total = sum(one.ahead for one in compare(own, other).differences)
    assert abs(total - (other.low - own.low) * 100) < 100


def test_whoever_is_there_already_needs_nothing() -> None:
    own, target = an_item(2, evidence()), an_item(3, evidence())
    assert lift(CRITERIA, own, target).outcome == "there"


def test_no_evidence_but_a_danger_leads_into_the_critical_lane() -> None:
    target = an_item(1, evidence(confirmed_severity=4))
    found = lift(CRITERIA, an_item(2, evidence()), target)
    assert (found.outcome, found.steps) == ("lane", ())


def test_what_cannot_be_lifted_is_said_to_be_impossible() -> None:
    everything = {one.code: worth(one.hundred) for one in CRITERIA.criteria}
    shown = {one.code: worth(one.zero) for one in CRITERIA.criteria}
    own, target = an_item(2, evidence(shown)), an_item(1, evidence(everything))
    found = lift(CRITERIA, own, target)
    assert found.outcome == "impossible"
    assert found.at_most == 3_200  # attention may still grow, and gates be passed
    said = lifted(found, own, CRITERIA, "en")
    assert said[0].startswith("Nothing that evidence could still show lifts it to rank 1")


def test_one_piece_of_evidence_that_suffices_is_named_with_its_amount() -> None:
    own = an_item(2, evidence({"readiness": dataclasses.replace(MISSING, details={"gates": 3})}))
    target = an_item(1, evidence({"equity": worth(42)}))
    found = lift(CRITERIA, own, target)
    assert found.outcome == "alone"
    said = lifted(found, own, CRITERIA, "en")
    assert "Readiness: 2 of 3 conditions met" in said
    assert "Equity: 43 % old, young or under-served people shown to live there" in said


def test_criteria_that_only_together_suffice_are_the_fewest() -> None:
    own = an_item(2, evidence({"attention": worth(60), "synergy": worth(3)}))
    target = an_item(
        1,
        evidence(
            {
                "attention": worth(60),
                "synergy": worth(3),
                "indicator_gap": worth(100),
                "equity": worth(30),
            }
        ),
    )
    found = lift(CRITERIA, own, target)
    assert (found.outcome, [step.code for step in found.steps]) == (
        "together",
        ["indicator_gap", "readiness"],
    )


@st.composite
def known(draw: st.DrawFn) -> Evidence:
    facts: dict[str, Fact] = {}
    for one in CRITERIA.criteria:
        low, high = sorted((one.zero, one.hundred))
        value = draw(st.none() | st.fractions(low, high, max_denominator=20))
        if value is not None:
            facts[one.code] = measured(value, "reports")
    return dataclasses.replace(
        evidence(), facts=facts, confirmed_severity=None, first_number=draw(st.integers(1, 9))
    )


@settings(max_examples=80, deadline=None)
@given(known(), known())
def test_a_named_step_leads_there_and_less_of_it_does_not(one: Evidence, two: Evidence) -> None:
    first, second = rank([scored("P-1", one), scored("P-2", two)])
    own, target = an_item(2, second.evidence, "P-2"), an_item(1, first.evidence, "P-1")
    own = dataclasses.replace(own, project=second.project)
    target = dataclasses.replace(target, project=first.project)
    found = lift(CRITERIA, own, target)
    assert found.outcome in ("alone", "together", "impossible")
    if found.outcome == "alone":
        for step in found.steps:
            assert _leads(found, second.evidence, target, {step.code: step.needed}, own)
            assert not _leads(found, second.evidence, target, _less(step.code, step.needed), own)
    if found.outcome == "together":
        needed = {step.code: step.needed for step in found.steps}
        assert _leads(found, second.evidence, target, needed, own)
        for code in needed:
            rest = {other: value for other, value in needed.items() if other != code}
            assert not _leads(found, second.evidence, target, rest, own)
    if found.outcome == "impossible":
        assert found.at_most <= target.low


def _less(code: str, needed: int) -> dict[str, int]:
    criterion = CRITERIA.named(code)
    assert criterion is not None
    return {code: needed - 1 if criterion.hundred > criterion.zero else needed + 1}


def _leads(_found: Lift, of: Evidence, target: Item, shown: dict[str, int], own: Item) -> bool:
    """Whether the project, with this shown besides, is ranked before the target."""
    facts = {**of.facts, **{code: measured(Fraction(v), "reports") for code, v in shown.items()}}
    better = scored(own.project, dataclasses.replace(of, facts=facts))
    other = scored(target.project, target.evidence)
    return rank([better, other])[0].project == own.project


def test_scores_are_counted_in_the_same_parts_everywhere() -> None:
    found = score(CRITERIA, evidence({one.code: worth(one.hundred) for one in CRITERIA.criteria}))
    assert sum(part.low * part.weight for part in found.parts) == FULL * 100 == 100 * SHARES
