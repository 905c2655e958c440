"""Points and ranks: what has been shown, and in which order."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from services.projectbank.needs.need import Member
from services.projectbank.scoring.criteria import (
    CriteriaSet,
    WrongCriteria,
    first_set,
    read_criteria,
)
from services.projectbank.scoring.evidence import VOICE, Evidence, OldestNeed, evidence_of
from services.projectbank.scoring.rank import Scored, rank
from services.projectbank.scoring.score import FULL, Points, score

AS_OF = datetime(2026, 11, 22, tzinfo=UTC)
CRITERIA = first_set()


def evidence(**changes: object) -> Evidence:
    known = Evidence(
        heat=10 * VOICE,
        people=10,
        confirmed_severity=2,
        suggested_severity=2,
        needs=1,
        placed=True,
        first_seen=AS_OF - timedelta(days=100),
        first_number=1,
    )
    return dataclasses.replace(known, **changes)  # type: ignore[arg-type]


def a_member(
    person: str | None,
    *,
    days_ago: int = 0,
    certainty: int = 600,
    decided_by: str = "suggestion",
    severity: int = 2,
    in_favour: int = 0,
) -> Member:
    return Member(
        report=f"R-{person}-{days_ago}",
        position=1,
        person=person,
        occurred_at=AS_OF - timedelta(days=days_ago),
        category="lamp_out",
        group="lighting",
        certainty=certainty,
        decided_by=decided_by,
        severity=severity,
        point=None,
        area_path=(),
        source="hotline",
        in_favour=in_favour,
    )


def heat_of(*members: Member) -> int:
    return gathered(*members).heat


def gathered(*members: Member) -> Evidence:
    oldest = OldestNeed(AS_OF, 1)
    return evidence_of(list(members), oldest, needs=1, placed=False, as_of=AS_OF)


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


def test_a_missing_input_is_an_interval_and_counts_nothing_in_the_score_of_record() -> None:
    missing = part("cost_effectiveness", evidence())
    assert (missing.low, missing.high, missing.measured) == (0, FULL, False)


def test_a_measured_input_is_one_number() -> None:
    measured = part("safety", evidence(confirmed_severity=4))
    assert (measured.low, measured.high, measured.measured) == (FULL, FULL, True)
    assert part("safety", evidence(confirmed_severity=1)).low == 0


def test_a_suggested_severity_shows_nothing_and_lifts_only_the_upper_end() -> None:
    suggested = part("safety", evidence(confirmed_severity=None, suggested_severity=4))
    assert (suggested.low, suggested.high, suggested.measured) == (0, FULL, False)


def test_confidence_is_the_measured_share_of_the_weight() -> None:
    assert score(CRITERIA, evidence()).confidence == 20 + 20 + 5
    assert score(CRITERIA, evidence(confirmed_severity=None, placed=False)).confidence == 20


def test_the_low_end_never_exceeds_the_high_end() -> None:
    for confirmed in (None, 1, 4):
        for heat in (0, VOICE, 10_000 * VOICE):
            one = score(CRITERIA, evidence(confirmed_severity=confirmed, heat=heat))
            assert 0 <= one.low <= one.high <= FULL


def test_attention_grows_with_people_and_ends_at_its_anchor() -> None:
    points = [part("attention", evidence(heat=people * VOICE)).low for people in (0, 1, 5, 60, 600)]
    assert points == sorted(points)
    assert (points[0], points[3], points[4]) == (0, FULL, FULL)


def test_a_person_who_writes_often_counts_once() -> None:
    assert heat_of(a_member("a"), a_member("a"), a_member("a")) == heat_of(a_member("a")) == VOICE


def test_those_who_gave_no_name_count_as_one_person() -> None:
    assert heat_of(a_member(None), a_member(None, days_ago=1)) == VOICE


def test_a_voice_counts_half_after_180_days() -> None:
    assert heat_of(a_member("a", days_ago=180)) == VOICE // 2


def test_a_report_dated_after_the_ranking_counts_as_one_of_the_day() -> None:
    assert heat_of(a_member("a", days_ago=-5)) == VOICE


def test_many_supporters_lift_a_voice_to_three_at_most() -> None:
    assert heat_of(a_member("a", in_favour=1)) == VOICE * 5 // 4
    assert heat_of(a_member("a", in_favour=2_097)) == 3 * VOICE


def test_only_a_danger_to_life_that_somebody_confirmed_is_critical() -> None:
    suggested = gathered(a_member("a", severity=4, certainty=950))
    unsure = gathered(a_member("a", severity=4, certainty=799, decided_by="table"))
    confirmed = gathered(a_member("a", severity=4, certainty=800, decided_by="officer"))
    assert score(CRITERIA, suggested).lane == "ranked"
    assert score(CRITERIA, unsure).lane == "ranked"
    assert score(CRITERIA, confirmed).lane == "critical"


def test_editing_one_project_never_moves_the_score_of_another() -> None:
    other = score(CRITERIA, evidence())
    for heat in (0, 1_000 * VOICE):
        both = rank([_scored("a", evidence(heat=heat)), _scored("b", evidence())])
        assert next(one for one in both if one.project == "b").score == other


def test_the_critical_lane_comes_before_any_score() -> None:
    quiet = evidence(heat=0, confirmed_severity=4)
    loud = evidence(heat=1_000 * VOICE, confirmed_severity=3)
    assert _order(_scored("loud", loud), _scored("quiet", quiet)) == ["quiet", "loud"]


def test_equal_scores_are_told_apart_by_risk_then_age_then_number_then_id() -> None:
    first = _scored("e", evidence(confirmed_severity=None, suggested_severity=3))
    older = _scored("d", evidence(confirmed_severity=None, first_seen=AS_OF - timedelta(days=900)))
    earlier = _scored("c", evidence(confirmed_severity=None, first_number=1))
    later = _scored("b", evidence(confirmed_severity=None, first_number=2))
    last = _scored("f", evidence(confirmed_severity=None, first_number=2))
    assert _order(last, later, earlier, older, first) == ["e", "d", "c", "b", "f"]


def test_the_order_does_not_depend_on_the_order_of_arrival() -> None:
    scored = [_scored(f"P-{one}", evidence(heat=(one * 37 % 11) * VOICE)) for one in range(50)]
    assert _order(*scored) == _order(*reversed(scored))


def _scored(project: str, of: Evidence) -> Scored:
    return Scored(project, score(CRITERIA, of), of)


def _order(*scored: Scored) -> list[str]:
    return [one.project for one in rank(scored)]
