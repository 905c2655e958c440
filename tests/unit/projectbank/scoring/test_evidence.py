"""What counts as evidence, criterion by criterion."""

from datetime import date
from fractions import Fraction
from typing import Any

from services.projectbank.projects.project import Estimate, GateRecord
from services.projectbank.scoring.evidence.fact import Fact
from services.projectbank.scoring.evidence.neighbours import NeedPlace, Neighbours
from services.projectbank.scoring.evidence.voices import VOICE, heat_of
from services.projectbank.scoring.ranking.score import score
from services.projectbank.scoring.rating.rating import Rating
from tests.unit.projectbank.scoring_builders import (
    AS_OF,
    BACKGROUND,
    CRITERIA,
    a_member,
    a_need,
    a_project,
    gathered,
)

LAMPS = frozenset({"lighting"})


def fact(code: str, *members: Any, **changes: Any) -> Fact:
    return gathered(*members, **changes).fact(code)


def said(found: Fact, *names: str) -> tuple[object, ...]:
    return tuple(getattr(found, name) for name in names)


def a_rating(**changes: Any) -> Rating:
    known: dict[str, Any] = {
        "project": "P-000001",
        "criterion": "equity",
        "version": 1,
        "low": 40,
        "high": 40,
        "who": "expert",
        "reason": "seen on the spot",
        "at": AS_OF,
    }
    return Rating(**{**known, **changes})


def test_a_suggested_severity_shows_nothing_and_lifts_only_the_upper_end() -> None:
    found = fact("safety", a_member("a", severity=4))
    assert said(found, "kind", "low", "high") == ("partial", 0, 4)


def test_the_gravest_confirmed_problem_counts() -> None:
    found = fact(
        "safety",
        a_member("a", severity=4),
        a_member("b", severity=2, certainty=900, decided_by="officer"),
    )
    assert said(found, "kind", "low") == ("measured", 2)


def test_a_confirmed_problem_with_a_time_limit_counts_at_least_three() -> None:
    confirmed = {"severity": 2, "certainty": 900, "decided_by": "officer"}
    limited = a_member("a", category="unsafe_house", **confirmed)  # type: ignore[arg-type]
    assert fact("safety", limited).low == 3
    assert gathered(limited).confirmed_severity == 2


def test_only_a_danger_to_life_that_somebody_confirmed_is_critical() -> None:
    suggested = gathered(a_member("a", severity=4, certainty=950))
    unsure = gathered(a_member("a", severity=4, certainty=799, decided_by="table"))
    confirmed = gathered(a_member("a", severity=4, certainty=800, decided_by="officer"))
    lanes = [score(CRITERIA, one).lane for one in (suggested, unsure, confirmed)]
    assert lanes == ["ranked", "ranked", "critical"]


def test_a_person_who_writes_often_counts_once() -> None:
    once, often = [a_member("a")], [a_member("a")] * 3
    assert heat_of(often, AS_OF).low == heat_of(once, AS_OF).low == VOICE


def test_those_who_gave_no_name_count_as_one_person() -> None:
    assert heat_of([a_member(None), a_member(None, days_ago=1)], AS_OF).low == VOICE


def test_a_voice_counts_half_after_the_half_life_of_the_set() -> None:
    assert heat_of([a_member("a", days_ago=180)], AS_OF).low == VOICE // 2
    assert heat_of([a_member("a", days_ago=90)], AS_OF, half_life=90).low == VOICE // 2


def test_a_report_dated_after_the_ranking_counts_as_one_of_the_day() -> None:
    assert heat_of([a_member("a", days_ago=-5)], AS_OF).low == VOICE


def test_many_supporters_lift_a_voice_to_three_at_most() -> None:
    assert heat_of([a_member("a", in_favour=1)], AS_OF).low == VOICE * 5 // 4
    assert heat_of([a_member("a", in_favour=2_097)], AS_OF).low == 3 * VOICE


def test_no_gate_looked_at_is_missing_and_one_alone_leaves_an_interval() -> None:
    assert fact("readiness").kind == "missing"
    found = fact("readiness", project=a_project(gates=(a_gate("consent", passed=True),)))
    assert said(found, "kind", "low", "high") == ("partial", Fraction(100, 3), 100)


def test_a_gate_that_is_not_passed_closes_the_upper_end() -> None:
    gates = (a_gate("consent", passed=True), a_gate("design", passed=False))
    found = fact("readiness", project=a_project(gates=gates))
    assert said(found, "low", "high") == (Fraction(100, 3), Fraction(200, 3))
    more = (a_gate("permit", passed=True), a_gate("unheard_of", passed=True))
    found = fact("readiness", project=a_project(gates=(*gates, *more)))
    assert said(found, "kind", "low", "high") == ("measured", Fraction(200, 3), Fraction(200, 3))


def test_the_share_of_the_smallest_area_that_is_known_counts() -> None:
    path = ("d", "d-east", "d-east-1")
    assert fact("equity", project=a_project(area_path=path)).low == 30
    assert fact("equity", project=a_project(area_path=("d",))).kind == "missing"


def test_an_estimate_is_shared_by_those_who_gain_else_by_those_who_reported() -> None:
    estimate = Estimate(low=300_000, high=600_000, served=None, who="planner", at=AS_OF)
    found = fact("cost_effectiveness", project=a_project(estimate=estimate, people=3))
    assert said(found, "low", "high") == (2_000, 1_000)
    counted = Estimate(low=300_000, high=600_000, served=60, who="planner", at=AS_OF)
    found = fact("cost_effectiveness", project=a_project(estimate=counted, people=3))
    assert said(found, "low", "high", "who") == (100, 50, "planner")


def test_continuity_is_the_years_that_the_works_imply() -> None:
    assert fact("continuity").low == 8
    assert fact("continuity", project=a_project(project_type="unheard_of")).kind == "missing"


def test_further_needs_of_its_own_and_around_it_count_as_synergy() -> None:
    needs = [a_need(1), a_need(2)]
    assert fact("synergy", needs=needs, near=2).low == 3
    assert fact("synergy", needs=needs, near=None).kind == "missing"


def test_no_indicator_is_linked_yet_so_the_gap_stays_open() -> None:
    assert fact("indicator_gap").kind == "missing"


def test_a_rating_stands_where_nothing_was_measured() -> None:
    found = fact("equity", ratings={"equity": a_rating()})
    assert said(found, "source", "low", "who") == ("expert", 40, "expert")
    placed = a_project(area_path=("d", "d-east"))
    assert fact("equity", project=placed, ratings={"equity": a_rating()}).source == "profile"


def test_a_withdrawn_rating_is_missing_again() -> None:
    withdrawn = a_rating(low=None, high=None, version=2)
    assert fact("equity", ratings={"equity": withdrawn}).kind == "missing"


def test_only_open_needs_of_served_groups_within_reach_are_around() -> None:
    here, there, far = (299_000_000, 1_216_000_000), (299_020_000, 1_216_000_000), (299_100_000, 0)
    found = around(
        a_project(lat=29.9, long=121.6),
        NeedPlace("N-000001", "lighting", here, None),
        NeedPlace("N-000002", "lighting", there, None),
        NeedPlace("N-000003", "noise", here, None),
        NeedPlace("N-000004", "lighting", far, None),
    )
    assert found == {"N-000002"}


def test_needs_of_the_same_estate_are_around_wherever_they_are() -> None:
    project = a_project(area="d-east-1")
    found = around(
        project,
        NeedPlace("N-000002", "lighting", None, "d-east-1"),
        NeedPlace("N-000003", "lighting", None, "d-east"),
    )
    assert found == {"N-000002"}


def test_a_project_without_a_place_sees_nothing_around() -> None:
    neighbours = Neighbours([], BACKGROUND.estates, 300)
    assert not neighbours.is_placed(a_project(area="d-east"))
    assert neighbours.is_placed(a_project(area="d-east-1"))
    assert neighbours.is_placed(a_project(lat=29.9, long=121.6))


def around(project: Any, *places: NeedPlace) -> set[str]:
    return Neighbours(places, BACKGROUND.estates, 300).around(project, LAMPS)


def a_gate(code: str, *, passed: bool) -> GateRecord:
    return GateRecord(gate=code, passed=passed, on=date(2026, 11, 1), who="planner", at=AS_OF)
