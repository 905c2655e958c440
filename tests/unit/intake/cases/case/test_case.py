"""A case moves only as the table says, keeps what was, and its clock cannot be talked out of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from services.contracts.case_events import CaseStatus
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.moving import check_saying, moved, step_of
from services.intake.cases.case.refusals import (
    CaseRefusal,
    HandledByYourself,
    MissingDetail,
    NotYourUnit,
    ReturnedToYou,
    StepNotAllowed,
    StepOfDesk,
)
from services.intake.cases.case.steps import steps, steps_from
from services.intake.cases.clock.clock import Clock, resumed, started, stopped
from tests.unit.intake.cases.clock.test_deadline import clock

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in the demonstration district."""
HOUR = timedelta(hours=1)
COUNTING = clock()
DESK = Worker(name="officer 李巍")
COLLEAGUE = Worker(name="officer 周敏")
CREW = Worker(name="officer 路灯所 王强", units=("lamps",))
CREW_TWO = Worker(name="officer 路灯所 赵红", units=("lamps",))
OTHER_CREW = Worker(name="officer 环卫所 孙丽", units=("cleaning",))
SAYINGS: dict[str, dict[str, Any]] = {
    "file": {"condition": "lamp_out", "limit": "4工作时"},
    "decline": {"reason": "在市管道路上", "outcome": "not_ours"},
    "answer": {"outcome": "answered", "note": "已有维修计划。"},
    "dispatch": {"unit": "lamps"},
    "send_back": {"reason": "不是路灯，是广告灯箱"},
    "hand_back": {"outcome": "repaired", "note": "灯已修好。", "photo": "p1"},
    "redo": {"reason": "仍有一盏不亮"},
    "suspend": {"reason": "等待停电许可", "review_on": date(2026, 12, 1)},
    "shelve": {
        "reason": "线路老化",
        "outcome": "passed_on",
        "note": "线路需要整体更换，已列入更新需求。",
        "review_on": date(2027, 3, 1),
    },
    "take_up": {"reason": "项目已完工"},
    "reopen": {"reason": "居民反映仍不亮"},
}


def a_case(**said: Any) -> Case:
    case = Case(
        id="C-20261123-AAAAA",
        version=1,
        title="望澜路 · 路灯不亮",
        state="received",
        category="street_lamp",
        group="lighting",
        severity=2,
        area="wanglan",
        area_path=("qinghe", "wanglan"),
        lat=30.41,
        long=123.14,
        reports=1,
        people=1,
        opened_at=MONDAY,
        changed_at=MONDAY,
    )
    return replace(case, **said)


def take(case: Case, code: str, who: Worker, now: datetime = MONDAY, **said: Any) -> Case:
    saying = Saying(**{**SAYINGS.get(code, {}), **said})
    return moved(case, step_of(code, case), who, saying, now, COUNTING)


def walk(*taken: tuple[str, Worker]) -> Case:
    """A case after these steps, one an hour."""
    case, now = a_case(), MONDAY
    for code, who in taken:
        case, now = take(case, code, who, now), now + HOUR
    return case


TO_VERIFYING = (("file", DESK), ("dispatch", DESK), ("accept", CREW), ("hand_back", CREW))


def test_a_case_goes_from_received_to_closed_and_keeps_who_handled_it() -> None:
    case = walk(*TO_VERIFYING, ("close", COLLEAGUE))
    assert (case.state, case.outcome, case.note) == ("closed", "repaired", "灯已修好。")
    assert (case.unit, case.handler, case.last_forward) == ("lamps", CREW.name, COLLEAGUE.name)
    assert (case.version, case.closed_at) == (6, MONDAY + 4 * HOUR)
    assert not case.is_open


@pytest.mark.parametrize("state", get_args(CaseStatus))
def test_no_step_starts_where_the_table_does_not_say_so(state: CaseStatus) -> None:
    allowed = {step.code for step in steps_from(state)}
    for code in steps():
        if code in allowed:
            assert step_of(code, a_case(state=state)).code == code
        else:
            with pytest.raises(StepNotAllowed):
                step_of(code, a_case(state=state))
    with pytest.raises(StepNotAllowed):
        step_of("vanish", a_case(state=state))


def test_every_state_can_be_left_and_reached() -> None:
    reached = {step.target for step in steps().values()} | {"received"}
    assert set(get_args(CaseStatus)) <= reached
    assert all(steps_from(state) for state in get_args(CaseStatus))


def test_who_handled_it_does_not_verify_it() -> None:
    case = walk(*TO_VERIFYING)
    for code in ("close", "redo"):
        with pytest.raises(HandledByYourself):
            take(case, code, CREW)
        assert take(case, code, DESK).version == case.version + 1


def test_the_receiver_of_a_return_does_not_take_the_next_forward_step() -> None:
    returned = walk(("file", DESK), ("dispatch", DESK), ("send_back", CREW))
    assert (returned.state, returned.returns, returned.barred) == ("filed", 1, (DESK.name,))
    with pytest.raises(ReturnedToYou):
        take(returned, "dispatch", DESK)
    again = take(returned, "dispatch", COLLEAGUE, unit="cleaning")
    assert (again.unit, again.barred) == ("cleaning", ())
    redone = walk(*TO_VERIFYING, ("redo", DESK))
    with pytest.raises(ReturnedToYou):
        take(redone, "hand_back", CREW)
    assert take(redone, "hand_back", CREW_TWO).handler == CREW_TWO.name


def test_a_side_step_does_not_lift_the_bar_of_a_return() -> None:
    redone = walk(*TO_VERIFYING, ("redo", DESK), ("suspend", CREW), ("resume", CREW))
    assert redone.state == "handling"
    with pytest.raises(ReturnedToYou):
        take(redone, "hand_back", CREW)


def test_a_dispute_is_judged_by_somebody_who_neither_handled_nor_verified() -> None:
    closed = walk(*TO_VERIFYING, ("close", COLLEAGUE))
    for who in (CREW, COLLEAGUE):
        with pytest.raises(HandledByYourself):
            take(closed, "reopen", who)
    opened = take(closed, "reopen", DESK, MONDAY + 9 * HOUR)
    assert (opened.state, opened.reopened, opened.returns) == ("filed", 1, 0)
    assert (opened.outcome, opened.note, opened.closed_at) == (None, None, None)
    assert set(opened.barred) == {CREW.name, COLLEAGUE.name}
    assert opened.clock.used == 0
    assert opened.clock.running_since == MONDAY + 9 * HOUR


def test_a_unit_works_on_its_own_cases_only() -> None:
    case = walk(("file", DESK), ("dispatch", DESK))
    with pytest.raises(NotYourUnit):
        take(case, "accept", OTHER_CREW)
    assert take(case, "accept", CREW).state == "handling"


def test_a_unit_ends_nothing_alone_by_sending_it_back() -> None:
    accepted = walk(("file", DESK), ("dispatch", DESK), ("accept", CREW))
    back = take(accepted, "send_back", CREW, reason="不归我们管")
    for code, said in (
        ("answer", {"outcome": "answered", "note": "已办。"}),
        ("dispatch", {"unit": "cleaning"}),
        ("shelve", {"outcome": "passed_on", "reason": "x", "note": "x", "review_on": MONDAY}),
    ):
        with pytest.raises(StepOfDesk):
            take(back, code, CREW_TWO, **said)
    assert take(back, "dispatch", COLLEAGUE, unit="cleaning").state == "dispatched"


@pytest.mark.parametrize(
    ("code", "said", "field", "broken"),
    [
        ("decline", {"reason": None}, "reason", "required"),
        ("decline", {"outcome": None}, "outcome", "required"),
        ("decline", {"outcome": "repaired"}, "outcome", "not_with_this_step"),
        ("file", {"unit": "lamps"}, "unit", "not_with_this_step"),
        ("dispatch", {"unit": None}, "unit", "required"),
        ("dispatch", {"condition": "lamp_out"}, "condition", "not_with_this_step"),
        ("dispatch", {"outcome": "repaired"}, "outcome", "not_with_this_step"),
        ("hand_back", {"note": ""}, "note", "required"),
        ("hand_back", {"photo": None}, "photo", "photo_or_reason"),
        ("hand_back", {"review_on": date(2027, 1, 1)}, "review_on", "not_with_this_step"),
        ("suspend", {"review_on": None}, "review_on", "required"),
        ("shelve", {"reason": ""}, "reason", "required"),
        ("reopen", {"reason": None}, "reason", "required"),
    ],
)
def test_what_a_step_asks_for_must_be_said_and_nothing_else(
    code: str, said: dict[str, Any], field: str, broken: str
) -> None:
    with pytest.raises(MissingDetail) as missing:
        check_saying(steps()[code], Saying(**{**SAYINGS[code], **said}))
    assert (missing.value.field, missing.value.rule) == (field, broken)


def test_repaired_without_a_photo_says_why_there_is_none() -> None:
    case = walk(*TO_VERIFYING[:3])
    done = take(case, "hand_back", CREW, photo=None, reason="夜间施工，无法拍照")
    assert done.outcome == "repaired"


def test_the_clock_runs_from_filing_to_hand_back_and_counts_working_time() -> None:
    case = walk(*TO_VERIFYING)
    # Filed at nine, handed back at noon: three of four working hours.
    assert case.clock.used == 3
    assert case.clock.running_since is None
    assert case.clock.due_at == MONDAY + 6 * HOUR
    redone = take(case, "redo", DESK, MONDAY + 24 * HOUR)
    assert redone.clock.due_at == MONDAY + 25 * HOUR
    assert not redone.clock.late


def test_a_suspended_clock_goes_on_where_it_stopped_and_the_case_where_it_was() -> None:
    case = walk(("file", DESK), ("dispatch", DESK), ("suspend", CREW))
    assert (case.state, case.review_on) == ("suspended", date(2026, 12, 1))
    assert case.clock.used == 2
    back = take(case, "resume", CREW, MONDAY + 24 * HOUR)
    assert (back.state, back.review_on) == ("dispatched", None)
    assert back.clock.due_at == MONDAY + 26 * HOUR


def test_a_shelved_case_stays_open_with_a_day_of_review() -> None:
    case = walk(("file", DESK), ("shelve", DESK))
    assert (case.state, case.outcome, case.review_on) == ("shelved", "passed_on", date(2027, 3, 1))
    assert case.is_open
    taken_up = take(case, "take_up", COLLEAGUE, MONDAY + 2 * HOUR)
    assert (taken_up.state, taken_up.outcome, taken_up.note) == ("filed", None, case.note)


def test_lateness_is_noted_when_the_clock_stops_and_never_taken_back() -> None:
    running = started("4工作时", MONDAY, COUNTING)
    assert running.due_at == MONDAY + 6 * HOUR
    assert not running.is_late(MONDAY + 6 * HOUR)
    assert running.is_late(MONDAY + 6 * HOUR + timedelta(seconds=1))
    rest = stopped(running, MONDAY + 7 * HOUR, COUNTING)
    assert (rest.late, rest.used) == (True, Fraction(5))
    again = resumed(rest, MONDAY + 24 * HOUR, COUNTING)
    assert again.late
    assert again.due_at == rest.due_at


def test_without_a_limit_nothing_is_counted_and_nothing_is_late() -> None:
    none = started(None, MONDAY, COUNTING)
    assert none == Clock()
    assert stopped(none, MONDAY, COUNTING) == resumed(none, MONDAY, COUNTING) == none
    assert not none.is_late(MONDAY + 10_000 * HOUR)


class AnyWalk(RuleBasedStateMachine):
    """Anybody tries anything at any time; the case stays what the table allows."""

    @initialize()
    def begin(self) -> None:
        self.case = a_case()
        self.now = MONDAY
        self.past: list[Case] = [self.case]

    @rule(
        code=st.sampled_from(sorted(steps())),
        who=st.sampled_from([DESK, COLLEAGUE, CREW, CREW_TWO, OTHER_CREW]),
        later=st.timedeltas(timedelta(), timedelta(days=4)),
    )
    def try_a_step(self, code: str, who: Worker, later: timedelta) -> None:
        self.now += later
        before = self.case
        try:
            after = take(before, code, who, self.now)
        except CaseRefusal:
            return
        step = steps()[code]
        assert before.state in step.origins
        assert after.state == (step.target or before.before)
        assert not (step.kind == "forward" and who.name in before.barred)
        assert not (code in ("close", "redo") and who.name == before.handler)
        self.case = after
        self.past.append(after)

    @invariant()
    def versions_are_dense_and_nothing_earlier_changed(self) -> None:
        assert [case.version for case in self.past] == list(range(1, len(self.past) + 1))

    @invariant()
    def the_clock_rests_unless_somebody_can_work(self) -> None:
        running = self.case.clock.running_since is not None
        counted = self.case.clock.limit is not None
        assert running == (counted and self.case.state in ("filed", "dispatched", "handling"))

    @invariant()
    def late_once_is_late_until_a_new_clock_starts(self) -> None:
        for earlier, later in zip(self.past, self.past[1:], strict=False):
            if earlier.clock.late and later.reopened == earlier.reopened:
                assert later.clock.late

    @invariant()
    def closed_means_an_outcome_and_a_time(self) -> None:
        if self.case.is_open:
            assert self.case.closed_at is None
        else:
            assert self.case.outcome is not None
            assert self.case.closed_at is not None


def test_no_sequence_of_steps_reaches_what_the_table_forbids() -> None:
    run_state_machine_as_test(
        AnyWalk, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )
