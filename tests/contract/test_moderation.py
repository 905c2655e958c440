"""What waits for a look, and what becomes of it, on either database."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update

from services.contracts.intake_events import Audience
from services.intake.moderation import queue, store
from services.intake.moderation.api import Moderation
from services.intake.moderation.judge import Decision
from services.intake.moderation.judgement import Item, Kind
from services.intake.moderation.refusals import JudgedMeanwhile, NothingToJudge, WhyNeeded
from services.intake.moderation.wiring import moderation_of
from services.intake.photos import store as photo_store
from services.intake.photos.attach import attach_to_case, attach_to_report
from services.intake.photos.photo import Photo
from services.intake.reports import store as report_store
from services.intake.reports.assign import assign_case
from services.intake.reports.audience import Verdict
from services.intake.reports.changing.corrections import Correction
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.report import Report
from services.intake.reports.tables import reports
from services.intake.reports.wiring import reporting
from services.runtime.identity.access import EVERYWHERE, Scope
from tests.contract.case_desk import OFFICER as WORKER
from tests.contract.case_desk import Desk, open_desk
from tests.unit.intake.builders import OFFICER, a_report, an_assessor, demonstration

ABUSE = "路灯坏了，你们这帮混蛋"


@dataclass
class Room:
    """Where officers look at things before everybody may see them."""

    desk: Desk

    @property
    def moderation(self) -> Moderation:
        intake = self.desk.intake
        return moderation_of(intake.database, intake.outbox, demonstration(), intake.clock)

    @property
    def reporting(self) -> Reporting:
        intake = self.desk.intake
        return reporting(
            intake.database,
            intake.outbox,
            demonstration(),
            an_assessor(),
            intake.clock,
            attach=attach_to_report,
            verdict_on=store.verdict_on,
        )

    def reported(self, **said: object) -> str:
        return self.desk.reported(**said)

    def photographed(self, *, report: str | None = None, case: str | None = None) -> str:
        photo, database = self.desk.photo(), self.desk.intake.database
        if report is not None:
            database.write(lambda conn: attach_to_report(conn, report, [photo]))
        if case is not None:
            assert database.write(lambda conn: attach_to_case(conn, case, photo))
        return photo

    def queue(self, scope: Scope = EVERYWHERE) -> list[str]:
        return [item.id for item in self.moderation.reading.read(scope).items]

    def item(self, kind: Kind, subject: str) -> Item:
        return self.moderation.reading.open(kind, subject, EVERYWHERE).item

    def judge(
        self, kind: Kind, subject: str, verdict: Verdict, why: str = "", mark: str | None = None
    ) -> Item:
        mark = self.item(kind, subject).mark if mark is None else mark
        decision = Decision(verdict=verdict, why=why, mark=mark)
        return self.moderation.judging.judge(kind, subject, decision, WORKER.name, EVERYWHERE)

    def kept(self, number: str) -> Report:
        return self.desk.kept(number)

    def told(self, number: str) -> list[tuple[int, Audience]]:
        """Versions and audiences that events told of."""
        states = self.desk.intake.states()
        return [(state.version, state.audience) for state in states if state.id == number]

    def photo(self, photo_id: str) -> Photo:
        found = self.desk.intake.database.read(lambda conn: photo_store.by_id(conn, photo_id))
        assert found is not None
        return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    for desk in open_desk(request, tmp_path):
        yield Room(desk)


def test_what_waits_is_what_everybody_would_see_if_it_were_passed(room: Room) -> None:
    abusive = room.reported(description=ABUSE)
    doubtful = room.reported(description="坏了?")
    asked_for = room.reported(service_code="consumer")
    fine = room.reported()
    unwilling = room.reported(description=ABUSE, public=False)
    room.reported(description=ABUSE, request_type="tip_off")
    room.reported(description=ABUSE, service_code="public_order")
    shown, hidden = room.photographed(report=fine), room.photographed(report=unwilling)
    room.photographed()

    held = {f"report:{number}" for number in (abusive, doubtful, asked_for)}
    assert set(room.queue()) == {*held, f"photo:{shown}"}
    assert f"photo:{hidden}" not in room.queue()
    assert room.moderation.reading.read(EVERYWHERE).waiting == 4
    reasons = room.moderation.reading.reasons
    assert reasons(room.item("report", abusive)) == ("abuse",)
    assert reasons(room.item("report", asked_for)) == ("type",)
    assert reasons(room.item("photo", shown)) == ()


def test_a_report_that_is_passed_is_public_at_a_next_version(room: Room) -> None:
    number = room.reported(description=ABUSE)

    item = room.judge("report", number, "passed")

    assert room.kept(number).audience == "public"
    assert room.told(number) == [(1, "staff"), (2, "public")]
    assert item.judged == 1
    assert room.queue() == []
    [change] = room.desk.intake.database.read(lambda conn: report_store.history(conn, number))
    assert (change.who, change.before) == (WORKER.name, {"audience": "staff"})


def test_a_report_that_is_withheld_stays_for_the_staff_and_waits_no_more(room: Room) -> None:
    number = room.reported(description=ABUSE)

    room.judge("report", number, "withheld", "骂人，电话 13800138000")

    assert room.kept(number).version == 1
    assert room.queue() == []
    opened = room.moderation.reading.open("report", number, EVERYWHERE)
    assert [(each.verdict, each.who) for each in opened.history] == [("withheld", WORKER.name)]
    assert "13800138000" not in opened.history[0].why


def test_what_is_public_can_be_taken_back_and_shown_again_and_all_of_it_is_remembered(
    room: Room,
) -> None:
    number = room.reported()

    room.judge("report", number, "withheld", "指名指控")
    room.judge("report", number, "passed")

    assert room.told(number) == [(1, "public"), (2, "staff"), (3, "public")]
    history = room.moderation.reading.open("report", number, EVERYWHERE).history
    assert [each.verdict for each in history] == ["withheld", "passed"]


def test_the_officers_word_outlives_a_correction_of_the_kind(room: Room) -> None:
    taken_back, passed = room.reported(), room.reported(service_code="consumer")
    room.judge("report", taken_back, "withheld", "指名指控")
    room.judge("report", passed, "passed")

    lift = Correction("lift_fault", "说的是电梯")
    room.reporting.correct.category(taken_back, lift, OFFICER)
    room.reporting.correct.category(passed, Correction("hospital", "说的是医院"), OFFICER)

    assert room.kept(taken_back).audience == "staff"
    assert room.kept(passed).audience == "public"
    assert room.queue() == []


def test_passing_shows_nothing_that_its_reporter_wants_to_keep(room: Room) -> None:
    unwilling = room.reported(public=False)
    tip = room.reported(request_type="tip_off")

    for number in (unwilling, tip):
        room.judge("report", number, "passed")
        assert room.kept(number).audience == "staff"


def test_a_photo_waits_until_it_was_looked_at_and_can_be_taken_back(room: Room) -> None:
    case = room.desk.opened()
    of_report, of_case = room.photographed(report=room.reported()), room.photographed(case=case.id)
    assert set(room.queue()) == {f"photo:{of_report}", f"photo:{of_case}"}

    room.judge("photo", of_report, "passed")
    room.judge("photo", of_case, "withheld", "可以认出人")
    assert (room.photo(of_report).audience, room.photo(of_case).audience) == ("public", "staff")
    room.judge("photo", of_report, "withheld", "车牌")

    assert room.photo(of_report).audience == "staff"
    assert room.queue() == []


def test_who_withholds_says_why(room: Room) -> None:
    number = room.reported()

    for why, rule in (("  ", "required"), ("长" * 501, "length")):
        with pytest.raises(WhyNeeded) as refused:
            room.judge("report", number, "withheld", why)
        assert refused.value.rule == rule
    assert room.desk.intake.rows("judgements") == 0


def test_who_comes_second_is_told_who_was_first(room: Room) -> None:
    number = room.reported(description=ABUSE)
    mark = room.item("report", number).mark
    room.judge("report", number, "passed", mark=mark)

    with pytest.raises(JudgedMeanwhile) as refused:
        room.judge("report", number, "withheld", "骂人", mark=mark)

    assert (refused.value.who, refused.value.verdict) == (WORKER.name, "passed")
    assert room.kept(number).audience == "public"


def test_of_officers_who_judge_at_once_one_wins(room: Room) -> None:
    number = room.reported(description=ABUSE)
    mark = room.item("report", number).mark
    outcomes: list[str] = []

    def judge() -> None:
        try:
            room.judge("report", number, "passed", mark=mark)
            outcomes.append("won")
        except JudgedMeanwhile:
            outcomes.append("second")

    officers = [threading.Thread(target=judge) for _ in range(4)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join()

    assert sorted(outcomes) == ["second", "second", "second", "won"]
    assert room.desk.intake.rows("judgements") == 1


def test_a_report_that_says_something_else_is_judged_anew(room: Room) -> None:
    def said(text: str) -> str:
        row = a_report(
            description=text, source="hotline", external_id="7", public=True,
            service_code="street_lamp",
        )  # fmt: skip
        [outcome] = room.reporting.tables.receive_many([row], OFFICER)
        assert outcome.id is not None
        return outcome.id

    number = said(ABUSE)
    room.desk.intake.number()
    mark = room.item("report", number).mark
    room.judge("report", number, "passed")
    said(f"{ABUSE}，还是没修")

    assert room.kept(number).audience == "staff"
    assert room.queue() == [f"report:{number}"]
    with pytest.raises(JudgedMeanwhile):
        room.judge("report", number, "passed", mark=mark)


def test_a_case_that_takes_the_report_over_changes_nothing_of_the_judgement(room: Room) -> None:
    number = room.reported(description=ABUSE)
    mark = room.item("report", number).mark
    intake = room.desk.intake
    intake.database.write(
        lambda conn: assign_case(
            conn, intake.outbox, [room.kept(number)], "C-1", "o", "w", intake.clock.now()
        )
    )

    room.judge("report", number, "passed", mark=mark)

    assert (room.kept(number).audience, room.kept(number).case) == ("public", "C-1")


def test_officers_judge_what_lies_where_they_work(room: Room) -> None:
    number = room.reported(description=ABUSE, lat=30.416, long=123.148)
    nowhere = room.reported(description=ABUSE, address="某处")
    elsewhere = Scope(areas=("no_such_area",))
    assert room.kept(number).place.area_path

    assert room.queue(elsewhere) == [f"report:{nowhere}"]
    with pytest.raises(NothingToJudge):
        room.moderation.reading.open("report", number, elsewhere)
    decision = Decision(verdict="passed", why="", mark=room.item("report", number).mark)
    with pytest.raises(NothingToJudge):
        room.moderation.judging.judge("report", number, decision, "o", elsewhere)


def test_much_that_waits_elsewhere_hides_nothing_that_waits_here(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_SHOWN", 1)
    there = room.reported(description=ABUSE, lat=30.416, long=123.148)
    room.photographed(report=there)
    room.desk.intake.clock.advance(1)
    here = room.reported(description=ABUSE, address="某处")
    photo = room.photographed(report=here)

    assert set(room.queue(Scope(areas=("no_such_area",)))) == {f"report:{here}", f"photo:{photo}"}


def test_what_is_not_there_or_erased_cannot_be_judged(room: Room) -> None:
    number = room.reported(description=ABUSE)
    photo = room.photographed(report=number)
    erased = update(reports).where(reports.c.id == number).values(erased=True)
    room.desk.intake.database.write(lambda conn: conn.execute(erased))

    assert room.queue() == []
    things: tuple[tuple[Kind, str], ...] = (
        ("report", number), ("photo", photo), ("report", "R-1"), ("photo", room.photographed()),
    )  # fmt: skip
    for kind, subject in things:
        with pytest.raises(NothingToJudge):
            room.judge(kind, subject, "passed", mark="0-")
