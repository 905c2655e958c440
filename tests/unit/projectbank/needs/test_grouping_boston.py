"""Grouping tried on a real table of service requests with coordinates and hardly any words."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.bench.grouping_table import measure_table

REPOSITORY = Path(__file__).parents[4]
TABLE = "boston311/311_service_requests_2011_q3.csv.gz"
ROWS = 31_828


@pytest.fixture(scope="module")
def measured() -> Mapping[str, Any]:
    data = Path(os.environ.get("CITYMEND_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (data / TABLE).is_file():
        pytest.skip("real requests: set CITYMEND_TEST_DATA to the folder that holds them")
    return measure_table(data / TABLE)


@pytest.mark.long
def test_most_requests_are_in_needs_of_two_or_more_and_none_is_lost(
    measured: Mapping[str, Any],
) -> None:
    assert measured["may_join"] == ROWS
    assert 0.75 <= measured["share_in_needs_of_two_or_more"] <= 0.85


@pytest.mark.long
def test_requests_at_a_default_place_do_not_swallow_one_another(
    measured: Mapping[str, Any],
) -> None:
    assert measured["largest_share"] <= 0.01
    assert measured["of_them_together"] <= 0.5
