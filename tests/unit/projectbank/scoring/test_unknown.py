"""What to find out next: the inputs that could move the first places most."""

from services.projectbank.scoring.evidence.fact import MISSING, Evidence
from services.projectbank.scoring.ranking.rank import rank
from services.projectbank.scoring.ranking.unknown import unknowns
from tests.unit.projectbank.scoring_builders import CRITERIA, evidence, scored, worth

FULL = {one.code: worth(0) for one in CRITERIA.criteria}


def known(attention: int, **changes: object) -> Evidence:
    return evidence({**FULL, "attention": worth(attention), **changes})  # type: ignore[dict-item]


def found(*of: Evidence, first: int = 2) -> list[tuple[str, str, int, int, int]]:
    ranked = rank(scored(f"P-{number}", one) for number, one in enumerate(of))
    return [
        (one.project, one.code, one.rank, one.reaches, one.moves)
        for one in unknowns(ranked, first=first)
    ]


def test_nothing_is_asked_where_everything_is_known() -> None:
    assert found(known(50), known(20), known(1)) == []


def test_an_input_that_could_lift_a_project_among_the_first_is_asked_for() -> None:
    assert found(known(50), known(20), known(1, safety=MISSING)) == [("P-2", "safety", 3, 1, 2)]


def test_an_input_that_reaches_none_of_the_first_places_is_not() -> None:
    # Synergy weighs five points, less than what lies between.
    assert found(known(50), known(40), known(0, synergy=MISSING)) == []


def test_the_first_itself_can_move_no_higher() -> None:
    assert found(known(50, safety=MISSING), known(20)) == []


def test_those_come_first_that_move_more_places_and_then_more_points() -> None:
    said = found(
        known(90),
        known(60),
        known(59, synergy=MISSING, safety=MISSING, indicator_gap=MISSING),
        known(1),
        first=3,
    )
    assert [one[:2] for one in said][:2] == [("P-2", "indicator_gap"), ("P-2", "safety")]
    assert said[-1][1] == "synergy"


def test_ranks_count_the_confirmed_dangers_before_them() -> None:
    danger = evidence(FULL, confirmed_severity=4)
    assert found(danger, known(50), known(1, safety=MISSING)) == [("P-2", "safety", 3, 2, 2)]
