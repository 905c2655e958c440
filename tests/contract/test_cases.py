"""What cases promise, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from services.intake.cases.case import membership, store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.refusals import (
    CaseMoved,
    MissingDetail,
    NoSuchCase,
    NothingToHandle,
    ReportHasCase,
)
from services.intake.cases.listing.listing import WantedCases, count_by_state
from services.intake.cases.opening.open_case import OpenCase
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk
from tests.contract.intake import Statements
from tests.support.eventually import eventually
from tests.unit.intake.builders import NOON, PHONE, demonstration


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def test_a_case_is_opened_from_reports_which_say_so_at_their_next_version(desk: Desk) -> None:
    numbers = [desk.reported() for _ in range(3)]
    case = desk.opened(*numbers)
    assert (case.state, case.reports, case.people) == ("received", 3, 1)
    for number in numbers:
        kept = desk.kept(number)
        assert (kept.case, kept.version) == (case.id, 2)
    told = [state for state in desk.intake.states() if state.version == 2]
    assert [state.case for state in told] == [case.id] * 3
    assert desk.told() == [case.tell()]


@pytest.mark.parametrize(
    "desk", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_of_two_who_draw_one_number_at_once_the_second_draws_another(desk: Desk) -> None:
    database = desk.intake.database
    first, second = desk.reported(), desk.reported()
    stored, seen = threading.Event(), threading.Event()

    def open_and_linger(conn: Connection) -> Case:
        case = drawing(desk, "AAAAA").open_in(conn, [first], OFFICER)
        stored.set()
        assert seen.wait(20)
        return case

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(database.write, open_and_linger)
        assert stored.wait(20)
        quick = pool.submit(drawing(desk, "AAAAA", "BBBBB").open, [second], COLLEAGUE)
        eventually(lambda: quick.done() or database.read(somebody_waits))
        seen.set()
        cases = [slow.result(20), quick.result(20)]
    assert [case.id.rpartition("-")[2] for case in cases] == ["AAAAA", "BBBBB"]
    assert [desk.kept(number).case for number in (first, second)] == [case.id for case in cases]
    assert desk.told() == [case.tell() for case in cases]


def drawing(desk: Desk, *codes: str) -> OpenCase:
    left = iter(codes)
    return replace(desk.cases.open_case, draw=lambda _: next(left))


def somebody_waits(conn: Connection) -> bool:
    """For a lock of somebody else's."""
    query = "select exists(select 1 from pg_locks where not granted)"
    return bool(conn.execute(text(query)).scalar())


def test_every_step_is_stored_told_of_and_kept_in_the_history(desk: Desk) -> None:
    case = desk.handled(desk.opened())
    closed = desk.take(case, "close", COLLEAGUE)
    assert desk.intake.database.read(lambda conn: store.by_id(conn, closed.id)) == closed
    taken = desk.intake.database.read(lambda conn: store.history(conn, closed.id))
    assert [step.step for step in taken] == [
        "open", "file", "dispatch", "accept", "hand_back", "close",
    ]  # fmt: skip
    assert [state.version for state in desk.told()] == [1, 2, 3, 4, 5, 6]
    assert desk.told()[-1].outcome == "repaired"


def test_a_deadline_is_kept_and_does_not_move_when_the_case_is_read(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="out")
    # Filed at noon: the lunch break ends at two, four working hours later it is six.
    assert case.clock.due_at == NOON + timedelta(hours=20 + 4)
    desk.intake.clock.advance(86_400)
    again = desk.intake.database.read(lambda conn: store.by_id(conn, case.id))
    assert again == case


def test_of_two_officers_who_act_at_once_one_wins_and_the_other_is_told_who(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="out")
    start = threading.Barrier(2)

    def act(who: Worker) -> Case | CaseMoved:
        start.wait()
        try:
            return desk.take(case, "dispatch", who, unit="housing_bureau")
        except CaseMoved as moved:
            return moved

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(act, (OFFICER, COLLEAGUE)))
    (won,) = [result for result in results if isinstance(result, Case)]
    (lost,) = [result for result in results if isinstance(result, CaseMoved)]
    assert (lost.version, lost.who, lost.step) == (won.version, won.last_forward, "dispatch")
    assert len(desk.told()) == 3


def test_a_refused_step_changes_nothing(desk: Desk) -> None:
    case = desk.opened()
    refused: list[tuple[str, dict[str, Any]]] = [
        ("file", {"condition": "unknown"}),
        ("file", {}),
        ("decline", {"outcome": "not_ours"}),
    ]
    for code, said in refused:
        with pytest.raises(MissingDetail):
            desk.take(case, code, **said)
    with pytest.raises(NoSuchCase):
        desk.cases.take_step.take("C-NONE", 1, "file", OFFICER, Saying())
    assert desk.intake.database.read(lambda conn: store.by_id(conn, case.id)) == case
    assert len(desk.told()) == 1


def test_a_unit_nobody_knows_and_a_note_beyond_all_bounds_are_refused(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="out")
    refused: list[tuple[dict[str, Any], str]] = [
        ({"unit": "nobody"}, "known_unit"),
        ({"reason": "长" * 2_001}, "length"),
    ]
    for said, rule in refused:
        with pytest.raises(MissingDetail) as missing:
            desk.take(case, "dispatch", **{"unit": "housing_bureau", **said})
        assert missing.value.rule == rule


def test_a_telephone_number_in_a_note_is_masked_before_it_is_stored(desk: Desk) -> None:
    note = f"请拨打 {PHONE}"
    closed = desk.take(desk.opened(), "answer", outcome="answered", note=note)
    assert closed.note == "请拨打 138****8000"
    taken = desk.intake.database.read(lambda conn: store.history(conn, closed.id))
    assert PHONE not in f"{taken}"


def test_a_rule_is_named_where_one_would_have_chosen_the_unit(desk: Desk) -> None:
    kind = demonstration().problem_types["street_lamp"]
    case = desk.take(desk.opened(), "file", condition="out")
    by_rule = desk.take(case, "dispatch", unit=kind.responsible_unit)
    assert by_rule.rule == "category:street_lamp"
    back = desk.take(by_rule, "send_back", reason="不是我们的灯")
    taken = desk.intake.database.read(lambda conn: store.last_step(conn, back.id))
    assert taken is not None
    assert (taken.rule, taken.unit) == ("category:street_lamp", kind.responsible_unit)


def test_a_report_has_one_case_and_enquiries_have_none(desk: Desk) -> None:
    number = desk.reported()
    desk.opened(number)
    with pytest.raises(ReportHasCase):
        desk.opened(number)
    with pytest.raises(NothingToHandle):
        desk.opened(desk.reported(request_type="enquiry"))
    for numbers in ((), ("20261122-NONE",)):
        with pytest.raises(MissingDetail):
            desk.cases.open_case.open(numbers, OFFICER)
    assert len(desk.told()) == 1


def test_reports_are_linked_once_and_taken_out_again(desk: Desk) -> None:
    first, second = desk.reported(), desk.reported()
    case = desk.opened(first)
    linked = desk.cases.join_case.link(case.id, [first, second], OFFICER)
    assert (linked.reports, linked.version) == (2, 2)
    assert desk.cases.join_case.link(case.id, [second], OFFICER) == linked
    out = desk.cases.join_case.unlink(case.id, second, OFFICER)
    assert (out.reports, out.version) == (1, 3)
    for number, rule in ((second, "in_this_case"), (first, "last_report")):
        with pytest.raises(MissingDetail) as missing:
            desk.cases.join_case.unlink(case.id, number, OFFICER)
        assert missing.value.rule == rule
    ids = desk.intake.database.read(lambda conn: membership.members(conn, case.id, 10))
    assert [report.id for report in ids] == [first]


def test_the_most_pressing_case_comes_first_on_every_page(desk: Desk) -> None:
    filed = []
    for number in range(7):
        desk.intake.clock.advance(60)
        kind = "street_lamp" if number % 2 else "structural_crack"
        case = desk.opened(desk.reported(service_code=kind))
        filed.append(desk.take(case, "file", condition="out") if number % 2 else case)
    now = desk.intake.clock.now()
    seen: list[Case] = []
    wanted = WantedCases(limit=2)
    while True:
        page = desk.page(wanted, now)
        seen.extend(page.cases)
        if page.after is None:
            break
        wanted = WantedCases(limit=2, after=page.after)

    def pressing(case: Case) -> tuple[Any, ...]:
        due = case.clock.due_at
        return (-case.severity, due is None, due or now, case.id)

    assert seen == sorted(filed, key=pressing)


def test_late_cases_are_found_before_anybody_has_noted_it(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="fallen")
    desk.opened()
    later = desk.intake.clock.now() + timedelta(hours=2)
    late = desk.page(WantedCases(late=True), later)
    assert [found.id for found in late.cases] == [case.id]
    counts = desk.intake.database.read(
        lambda conn: count_by_state(conn, WantedCases(late=False), later)
    )
    assert counts == {"received": 1}


def test_what_waits_is_looked_at_again_on_a_stated_day(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="out")
    shelved = desk.take(
        case,
        "shelve",
        reason="线路老化",
        outcome="passed_on",
        note="已列入更新需求。",
        review_on=date(2027, 3, 1),
    )
    assert desk.intake.database.read(lambda conn: store.by_id(conn, case.id)) == shelved
    assert desk.told()[-1].review_on == "2027-03-01"
    now = desk.intake.clock.now()
    for day, found in ((date(2027, 3, 1), []), (date(2027, 3, 2), [case.id])):
        page = desk.page(WantedCases(review_before=day), now)
        assert [each.id for each in page.cases] == found


def test_a_thousand_reports_are_linked_in_a_bounded_number_of_statements(desk: Desk) -> None:
    numbers = [desk.reported() for _ in range(30)]
    case = desk.opened(numbers[0])
    with Statements(desk.intake.database) as few:
        desk.cases.join_case.link(case.id, numbers[1:5], OFFICER)
    with Statements(desk.intake.database) as many:
        desk.cases.join_case.link(case.id, numbers, OFFICER)
    assert len(many.seen) == len(few.seen) <= 10
