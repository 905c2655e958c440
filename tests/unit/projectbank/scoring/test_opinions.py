"""How far places depend on the weights, and what TOPSIS says."""

import numpy as np
import pytest

from services.projectbank.scoring.opinions.opinion import robustness_of, top_of
from services.projectbank.scoring.opinions.opinions import opinions, ranks_of, top_shares, topsis
from services.projectbank.scoring.rank import rank
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


def test_who_is_better_in_everything_is_at_the_top_under_all_weights() -> None:
    shares = top_shares(np.array([[90.0, 80.0], [50.0, 20.0], [40.0, 70.0], [1.0, 1.0]]), 1)
    assert [robustness_of(share) for share in shares] == ["robust", "never", "never", "never"]


def test_who_leads_in_one_of_two_is_at_the_top_under_half_of_the_weights() -> None:
    first, second, third = top_shares(np.array([[100.0, 0.0], [0.0, 100.0], [40.0, 40.0]]), 1)
    assert first == pytest.approx(500, abs=15)
    assert first + second == pytest.approx(1000, abs=1)
    assert third == 0
    assert robustness_of(first) == "weight_dependent"


def test_equals_share_no_place_the_published_order_decides() -> None:
    assert top_shares(np.array([[50.0, 50.0], [50.0, 50.0], [50.0, 50.0]]), 1) == [1000, 0, 0]


def test_the_same_scores_give_the_same_shares_every_time() -> None:
    shown = np.random.default_rng(1).integers(0, 10_000, (40, 8)).astype(float)
    assert top_shares(shown, 4) == top_shares(shown, 4)
    assert sum(top_shares(shown, 4)) == pytest.approx(4_000, abs=40)


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
    assert opinions([one for one in ranked if one.project == "danger"]) == {}
