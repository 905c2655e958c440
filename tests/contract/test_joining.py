"""Saying "me too": a person counts once, and what joined a report goes where it goes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from services.intake.cases.case import membership
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.wiring import case_desk
from services.intake.feedback import voices
from services.intake.feedback.join_report import Joined, JoinReport, NothingToJoin, Voice
from services.intake.reports import contacts, store
from services.intake.reports.faults import KeyUsedDifferently, NoSuchReport, RefusedReport
from services.intake.reports.report import ANYONE, Contact, Report
from services.intake.reports.rules import LONGEST_DESCRIPTION
from tests.contract.intake import Intake, Statements, open_intake
from tests.unit.intake.builders import a_report, demonstration, mask_phone

OFFICER = Worker(name="officer 李巍")


class Street:
    """An intake whose neighbours join reports."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        profile = demonstration()
        self.cases: CaseDesk = case_desk(
            intake.database, intake.outbox, profile, intake.clock, mask_phone
        )
        self.joining = JoinReport(
            intake.database,
            intake.outbox,
            intake.clock,
            profile.zone,
            intake.reporting.assessor.person,
        )

    def reported(self, **said: Any) -> str:
        return self.intake.report(a_report(**{"service_code": "street_lamp", **said}))

    def join(self, number: str, who: str | None = None, **said: Any) -> Joined:
        return self.joining.join(number, Voice(browser=who, **said), ANYONE)

    def kept(self, number: str | None) -> Report:
        kept = self.intake.database.read(lambda conn: store.by_id(conn, number or ""))
        assert kept is not None
        return kept.report

    def case(self, case_id: str) -> Case:
        case = self.intake.database.read(lambda conn: case_store.by_id(conn, case_id))
        assert case is not None
        return case


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def street(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Street]:
    for intake in open_intake(request, tmp_path):
        yield Street(intake)


def test_a_voice_is_a_small_report_without_text_at_the_same_place(street: Street) -> None:
    number = street.reported()
    joined = street.join(number, "a browser")
    small, target = street.kept(joined.id), street.kept(number)
    assert (small.joins, small.subject, small.description) == (number, "", "")
    assert (small.place, small.category) == (target.place, target.category)
    assert small.audience == "staff"
    assert small.pseudonym not in (None, target.pseudonym)
    street.intake.number()
    assert [state.joins for state in street.intake.states()] == [None, number]


def test_a_person_counts_once_and_learns_no_second_token(street: Street) -> None:
    number = street.reported()
    phone = Contact(phone="13800138000")
    assert street.join(number, contact=phone).created
    again = street.join(number, contact=Contact(phone="+86 138-0013-8000"))
    assert again == Joined(number, None, None, created=False)
    assert street.intake.rows("reports") == 2


@pytest.mark.parametrize(
    ("contact", "pointer"),
    [
        (Contact(phone="1380013800"), "/contact/phone"),
        (Contact(email="li@example"), "/contact/email"),
    ],
)
def test_a_voice_that_could_not_be_reached_is_refused(
    street: Street, contact: Contact, pointer: str
) -> None:
    number = street.reported()
    with pytest.raises(RefusedReport) as refused:
        street.join(number, contact=contact)
    assert [broken.pointer for broken in refused.value.broken] == [pointer]
    assert street.intake.rows("reports") == 1


def test_who_made_the_report_is_counted_already(street: Street) -> None:
    number = street.reported(reporter_key="a browser")
    assert street.join(number, "a browser").id is None


def test_sent_again_it_is_the_same_voice_and_with_another_body_refused(street: Street) -> None:
    number = street.reported()
    first = street.join(number, client_id="k1")
    again = street.join(number, client_id="k1")
    assert (again.id, again.tracking_token) == (first.id, first.tracking_token)
    assert not again.created
    with pytest.raises(KeyUsedDifferently):
        street.join(number, "somebody", client_id="k1")


def test_joining_a_voice_joins_what_it_joined(street: Street) -> None:
    number = street.reported()
    voice = street.join(number, "one")
    assert voice.id is not None
    joined = street.joining.join(voice.id, Voice(browser="two"), ANYONE, sees_all=True)
    assert joined.report == number


def test_what_is_not_public_cannot_be_joined(street: Street) -> None:
    with pytest.raises(NoSuchReport):
        street.join(street.reported(public=False), "one")
    with pytest.raises(NoSuchReport):
        street.join("20260101-NNNNN", "one")


def test_what_was_hidden_while_somebody_joined_cannot_be_joined(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = street.reported()
    lock = membership.locked

    def hidden_before_the_lock(conn: Connection, numbers: Sequence[str]) -> list[Report]:
        return [replace(report, audience="staff") for report in lock(conn, numbers)]

    monkeypatch.setattr(membership, "locked", hidden_before_the_lock)
    with pytest.raises(NoSuchReport):
        street.join(number, "one")
    assert street.intake.rows("reports") == 1


def test_a_voice_belongs_to_the_case_at_once_and_no_officer_meets_a_conflict(
    street: Street,
) -> None:
    number = street.reported(reporter_key="zero")
    case = street.cases.open_case.open((number,), OFFICER)
    joined = street.join(number, "one")
    assert street.kept(joined.id).case == case.id
    counted = street.case(case.id)
    assert (counted.reports, counted.people, counted.version) == (2, 2, case.version)
    after = street.cases.take_step.take(
        case.id, case.version, "decline", OFFICER, Saying(outcome="not_ours", reason="x", note="y")
    )
    assert (after.reports, after.people) == (2, 2)


def test_voices_follow_their_report_into_a_case(street: Street) -> None:
    number = street.reported(reporter_key="zero")
    voice = street.join(number, "one")
    street.intake.number()
    case = street.cases.open_case.open((number,), OFFICER)
    assert (case.reports, case.people) == (2, 2)
    assert street.kept(voice.id).case == case.id


def test_what_is_dealt_with_is_reported_anew(street: Street) -> None:
    number = street.reported()
    case = street.cases.open_case.open((number,), OFFICER)
    said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
    street.cases.take_step.take(case.id, case.version, "decline", OFFICER, said)
    with pytest.raises(NothingToJoin):
        street.join(number, "one")


def test_a_voice_costs_few_statements_however_many_there_are(street: Street) -> None:
    number = street.reported()
    case = street.cases.open_case.open((number,), OFFICER)
    for each in range(10):
        street.join(number, f"neighbour {each}")
    with Statements(street.intake.database) as statements:
        street.join(number, "one more", client_id="k")
    assert len(statements.seen) <= 10, statements.seen
    # They are one voice: nobody verified a contact.
    assert street.case(case.id).people == 2


def added(street: Street, joined: Joined) -> Report:
    """What was added, which must have been kept."""
    assert joined.id is not None
    assert joined.added
    return street.kept(joined.id)


def test_what_a_neighbour_adds_is_kept_masked_and_for_the_staff_alone(street: Street) -> None:
    number = street.reported()
    said = "还漏电！打我电话13800138000。"
    joined = street.join(number, "one", description=said, contact=Contact(phone="13800138001"))
    small = added(street, joined)
    assert small.description.startswith("还漏电！")
    assert "13800138000" not in small.description
    assert small.audience == "staff"
    private = street.intake.database.read(lambda conn: contacts.load(conn, small.id))
    assert private is not None
    assert (private.contact.phone, private.description) == ("13800138001", said)


def test_who_is_counted_already_loses_no_words_and_counts_once(street: Street) -> None:
    number = street.reported(reporter_key="zero")
    case = street.cases.open_case.open((number,), OFFICER)
    street.join(number, "one")
    again = street.join(number, "one", description="今晚又冒火花。", client_id="k")
    own = street.join(number, "zero", description="报修三次了。")
    assert added(street, again).description == "今晚又冒火花。"
    assert again.counted_before
    assert added(street, own).case == case.id
    counted = street.case(case.id)
    assert (counted.reports, counted.people) == (4, 2)
    repeated = street.join(number, "one", description="今晚又冒火花。", client_id="k")
    assert (repeated.id, repeated.created) == (again.id, False)
    assert street.join(number, "one", description=" 今晚又冒火花。\n").id is None


def test_an_addition_stands_among_the_reports_of_its_case_and_a_bare_voice_does_not(
    street: Street,
) -> None:
    number = street.reported()
    case = street.cases.open_case.open((number,), OFFICER)
    street.join(number, "one")
    told = added(street, street.join(number, "two", description="第二盏也坏了。"))
    _, members = street.cases.parts(street.case(case.id))
    assert {each.id for each in members} == {number, told.id}
    seen = street.intake.database.read(lambda conn: voices.voices_of(conn, number))
    assert (seen.number, [each.id for each in seen.said]) == (2, [told.id])


def test_an_addition_keeps_the_rules_of_every_report(street: Street) -> None:
    number = street.reported()
    long = "很" * (LONGEST_DESCRIPTION + 1)
    for said in ({"description": long}, {"photos": ("0" * 32,)}, {"description": "a\ud800"}):
        with pytest.raises(RefusedReport):
            street.join(number, "one", **said)
    assert street.intake.rows("reports") == 1
    blank = street.join(number, "one", description=" \u200b\n")
    assert (street.kept(blank.id).description, blank.added) == ("", False)


def test_under_one_key_other_words_are_another_body(street: Street) -> None:
    number = street.reported()
    street.join(number, "one", description="漏电。", client_id="k")
    with pytest.raises(KeyUsedDifferently):
        street.join(number, "one", description="冒烟。", client_id="k")


def test_an_author_who_adds_to_a_report_is_no_second_person(street: Street) -> None:
    number = street.reported(reporter_key="the author")
    case = street.cases.open_case.open((number,), OFFICER)
    street.join(number, "the author", description="今晚又有人摔倒了。")
    assert (street.case(case.id).reports, street.case(case.id).people) == (2, 1)
    street.join(number, "a neighbour")
    street.join(number, "another")
    assert street.case(case.id).people == 2
