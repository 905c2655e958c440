"""The day that an officer sets for a case without a limit, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import (
    CaseMoved,
    HasLimit,
    MissingDetail,
    NotYourUnit,
    StepNotAllowed,
)
from services.intake.cases.listing import listing
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.taking.set_due_day import SetDueDay
from services.intake.reports.masking.masking import mask
from tests.contract.case_desk import OFFICER, Desk, open_desk

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def setting(desk: Desk) -> SetDueDay:
    intake = desk.intake
    return SetDueDay(intake.database, intake.outbox, intake.clock, ZONE, mask)


def grave(desk: Desk, **said: str) -> Case:
    told = {"service_code": "rubbish", "description": "这里漏电，有人触电了。", **said}
    return desk.opened(desk.reported(**told))


def today(desk: Desk) -> date:
    return desk.intake.clock.now().astimezone(ZONE).date()


def test_a_set_day_makes_the_case_due_and_late_and_stands_in_its_history(desk: Desk) -> None:
    case, day = grave(desk), today(desk) + timedelta(days=2)
    after = setting(desk).set(case.id, case.version, OFFICER, day, "约好电工，电话 13800138000")
    due = datetime(day.year, day.month, day.day, 23, 59, tzinfo=ZONE).astimezone(UTC)
    assert (after.clock.due_at, after.version, after.clock.limit) == (due, case.version + 1, None)
    assert [told.due_at for told in desk.told()][-1] == due
    line = desk.intake.database.read(lambda conn: store.history(conn, case.id))[-1]
    assert (line.step, line.details["due_at"]) == ("set_due_day", due.isoformat())
    assert line.reason is not None
    assert "13800138000" not in line.reason
    late = WantedCases(late=True)
    assert desk.page(late, due).cases == []
    assert [each.id for each in desk.page(late, due + timedelta(minutes=1)).cases] == [case.id]
    desk.intake.clock.advance(3 * 86_400)
    assert after.clock.is_late(desk.intake.clock.now())


def test_a_case_with_a_day_stands_before_one_without_and_before_a_later_one(desk: Desk) -> None:
    first, second, third = (grave(desk, address=f"{n} 号") for n in "一二三")
    near, far = today(desk) + timedelta(days=1), today(desk) + timedelta(days=9)
    setting(desk).set(third.id, third.version, OFFICER, near, "x")
    setting(desk).set(second.id, second.version, OFFICER, far, "x")
    now = desk.intake.clock.now()
    found = desk.intake.database.read(lambda conn: listing.find(conn, WantedCases(), now))
    assert [case.id for case in found.cases] == [third.id, second.id, first.id]


def test_the_day_stays_when_the_case_goes_on_and_rests_with_it(desk: Desk) -> None:
    case, day = grave(desk), today(desk) + timedelta(days=5)
    due = setting(desk).set(case.id, case.version, OFFICER, day, "x")
    closed = desk.take(due, "decline", outcome="not_ours", reason="x", note="请联系物业。")
    assert (closed.clock.running_since, closed.clock.due_at) == (None, due.clock.due_at)
    assert (
        desk.page(WantedCases(late=True), desk.intake.clock.now() + timedelta(days=9)).cases == []
    )


@pytest.mark.parametrize(("days", "rule"), [(-1, "day_over"), (367, "day_far")])
def test_a_day_that_is_over_or_far_ahead_is_refused_by_its_field(
    desk: Desk, days: int, rule: str
) -> None:
    case = grave(desk)
    with pytest.raises(MissingDetail) as refused:
        setting(desk).set(case.id, case.version, OFFICER, today(desk) + timedelta(days), "x")
    assert (refused.value.field, refused.value.rule) == ("due_on", rule)


def test_today_is_a_day_and_none_or_no_reason_is_not(desk: Desk) -> None:
    case, setter = grave(desk), setting(desk)
    for day, reason, field in ((None, "x", "due_on"), (today(desk), " ", "reason")):
        with pytest.raises(MissingDetail) as refused:
            setter.set(case.id, case.version, OFFICER, day, reason)
        assert (refused.value.field, refused.value.rule) == (field, "required")
    assert setter.set(case.id, case.version, OFFICER, today(desk), "x").clock.due_at is not None


def test_who_comes_second_whose_unit_it_is_not_and_what_is_limited_or_over_is_refused(
    desk: Desk,
) -> None:
    case, day, setter = grave(desk), today(desk), setting(desk)
    with pytest.raises(NotYourUnit):
        setter.set(case.id, case.version, Worker(name="o", units=("elsewhere",)), day, "x")
    after = setter.set(case.id, case.version, OFFICER, day, "x")
    with pytest.raises(CaseMoved):
        setter.set(case.id, case.version, Worker(name="officer 周敏"), day, "y")
    over = desk.take(after, "decline", outcome="not_ours", reason="x", note="请联系物业。")
    with pytest.raises(StepNotAllowed):
        setter.set(over.id, over.version, OFFICER, day, "x")
    limited = desk.handled(desk.opened(desk.reported()))
    with pytest.raises(HasLimit):
        setter.set(limited.id, limited.version, OFFICER, day, "x")
