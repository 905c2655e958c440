"""What intake's database promises, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from services.contracts.intake_events import Support
from services.intake.reports import contacts, store
from services.intake.reports.faults import KeyUsedDifferently, NotVouched, RefusedReport
from services.intake.reports.listing import Circle, Page, Wanted, find
from services.intake.reports.report import ANYONE, Contact
from services.intake.tables import runtime_tables
from services.runtime.lease import LeaseLost
from tests.contract.intake import Intake, Statements, drawn, open_intake
from tests.unit.intake.builders import NOON, OFFICER, PHONE, a_report, an_imported


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def test_a_report_is_kept_and_told_of_under_its_number(intake: Intake) -> None:
    receipt = intake.receive.receive(a_report(), ANYONE)
    intake.number()
    (told,) = intake.events()
    kept = intake.database.read(lambda conn: store.by_id(conn, receipt.id))
    assert kept is not None
    assert kept.report.state() == told.data
    assert (told.type, told.subject) == ("intake.report.received.v1", receipt.id)
    assert receipt.version == f"report:{receipt.id}@1"
    assert receipt.id.startswith("20261122-")


def test_the_road_of_a_report_is_kept_and_told(intake: Intake) -> None:
    number = intake.report(a_report(address="望澜路南段"))
    intake.number()
    kept = intake.database.read(lambda conn: store.by_id(conn, number))
    assert kept is not None
    assert kept.report.place.road == "wanglan_road"
    assert [state.place.road for state in intake.states()] == ["wanglan_road"]


def test_the_tracking_token_opens_the_report_and_is_in_no_event(intake: Intake) -> None:
    receipt = intake.receive.receive(a_report(), ANYONE)
    intake.number()
    kept = intake.database.read(lambda conn: store.by_tracking_token(conn, receipt.tracking_token))
    assert kept is not None
    assert kept.report.id == receipt.id
    assert receipt.tracking_token not in f"{intake.events()}"


def test_a_refused_report_stores_nothing_of_itself(intake: Intake) -> None:
    with pytest.raises(RefusedReport):
        intake.receive.receive(a_report(description=" "), ANYONE)
    assert [intake.rows(table) for table in ("reports", "contacts", "outbox")] == [0, 0, 0]


def test_the_same_again_under_one_client_id_gets_the_same_answer(intake: Intake) -> None:
    new = a_report(client_id="k1")
    first = intake.receive.receive(new, ANYONE)
    again = intake.receive.receive(new, ANYONE)
    assert first.created
    assert again == replace(first, created=False)
    assert intake.rows("reports") == 1


def test_another_report_under_a_used_client_id_is_refused(intake: Intake) -> None:
    intake.report(a_report(client_id="k1"))
    with pytest.raises(KeyUsedDifferently):
        intake.report(a_report(client_id="k1", description="别的"))
    assert intake.rows("reports") == 1


def test_two_senders_may_use_the_same_client_id(intake: Intake) -> None:
    intake.report(a_report(client_id="k1"))
    intake.receive.receive(a_report(client_id="k1", description="别的"), OFFICER)
    assert intake.rows("reports") == 2


def test_without_a_client_id_the_same_words_are_two_reports(intake: Intake) -> None:
    assert intake.report(a_report()) != intake.report(a_report())


def test_a_number_that_is_taken_is_drawn_again(intake: Intake) -> None:
    intake.draw = drawn("AAAAA", "AAAAA", "AAAAA", "BBBBB")
    receive = intake.receive
    first = receive.receive(a_report(), ANYONE)
    second = receive.receive(a_report(), ANYONE)
    intake.number()
    assert [first.id, second.id] == ["20261122-AAAAA", "20261122-BBBBB"]
    assert [state.seq for state in intake.states()] == [1, 2]


def test_only_a_key_may_name_a_source(intake: Intake) -> None:
    with pytest.raises(NotVouched):
        intake.receive.receive(an_imported("7"), ANYONE)


def test_personal_data_stays_in_the_contact_store(intake: Intake) -> None:
    new = a_report(
        subject=f"找 {PHONE}",
        description=f"请打 {PHONE}",
        address=f"{PHONE} 楼下",
        contact=Contact(name="王大明", phone=PHONE, email="wang@example.org"),
        extras={"备注": f"或 {PHONE}"},
    )
    report_id = intake.report(new)
    intake.number()
    told = f"{intake.events()}"
    assert all(secret not in told for secret in (PHONE, "王大明", "wang@example.org"))
    private = intake.database.read(lambda conn: contacts.load(conn, report_id))
    assert private is not None
    assert (private.contact, private.description) == (new.contact, new.description)
    (state,) = intake.states()
    assert private.pseudonym == state.pseudonym


def test_a_contact_is_stored_as_it_is_dialled_and_written_to(intake: Intake) -> None:
    said = Contact(phone="+86 １３８ ００１３\u202f８０００", email="mailto:li@example.org.")
    report_id = intake.report(a_report(contact=said))
    private = intake.database.read(lambda conn: contacts.load(conn, report_id))
    assert private is not None
    assert (private.contact.phone, private.contact.email) == ("13800138000", "li@example.org")


def test_a_table_s_placeholder_is_nobody_s_telephone(intake: Intake) -> None:
    rows = [
        an_imported(f"{number}", contact=Contact(phone=nobody))
        for number, nobody in enumerate(["0", "00000000000", "无"])
    ]
    outcomes = intake.tables.receive_many(rows, OFFICER)
    assert {outcome.kind for outcome in outcomes} == {"created"}
    intake.number()
    assert {state.pseudonym for state in intake.states()} == {None}
    assert intake.rows("contacts") == 0


def test_a_report_without_anything_private_leaves_the_contact_store_empty(intake: Intake) -> None:
    intake.report(a_report())
    assert intake.rows("contacts") == 0


def test_a_table_is_taken_over_once(intake: Intake) -> None:
    rows = [an_imported(f"{number}", description=f"第 {number} 条") for number in range(100)]
    first = intake.tables.receive_many(rows, OFFICER)
    again = intake.tables.receive_many(rows, OFFICER)
    intake.number()
    assert {outcome.kind for outcome in first} == {"created"}
    assert {outcome.kind for outcome in again} == {"unchanged"}
    assert [outcome.id for outcome in again] == [outcome.id for outcome in first]
    assert [state.external_id for state in intake.states()] == [new.external_id for new in rows]
    assert [state.seq for state in intake.states()] == list(range(1, 101))


def test_a_new_batch_takes_the_same_few_statements_however_long_it_is(intake: Intake) -> None:
    counted = []
    for start, size in ((0, 2), (100, 60)):
        rows = [an_imported(f"X-{start + place}") for place in range(size)]
        with Statements(intake.database) as statements:
            outcomes = intake.tables.receive_many(rows, OFFICER)
        assert {outcome.kind for outcome in outcomes} == {"created"}
        counted.append(len(statements.seen))
    assert counted[0] == counted[1] <= 4


def test_a_batch_with_one_row_that_came_before_keeps_its_order(intake: Intake) -> None:
    intake.tables.receive_many([an_imported("H-2")], OFFICER)
    intake.number()
    rows = [an_imported(f"H-{number}", description=f"第{number}次反映") for number in (1, 2, 3)]
    kinds = [outcome.kind for outcome in intake.tables.receive_many(rows, OFFICER)]
    assert kinds == ["created", "changed", "created"]
    intake.number()
    assert sorted(state.seq for state in intake.states() if state.version == 1) == [1, 2, 3]


def test_a_bad_row_spoils_no_other(intake: Intake) -> None:
    rows = [an_imported("1"), an_imported("2", description=" "), an_imported("3")]
    outcomes = intake.tables.receive_many(rows, OFFICER)
    assert [outcome.kind for outcome in outcomes] == ["created", "rejected", "created"]
    assert [(fault.pointer, fault.rule) for fault in outcomes[1].broken] == [
        ("/description", "blank")
    ]
    assert intake.rows("reports") == 2


def test_a_row_that_says_something_else_becomes_the_next_version(intake: Intake) -> None:
    intake.tables.receive_many([an_imported("1"), an_imported("2")], OFFICER)
    intake.number()
    intake.clock.advance(3600)
    more = an_imported("1", support=Support(in_favour=5, against=1))
    outcomes = intake.tables.receive_many([more, an_imported("2")], OFFICER)
    intake.number()
    assert [outcome.kind for outcome in outcomes] == ["changed", "unchanged"]
    told = intake.events()[-1]
    assert (told.type, told.version) == ("intake.report.changed.v1", 2)
    before, after = intake.states()[0], intake.states()[-1]
    assert (after.id, after.seq, after.received_at) == (before.id, before.seq, before.received_at)
    assert after.support == Support(in_favour=5, against=1)


def test_a_change_is_remembered_with_who_why_and_what_was_before(intake: Intake) -> None:
    intake.tables.receive_many([an_imported("1", description="灯坏了")], OFFICER)
    (outcome,) = intake.tables.receive_many([an_imported("1", description="灯修了")], OFFICER)
    (change,) = intake.database.read(lambda conn: store.history(conn, outcome.id or ""))
    assert (change.version, change.who) == (2, OFFICER.name)
    assert change.before["description"] == "灯坏了"
    assert "address" not in change.before


def test_the_same_external_id_twice_in_one_table_is_one_report(intake: Intake) -> None:
    rows = [an_imported("1"), an_imported("1"), an_imported("1", description="别的")]
    outcomes = intake.tables.receive_many(rows, OFFICER)
    assert [outcome.kind for outcome in outcomes] == ["created", "unchanged", "changed"]
    assert len({outcome.id for outcome in outcomes}) == 1


def test_one_external_id_of_two_sources_is_two_reports(intake: Intake) -> None:
    rows = [an_imported("1"), replace(an_imported("1"), source="survey")]
    outcomes = intake.tables.receive_many(rows, OFFICER)
    assert [outcome.kind for outcome in outcomes] == ["created", "created"]


def test_one_external_id_of_two_tables_is_two_reports(intake: Intake) -> None:
    rows = [an_imported("7"), an_imported("7", id_space="boston311")]
    for kind in ("created", "unchanged"):
        outcomes = intake.tables.receive_many(rows, OFFICER)
        assert [outcome.kind for outcome in outcomes] == [kind, kind]
    changed = replace(rows[1], description="还没有修好。")
    assert [each.kind for each in intake.tables.receive_many([changed], OFFICER)] == ["changed"]


def test_a_batch_that_is_too_long_is_the_callers_mistake(intake: Intake) -> None:
    with pytest.raises(ValueError, match="at most 100"):
        intake.tables.receive_many([a_report()] * 101, OFFICER)


def test_many_senders_at_once_get_an_order_without_gaps(intake: Intake) -> None:
    receive = intake.receive
    together = threading.Barrier(20)

    def send(sender: int) -> None:
        together.wait(timeout=30)
        for turn in range(10):
            refused = turn % 5 == 4
            new = a_report(description=" " if refused else f"{sender} {turn}")
            try:
                receive.receive(new, ANYONE)
            except RefusedReport:
                assert refused

    with ThreadPoolExecutor(20) as pool:
        numbering = pool.submit(intake.number)
        list(pool.map(send, range(20)))
        numbering.result()
    intake.number()
    assert sorted(state.seq for state in intake.states()) == list(range(1, 161))


def test_one_external_id_sent_by_many_at_once_is_one_report(intake: Intake) -> None:
    receive = intake.receive
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: receive.receive(an_imported("7"), OFFICER), range(8)))
    assert sum(receipt.created for receipt in receipts) == 1
    assert len({receipt.id for receipt in receipts}) == 1


def test_a_report_changed_before_it_was_numbered_is_told_of_as_it_is(intake: Intake) -> None:
    intake.tables.receive_many([an_imported("1")], OFFICER)
    intake.tables.receive_many([an_imported("1", description="别的")], OFFICER)
    intake.number()
    assert intake.states()[-1].version == 2
    assert {state.seq for state in intake.states()} == {1}


def test_only_the_holder_of_the_lease_numbers(intake: Intake) -> None:
    first, second = intake.numbering("one"), intake.numbering("two")
    first.step()
    intake.report(a_report())
    assert second.step() == 0
    first.step()
    assert [state.seq for state in intake.states()] == [1]


@pytest.mark.postgres
@pytest.mark.parametrize("intake", ["postgresql"], indirect=True)
def test_who_lost_the_lease_without_noticing_numbers_nothing(intake: Intake) -> None:
    late, next_one = intake.numbering("one"), intake.numbering("two")
    late.step()
    intake.database.write(_expire)
    next_one.step()
    intake.report(a_report())
    with pytest.raises(LeaseLost):
        late.step()
    assert intake.events() == []
    next_one.step()
    assert [state.seq for state in intake.states()] == [1]


def test_a_role_says_how_many_reports_wait_for_their_place(intake: Intake) -> None:
    role = intake.numbering()
    assert role.idle() is None
    intake.report(a_report())
    if intake.database.dialect == "postgresql":
        assert role.idle() == "intake-numbering: 1 reports without their place"
    intake.number()
    assert role.idle() is None


def test_receiving_takes_the_same_few_statements_however_much_is_stored(intake: Intake) -> None:
    allowed = {"sqlite": 3, "postgresql": 2}[intake.database.dialect]
    receive = intake.receive
    new = a_report(contact=Contact(phone=PHONE))
    for _ in range(3):
        with Statements(intake.database) as statements:
            receive.receive(new, ANYONE)
        assert len(statements.seen) == allowed, statements.seen


@pytest.mark.parametrize("stored", [0, 1, 30])
def test_a_list_and_a_report_are_one_statement_each(intake: Intake, stored: int) -> None:
    for _ in range(stored):
        intake.report(a_report(lat=30.0, long=120.0))
    around = Circle(lat=30.0, long=120.0, radius=500)
    wanted = Wanted(circle=around, area="a", category="c", limit=10)
    with Statements(intake.database) as lists:
        intake.database.read(lambda conn: find(conn, wanted, "public", lambda area: {area}))
    with Statements(intake.database) as reads:
        intake.database.read(lambda conn: store.by_id(conn, "20261122-AAAAA"))
    assert (len(lists.seen), len(reads.seen)) == (1, 1)


def test_pages_of_a_circle_hold_each_report_once(intake: Intake) -> None:
    near = {intake.report(a_report(lat=30.0, long=120.0)) for _ in range(7)}
    intake.report(a_report(lat=30.1, long=120.0))
    around = Circle(lat=30.0, long=120.0, radius=500)
    seen: list[str] = []
    after = None
    while True:
        wanted = Wanted(circle=around, limit=3, after=after)
        page = _page(intake, wanted)
        seen += [report.id for report in page.reports]
        after = page.after
        if after is None:
            break
    assert sorted(seen) == sorted(near)


def test_the_newest_report_comes_first(intake: Intake) -> None:
    first = intake.report(a_report())
    intake.clock.advance(1)
    second = intake.report(a_report())
    page = _page(intake, Wanted())
    assert [report.id for report in page.reports] == [second, first]


def test_occurrences_keep_their_moment(intake: Intake) -> None:
    moment = intake.clock.now() - timedelta(days=3, microseconds=7)
    report_id = intake.report(a_report(occurred_at=moment))
    kept = intake.database.read(lambda conn: store.by_id(conn, report_id))
    assert kept is not None
    assert kept.report.occurred_at == moment


def _page(intake: Intake, wanted: Wanted) -> Page:
    return intake.database.read(lambda conn: find(conn, wanted, "staff", lambda area: {area}))


def _expire(conn: Connection) -> None:
    conn.execute(update(runtime_tables.leases).values(expires_at=NOON - timedelta(days=400)))
