"""Points and ranks: what has been shown, and in which order."""

import dataclasses
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.projectbank.scoring.criteria import (
    CriteriaSet,
    CriteriaSets,
    UnknownCriteria,
    WrongCriteria,
    bundled_sets,
    read_criteria,
)
from services.projectbank.scoring.evidence.fact import MISSING, Evidence, Fact, measured
from services.projectbank.scoring.evidence.freeze import frozen, thawed
from services.projectbank.scoring.ranking.rank import Scored, rank
from services.projectbank.scoring.ranking.score import FULL, Points, exactly, score, value_of
from tests.unit.projectbank.scoring_builders import AS_OF, CRITERIA, evidence, scored, worth

CRITERION = CRITERIA.criteria[0]
CODES = [criterion.code for criterion in CRITERIA.criteria]


def part(code: str, of: Evidence, criteria: CriteriaSet = CRITERIA) -> Points:
    return next(one for one in score(criteria, of).parts if one.code == code)


def test_the_weights_of_the_first_set_are_the_agreed_ones() -> None:
    assert {one.code: one.weight for one in CRITERIA.criteria} == {
        "safety": 20,
        "indicator_gap": 20,
        "attention": 20,
        "readiness": 12,
        "equity": 10,
        "cost_effectiveness": 8,
        "continuity": 5,
        "synergy": 5,
    }


def test_weights_that_do_not_add_up_to_a_hundred_are_refused() -> None:
    with pytest.raises(WrongCriteria):
        read_criteria({"version": "2", "criterion": []})


def test_a_set_that_is_no_longer_there_is_named() -> None:
    assert bundled_sets().current.version == "1"
    with pytest.raises(UnknownCriteria, match="9"):
        bundled_sets().version("9")
    with pytest.raises(WrongCriteria):
        CriteriaSets([])


def test_a_missing_input_is_an_interval_and_counts_nothing_in_the_score_of_record() -> None:
    missing = part("cost_effectiveness", evidence())
    assert (missing.low, missing.high, missing.measured) == (0, FULL, False)


def test_a_measured_input_is_one_number() -> None:
    shown = part("safety", evidence({"safety": worth(4)}))
    assert (shown.low, shown.high, shown.measured) == (FULL, FULL, True)
    assert part("safety", evidence({"safety": worth(1)})).low == 0


def test_less_money_for_each_person_is_worth_more() -> None:
    dear, fair, cheap = (
        part("cost_effectiveness", evidence({"cost_effectiveness": worth(yuan)})).low
        for yuan in (60_000, 25_250, 400)
    )
    assert (dear, fair, cheap) == (0, FULL // 2, FULL)


def test_an_experts_points_are_points_whatever_the_scale() -> None:
    rated = Fact(kind="measured", source="expert", low=Fraction(40), high=Fraction(40))
    assert part("equity", evidence({"equity": rated})).low == 4_000
    unsure = dataclasses.replace(rated, kind="partial", high=Fraction(70))
    found = part("equity", evidence({"equity": unsure}))
    assert (found.low, found.high, found.measured) == (4_000, 7_000, False)


def test_confidence_is_the_measured_share_of_the_weight() -> None:
    assert score(CRITERIA, evidence()).confidence == 20 + 20 + 5
    assert score(CRITERIA, evidence({"safety": MISSING, "synergy": MISSING})).confidence == 20


def test_attention_grows_with_people_and_ends_at_its_anchor() -> None:
    found = [
        part("attention", evidence({"attention": worth(people)})).low
        for people in (0, 1, 5, 60, 600)
    ]
    assert found == sorted(found)
    assert (found[0], found[3], found[4]) == (0, FULL, FULL)


numbers = st.fractions(min_value=-10, max_value=100_000, max_denominator=1_000)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(["measured", "partial", "missing"]))
    if kind == "missing":
        return MISSING
    low = draw(numbers)
    if kind == "measured":
        return measured(low, draw(st.sampled_from(["reports", "profile", "planner"])))
    # Rated points: the low end is never above the high one.
    rated = sorted((draw(st.integers(0, 100)), draw(st.integers(0, 100))))
    return Fact(kind="partial", source="expert", low=Fraction(rated[0]), high=Fraction(rated[1]))


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    confirmed = draw(st.none() | st.integers(1, 4))
    return Evidence(
        facts={code: draw(facts()) for code in CODES},
        people=draw(st.integers(0, 50)),
        confirmed_severity=confirmed,
        suggested_severity=draw(st.integers(1, 4)),
        first_seen=AS_OF - timedelta(days=draw(st.integers(0, 3))),
        first_number=draw(st.integers(1, 3)),
    )


@settings(max_examples=100, deadline=None)
@given(evidences(), st.sampled_from(CODES))
def test_missing_evidence_never_raises_the_score_of_record_nor_the_confidence(
    known: Evidence, code: str
) -> None:
    without = dataclasses.replace(known, facts={**known.facts, code: MISSING})
    before, after = score(CRITERIA, known), score(CRITERIA, without)
    assert after.low <= before.low
    assert after.high >= before.high
    assert after.confidence <= before.confidence


@settings(max_examples=100, deadline=None)
@given(evidences())
def test_both_ends_lie_between_nothing_and_everything_and_in_order(known: Evidence) -> None:
    found = score(CRITERIA, known)
    assert 0 <= found.low <= found.high <= FULL
    assert 0 <= found.confidence <= 100


@settings(max_examples=40, deadline=None)
@given(
    st.lists(evidences(), min_size=1, max_size=6),
    st.lists(evidences(), max_size=6),
    st.data(),
)
def test_editing_adding_or_removing_projects_moves_no_other_score(
    known: list[Evidence], added: list[Evidence], data: st.DataObject
) -> None:
    before = {one.project: one.score for one in rank(_bank(known))}
    edited = data.draw(st.integers(0, len(known) - 1))
    changed = [data.draw(evidences()) if at == edited else one for at, one in enumerate(known)]
    gone = f"P-{data.draw(st.integers(0, len(known) - 1))}"
    everything = [one for one in _bank([*changed, *added]) if one.project != gone]
    for one in rank(everything):
        if one.project in before and one.project != f"P-{edited}":
            assert one.score == before[one.project]


@settings(max_examples=40, deadline=None)
@given(st.lists(evidences(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_is_total_and_does_not_depend_on_the_order_of_arrival(
    known: list[Evidence], chance: object
) -> None:
    bank = _bank(known)
    shuffled = list(bank)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(bank) == rank(shuffled)
    assert [one.rank for one in rank(bank)] == list(range(1, len(bank) + 1))


@settings(max_examples=100, deadline=None)
@given(evidences())
def test_frozen_evidence_comes_back_as_it_was(known: Evidence) -> None:
    assert thawed(frozen(known)) == known


def test_the_critical_lane_comes_before_any_score() -> None:
    quiet = evidence({"attention": worth(0)}, confirmed_severity=4)
    loud = evidence({"attention": worth(1_000)}, confirmed_severity=3)
    assert _order(scored("loud", loud), scored("quiet", quiet)) == ["quiet", "loud"]


def test_equal_scores_are_told_apart_by_risk_then_age_then_number_then_id() -> None:
    first = scored("e", evidence(suggested_severity=3))
    older = scored("d", evidence(first_seen=AS_OF - timedelta(days=900)))
    earlier = scored("c", evidence(first_number=1))
    later = scored("b", evidence(first_number=2))
    last = scored("f", evidence(first_number=2))
    assert _order(last, later, earlier, older, first) == ["e", "d", "c", "b", "f"]


def _bank(known: list[Evidence]) -> list[Scored]:
    return [scored(f"P-{number}", one) for number, one in enumerate(known)]


def _order(*projects: Scored) -> list[str]:
    return [one.project for one in rank(projects)]


@settings(max_examples=500)
@given(
    anchors=st.lists(st.integers(0, 10**9), min_size=2, max_size=2, unique=True),
    above=st.one_of(st.integers(-5, 10**9), st.integers(0, 1 << 700)),
    below=st.one_of(st.integers(1, 10**6), st.integers(1, 1 << 700)),
)
def test_the_quick_way_to_a_logarithm_gives_what_twenty_eight_digits_give(
    anchors: list[int], above: int, below: int
) -> None:
    zero, hundred = anchors
    found = Fraction(above, below)
    scale = dataclasses.replace(CRITERION, scale="logarithmic", zero=zero, hundred=hundred)
    assert value_of(scale, found) == exactly(zero, hundred, found)


def test_at_a_whole_hundredth_the_digits_decide() -> None:
    # On a scale from ln 1 to ln 1024, 2^k is worth k tenths of it: no float need hit that.
    scale = dataclasses.replace(CRITERION, scale="logarithmic", zero=0, hundred=1023)
    for power in range(11):
        for near in (-1, 0, 1):
            found = Fraction(2**power - 1) + Fraction(near, 10**18)
            assert value_of(scale, found) == exactly(0, 1023, found)
