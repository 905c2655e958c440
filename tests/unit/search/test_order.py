"""The order by date and the positions between pages."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.search.index.document import Key
from services.search.index.order import (
    first_key,
    microseconds,
    moment_of,
    page_by_date,
    sort_key,
    wanted_hits,
)
from services.search.index.port import Position
from tests.unit.search.documents import MORNING, a_document, a_query

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(-1_800_000_000, 4_100_000_000).flatmap(
    lambda second: st.integers(0, 999_999).map(
        lambda micro: EPOCH + timedelta(seconds=second, microseconds=micro)
    )
)


@given(MOMENTS, MOMENTS)
def test_a_later_second_sorts_behind_whatever_the_key(one: datetime, other: datetime) -> None:
    early, late = sorted([one, other])
    if late - early >= timedelta(seconds=1):
        assert sort_key(early, Key("report", "a")) < sort_key(late, Key("need", "b"))


@given(MOMENTS)
def test_a_sort_key_fits_a_signed_64_bit_number(moment: datetime) -> None:
    assert -(2**63) < first_key(moment) <= sort_key(moment, Key("report", "x")) < 2**63 - 1


@given(MOMENTS)
def test_microseconds_survive_a_double(moment: datetime) -> None:
    assert moment_of(float(microseconds(moment))) == moment


def test_a_moment_beyond_the_range_is_clamped() -> None:
    assert first_key(datetime(2400, 1, 1, tzinfo=UTC)) < 2**63


def test_records_that_share_a_sort_key_are_told_apart_by_what_was_shown() -> None:
    twins = [a_document("twin") for _ in range(1)]
    key = sort_key(MORNING, twins[0].key)
    query = a_query(page_size=5, after=Position(key, ("report:twin",)))

    hits, position = page_by_date(query, twins)

    assert (hits, position) == ((), None)
    assert wanted_hits(query) == 7
