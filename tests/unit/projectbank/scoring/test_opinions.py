"""How far places depend on the weights, and what TOPSIS says."""

import numpy as np
import pytest

from services.projectbank.scoring.opinions.opinion import robustness_of, top_of
from services.projectbank.scoring.opinions.opinions import draw, opinions, ranks_of, topsis
from services.projectbank.scoring.ranking.rank import rank
from services.projectbank.scoring.ranking.span import Span
from tests.unit.projectbank.scoring_builders import evidence, scored, worth


def test_topsis_gives_what_is_reckoned_by_hand() -> None:
    shown = np.array([[3.0, 0.0], [4.0, 5.0], [0.0, 0.0]])
    # Both columns have length 5, so with equal weights: (0.3, 0), (0.4, 0.5), (0, 0).
    nearest = 0.3 / (0.3 + (0.1**2 + 0.5**2) ** 0.5)
    assert topsis(shown, np.array([20.0, 20.0])) == pytest.approx([nearest, 1.0, 0.0])


def test_topsis_follows_the_weights() -> None:
    shown = np.array([[10.0, 0.0], [0.0, 10.0]])
    assert ranks_of(topsis(shown, np.array([9.0, 1.0]))) == [1, 2]
    assert ranks_of(topsis(shown, np.array([1.0, 9.0]))) == [2, 1]


def test_topsis_takes_a_criterion_that_nobody_has_shown() -> None:
    shown = np.array([[10.0, 0.0], [5.0, 0.0]])
    assert topsis(shown, np.array([1.0, 1.0])) == pytest.approx([1.0, 0.0])
    assert ranks_of(topsis(np.zeros((3, 2)), np.array([1.0, 1.0]))) == [1, 2, 3]


def shares(points: list[list[float]], top: int) -> list[int]:
    """Everything is known: only the weights are drawn."""
    shown = np.array(points)
    return draw(shown, shown, top).shares


def test_who_is_better_in_everything_is_at_the_top_under_all_weights() -> None:
    found = shares([[90.0, 80.0], [50.0, 20.0], [40.0, 70.0], [1.0, 1.0]], 1)
    assert [robustness_of(share, 100) for share in found] == ["robust", "never", "never", "never"]


def test_who_leads_in_one_of_two_is_at_the_top_under_half_of_the_weights() -> None:
    first, second, third = shares([[100.0, 0.0], [0.0, 100.0], [40.0, 40.0]], 1)
    assert first == pytest.approx(500, abs=15)
    assert first + second == pytest.approx(1000, abs=1)
    assert third == 0
    assert robustness_of(first, 100) == "weight_dependent"


def test_equals_share_no_place_the_published_order_decides() -> None:
    assert shares([[50.0, 50.0], [50.0, 50.0], [50.0, 50.0]], 1) == [1000, 0, 0]


def test_what_is_missing_is_drawn_from_its_interval() -> None:
    low = np.array([[60.0, 60.0], [50.0, 50.0], [0.0, 0.0]])
    high = np.array([[60.0, 60.0], [50.0, 50.0], [100.0, 100.0]])
    first, second, open_one = draw(low, high, 1).shares
    # One weighed sum of two even draws exceeds 60 in about 37 of 100 drawings.
    assert first + open_one == pytest.approx(1000, abs=1)
    assert second == 0
    assert open_one == pytest.approx(370, abs=30)


def test_with_less_than_half_of_its_evidence_nothing_is_called_robust_or_hopeless() -> None:
    assert robustness_of(1000, 49) == robustness_of(0, 25) == "thin_evidence"
    assert robustness_of(1000, 50) == "robust"


def test_likely_ranks_are_one_place_when_nothing_can_change_it() -> None:
    found = draw(np.array([[90.0, 90.0], [50.0, 50.0]]), np.array([[90.0, 90.0], [50.0, 50.0]]), 1)
    assert found.likely == [Span(1, 1), Span(2, 2)]
    assert found.bands == [1, 2]


def test_projects_that_the_evidence_cannot_tell_apart_share_a_band() -> None:
    low = np.array([[90.0, 90.0], [50.0, 0.0], [40.0, 0.0], [1.0, 1.0]])
    high = np.array([[90.0, 90.0], [50.0, 60.0], [40.0, 70.0], [1.0, 1.0]])
    found = draw(low, high, 1)
    assert found.bands == [1, 2, 2, 3]
    assert found.likely[1:3] == [Span(2, 3), Span(2, 3)]


def test_the_same_scores_give_the_same_answers_every_time() -> None:
    low = np.random.default_rng(1).integers(0, 5_000, (40, 8)).astype(float)
    high = low + 3_000
    assert draw(low, high, 4) == draw(low, high, 4)
    assert sum(draw(low, high, 4).shares) == pytest.approx(4_000, abs=40)


def test_the_top_is_the_first_tenth_and_at_least_three() -> None:
    assert [top_of(count) for count in (1, 9, 30, 31, 1_000)] == [3, 3, 3, 4, 100]


def test_the_critical_lane_is_not_weighed_and_keeps_its_places() -> None:
    ranked = rank(
        [
            scored("danger", evidence(confirmed_severity=4)),
            scored("loud", evidence({"attention": worth(50)})),
            scored("quiet", evidence({"attention": worth(1)})),
        ]
    )
    found = opinions(ranked)
    assert set(found) == {"loud", "quiet"}
    assert [found[one].second_rank for one in ("loud", "quiet")] == [2, 3]
    assert [found[one].likely.best for one in ("loud", "quiet")] == [2, 2]
    assert opinions([one for one in ranked if one.project == "danger"]) == {}
