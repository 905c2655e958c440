"""Time and ids come from outside, and neither can be mistaken."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.runtime.clock import FixedClock, SystemClock
from services.runtime.ids import UNAMBIGUOUS, new_event_id, secret_token, short_code


def test_the_system_tells_the_time_in_utc() -> None:
    told = SystemClock().now()
    assert told.utcoffset() == timedelta(0)
    assert abs(told - datetime.now(UTC)) < timedelta(seconds=10)


def test_a_fixed_clock_stands_still_until_it_is_advanced() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=8)))
    clock = FixedClock(noon)
    assert clock.now() == clock.now() == noon
    assert clock.now().tzinfo is UTC
    clock.advance(90.5)
    assert clock.now() - noon == timedelta(seconds=90.5)


def test_a_moment_without_offset_sets_no_clock() -> None:
    with pytest.raises(ValueError, match="no offset"):
        FixedClock(datetime(2026, 11, 22, 12))  # noqa: DTZ001 - that is the point


def test_a_code_can_be_read_out_on_the_telephone() -> None:
    assert len(UNAMBIGUOUS) == len(set(UNAMBIGUOUS)) == 31
    assert not set("01IOZ") & set(UNAMBIGUOUS)
    assert re.fullmatch(f"[{UNAMBIGUOUS}]{{5}}", short_code(5))


def test_codes_and_tokens_do_not_repeat() -> None:
    assert len({short_code(12) for _ in range(500)}) == 500
    assert len({secret_token() for _ in range(500)}) == 500
    assert len({new_event_id() for _ in range(500)}) == 500


def test_a_secret_token_needs_no_escaping_in_a_url() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{27,}", secret_token())
