"""A report of an open case is corrected: whether the case follows is asked until it is decided."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.contracts.case_events import CaseState
from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.refusals import CaseRefusal, MissingDetail, StepOfDesk
from services.intake.cases.case.store import Taken
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.listing.listing import WantedCases, find
from services.intake.cases.questions import store as question_store
from services.intake.cases.questions.decide import Decided
from services.intake.cases.questions.question import Decision, Question
from services.intake.cases.questions.refusals import (
    CorrectedAgain,
    DecidedMeanwhile,
    NoQuestion,
    QuestionEnded,
)
from services.intake.cases.wiring import case_desk, telling_cases
from services.intake.feedback.join_report import JoinReport, Voice
from services.intake.reports import store as report_store
from services.intake.reports.changing.corrections import Correction
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.report import ANYONE, Actor, Contact, Report
from services.intake.reports.wiring import reporting
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import PHONE, a_report, an_assessor, an_imported, demonstration
from tests.unit.intake.builders import mask_phone as masked

LI = Worker(name="officer 李巍")
ZHOU = Worker(name="officer 周敏")
CREW = Worker(name="officer 班组", units=("municipal",))
CLERK = Actor(name="officer 李巍", vouches=True)
FLATS = "xingtang.tangkou.gongfang"
ESTATE = "xingtang.wenxing.xingheli"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Room:
    intake: Intake
    reporting: Reporting
    cases: CaseDesk

    def reported(self, **said: Any) -> str:
        new = a_report(**{"service_code": "street_lamp", "area": FLATS, **said})
        number = self.reporting.receive.receive(new, ANYONE).id
        self.intake.number()
        return number

    def at(self, day: int, hour: int) -> None:
        """It is so late in November, by the clock on the wall."""
        wanted = datetime(2026, 11, day, hour, tzinfo=SHANGHAI)
        self.intake.clock.advance((wanted - self.intake.clock.now()).total_seconds())

    def take(self, case: Case, code: str, who: Worker = LI, **said: Any) -> Case:
        case = self.case(case.id)
        return self.cases.take_step.take(case.id, case.version, code, who, Saying(**said))

    def dispatched(self, *numbers: str, unit: str = "municipal", condition: str = "out") -> Case:
        case = self.cases.open_case.open(numbers, LI)
        self.take(case, "file", condition=condition)
        return self.take(case, "dispatch", unit=unit)

    def corrected(self, number: str, category: str, why: str = "去现场看过") -> Report:
        report = self.reporting.correct.category(number, Correction(category, why), CLERK)
        self.intake.number()
        return report

    def moved(self, number: str, area: str) -> Report:
        return self.reporting.correct.place(number, Relocation(area=area, why="地址写错了"), CLERK)

    def asked(self, case: Case) -> list[Question]:
        found = self.intake.database.read(lambda conn: question_store.of_case(conn, case.id))
        return [question for question, _ in found]

    def decide(self, case: Case, decision: Decision, who: Worker = ZHOU, **said: Any) -> Case:
        [question] = self.asked(case)
        decided = Decided(decision=decision, version=question.version, **said)
        return self.cases.questions.decide(case.id, question.report, decided, who)

    def case(self, number: str) -> Case:
        found = self.intake.database.read(lambda conn: store.by_id(conn, number))
        assert found is not None
        return found

    def history(self, case: Case) -> Sequence[Taken]:
        return self.intake.database.read(lambda conn: store.history(conn, case.id))

    def kept(self, number: str) -> Report:
        kept = self.intake.database.read(lambda conn: report_store.by_id(conn, number))
        assert kept is not None
        return kept.report


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    for intake in open_intake(request, tmp_path):
        profile = demonstration()
        reports = reporting(
            intake.database,
            intake.outbox,
            profile,
            an_assessor(),
            intake.clock,
            tell_case=telling_cases(intake.outbox, profile, intake.clock),
        )
        desk = case_desk(intake.database, intake.outbox, profile, intake.clock, masked)
        yield Room(intake, reports, desk)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(SHANGHAI).strftime("%d %H:%M")


def test_a_corrected_kind_asks_at_once_and_the_case_stays_until_somebody_decides(
    room: Room,
) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.corrected(number, "tree")
    [question] = room.asked(case)
    assert (question.report, question.case, question.about) == (number, case.id, ("category",))
    assert (question.asked_by, question.why) == (CLERK.name, "去现场看过")
    assert room.case(case.id) == case
    now = room.intake.clock.now()
    found = room.intake.database.read(lambda conn: find(conn, WantedCases(asking=True), now))
    assert [each.id for each in found.cases] == [case.id]
    none = room.intake.database.read(lambda conn: find(conn, WantedCases(asking=False), now))
    assert none.cases == []


def test_the_case_changed_too_goes_to_the_unit_of_the_kind_under_its_limit(room: Room) -> None:
    number = room.reported()
    room.at(23, 8)
    case = room.dispatched(number)
    room.take(case, "accept", CREW)
    room.at(23, 10)
    room.corrected(number, "tree")
    with pytest.raises(MissingDetail, match="condition: required"):
        room.decide(case, "change_case")
    assert room.asked(case) != []
    after = room.decide(case, "change_case", condition="dead", reason=f"树死了，{PHONE}")
    assert (after.category, after.group, after.severity) == ("tree", "green_river", 2)
    assert (after.state, after.unit, after.rule) == ("dispatched", "parks", "category:tree")
    assert (after.condition, after.clock.limit, after.assignee) == ("dead", "2工作日", None)
    assert local(after.clock.due_at) == "24 18:00"
    assert after.title.endswith("树木绿化")
    assert room.asked(case) == []
    changed, sent = room.history(case)[-2:]
    assert (changed.step, changed.who, changed.reason, changed.unit) == (
        "change_case",
        ZHOU.name,
        "树死了，138****8000",
        "municipal",
    )
    assert changed.details["category_before"] == "street_lamp"
    assert (sent.step, sent.details) == ("dispatch", {"dispatched_to": "parks"})
    told = [each.data for each in room.intake.events() if isinstance(each.data, CaseState)][-1]
    assert (told.category, told.responsible_unit) == ("tree", "parks")


def test_the_clock_is_replayed_with_what_ran_and_what_paused(room: Room) -> None:
    """Filed on Monday at ten, paused from noon to Tuesday at ten: two of eight hours are used."""
    number = room.reported()
    room.at(23, 10)
    case = room.dispatched(number)
    room.at(23, 12)
    room.take(case, "suspend", CREW, reason="等配件", review_on=date(2026, 11, 24))
    room.at(24, 10)
    room.take(case, "resume", CREW)
    room.at(24, 11)
    room.corrected(number, "manhole")
    after = room.decide(case, "change_case", condition="other_cover_broken")
    assert (after.unit, after.state, after.clock.limit) == ("municipal", "dispatched", "1工作日")
    assert local(after.clock.due_at) == "24 18:00"
    assert (after.clock.used, local(after.clock.running_since)) == (Fraction(1, 4), "24 10:00")
    assert room.history(case)[-1].step == "change_case"


def test_a_lateness_is_that_of_the_limit(room: Room) -> None:
    number = room.reported()
    room.at(23, 8)
    case = room.dispatched(number)
    room.at(25, 9)
    assert room.case(case.id).clock.is_late(room.intake.clock.now())
    room.corrected(number, "manhole")
    after = room.decide(case, "change_case", condition="surroundings")
    assert not after.clock.is_late(room.intake.clock.now())
    assert local(after.clock.due_at) == "27 18:00"
    room.corrected(number, "rain_grate")
    late = room.decide(case, "change_case")
    assert late.clock.is_late(room.intake.clock.now())
    assert (late.condition, local(late.clock.due_at)) == ("blocked", "23 18:00")


def test_a_suspended_case_that_goes_to_another_unit_runs_again(room: Room) -> None:
    number = room.reported()
    room.at(23, 8)
    case = room.dispatched(number)
    room.at(23, 10)
    room.take(case, "suspend", CREW, reason="等配件", review_on=date(2026, 11, 24))
    room.at(24, 8)
    room.corrected(number, "tree")
    after = room.decide(case, "change_case", condition="dead")
    assert (after.state, after.unit, after.review_on) == ("dispatched", "parks", None)
    assert local(after.clock.due_at) == "25 16:00"
    # Replayed once more under another limit, the pause is the same.
    room.corrected(number, "manhole")
    again = room.decide(case, "change_case", condition="rattling")
    assert (again.clock.limit, local(again.clock.due_at)) == ("2工作日", "25 16:00")


def test_a_case_that_went_to_no_unit_only_changes_its_kind(room: Room) -> None:
    number = room.reported()
    case = room.cases.open_case.open([number], LI)
    room.corrected(number, "tree")
    after = room.decide(case, "change_case")
    assert (after.category, after.unit, after.condition) == ("tree", None, None)
    assert (after.state, after.clock.limit) == ("received", None)
    filed = room.take(case, "file", condition="dead")
    assert filed.clock.limit == "2工作日"


def test_a_corrected_place_takes_the_case_along_and_to_the_office_there(room: Room) -> None:
    number = room.reported(area="liuting.luhua")
    case = room.dispatched(number, unit="office_liuting")
    assert case.rule == "area:liuting.luhua"
    room.moved(number, FLATS)
    [question] = room.asked(case)
    assert question.about == ("place",)
    after = room.decide(case, "change_case")
    assert (after.area, after.area_path[1], after.unit) == (FLATS, "xingtang", "office_xingtang")
    assert (after.clock, after.condition) == (case.clock, "out")


def test_a_place_within_the_district_of_the_kind_leaves_the_unit(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.moved(number, ESTATE)
    after = room.decide(case, "change_case")
    assert (after.area, after.unit, after.state, after.rule) == (
        ESTATE,
        "municipal",
        "dispatched",
        "category:street_lamp",
    )


def test_taken_out_the_report_has_a_case_of_its_own_with_those_who_joined_it(room: Room) -> None:
    number, other = room.reported(), room.reported(description="另一盏也不亮。")
    case = room.dispatched(number, other)
    joining = JoinReport(
        room.intake.database,
        room.intake.outbox,
        room.intake.clock,
        demonstration().zone,
        room.reporting.assessor.person,
    )
    joining.join(number, Voice(contact=Contact(phone="13900139000")), ANYONE)
    room.corrected(number, "tree")
    own = room.decide(case, "take_out")
    assert (own.category, own.state, own.reports, own.unit) == ("tree", "received", 2, None)
    assert room.kept(number).case == own.id
    left = room.case(case.id)
    assert (left.reports, left.category, left.unit) == (1, "street_lamp", "municipal")
    assert left.clock == case.clock
    assert room.history(own)[0].details["taken_out_of"] == case.id
    step = room.history(case)[-1]
    assert (step.step, step.who, step.details["own_case"]) == ("take_out", ZHOU.name, own.id)
    assert [each.step for each in room.history(case)] == ["open", "file", "dispatch", "take_out"]
    changes = room.intake.database.read(lambda conn: report_store.history(conn, number))
    assert changes[-1].why == f"taken out into case {own.id}"


def test_the_only_report_of_a_case_is_not_taken_out(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.corrected(number, "tree")
    with pytest.raises(MissingDetail, match="last_report"):
        room.decide(case, "take_out")
    assert room.kept(number).case == case.id
    assert len(room.asked(case)) == 1


def test_this_report_only_leaves_the_case_and_says_who_decided_that(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.corrected(number, "tree", why="照片里是树")
    after = room.decide(case, "report_only")
    assert replace(after, version=case.version, changed_at=case.changed_at) == case
    step = room.history(case)[-1]
    assert (step.step, step.who, step.reason) == ("report_only", ZHOU.name, "照片里是树")
    assert room.asked(case) == []
    room.corrected(number, "manhole")
    assert [question.about for question in room.asked(case)] == [("category",)]


def test_what_makes_no_difference_to_the_case_asks_nothing(room: Room) -> None:
    number = room.reported()
    room.intake.clock.advance(60)
    other = room.reported(service_code="tree")
    case = room.dispatched(number, other)
    room.corrected(number, "street_lamp")
    room.moved(number, FLATS)
    room.corrected(other, "street_lamp")
    assert room.asked(case) == []
    waiting = room.reported()
    room.corrected(waiting, "tree")
    assert room.intake.rows("case_questions") == 0


def test_a_second_correction_takes_the_place_of_the_first(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    first = room.corrected(number, "tree")
    room.moved(number, ESTATE)
    [question] = room.asked(case)
    assert (question.version, question.about) == (first.version + 1, ("category", "place"))
    decided = Decided(decision="change_case", version=first.version, condition="dead")
    with pytest.raises(CorrectedAgain):
        room.cases.questions.decide(case.id, number, decided, ZHOU)
    room.corrected(number, "street_lamp")
    assert [each.about for each in room.asked(case)] == [("place",)]
    room.moved(number, FLATS)
    assert room.asked(case) == []


def test_a_row_that_is_sent_again_asks_too_and_names_who_sent_it(room: Room) -> None:
    clerk = Actor(name="clerk 导入", vouches=True)
    first = an_imported("A1", area=FLATS, service_code="street_lamp")
    [outcome] = room.reporting.tables.receive_many([first], clerk)
    assert outcome.id is not None
    room.intake.number()
    case = room.dispatched(outcome.id)
    again = replace(first, service_code="tree", description="树倒了。")
    assert room.reporting.tables.receive_many([again], clerk)[0].kind == "changed"
    [question] = room.asked(case)
    assert (question.asked_by, question.about) == (clerk.name, ("category",))
    # The reason is nobody's words, so the decision has none.
    room.decide(case, "report_only")
    assert room.history(case)[-1].reason is None


def test_a_question_ends_with_its_case_or_when_the_report_leaves_it(room: Room) -> None:
    number, other = room.reported(), room.reported()
    case = room.dispatched(number, other)
    room.corrected(number, "tree")
    [question] = room.asked(case)
    room.cases.join_case.unlink(case.id, number, LI)
    assert room.asked(case) == []
    decided = Decided(decision="report_only", version=question.version)
    with pytest.raises(QuestionEnded):
        room.cases.questions.decide(case.id, number, decided, ZHOU)
    room.corrected(other, "tree")
    room.take(case, "accept", CREW)
    room.take(case, "hand_back", CREW, outcome="repaired", note="修好了。", reason="天黑没拍")
    room.take(case, "close", ZHOU)
    assert room.asked(case) == []
    with pytest.raises(QuestionEnded):
        room.cases.questions.decide(case.id, other, replace(decided, version=2), ZHOU)
    with pytest.raises(NoQuestion):
        room.cases.questions.decide(case.id, "20260101-XXXXX", decided, ZHOU)


def test_what_the_change_answers_is_asked_no_more_of_other_reports(room: Room) -> None:
    number, other = room.reported(), room.reported()
    case = room.dispatched(number, other)
    room.corrected(number, "tree")
    room.corrected(other, "tree")
    [first, _] = room.asked(case)
    decided = Decided(decision="change_case", version=first.version, condition="dead")
    after = room.cases.questions.decide(case.id, first.report, decided, ZHOU)
    assert (after.category, room.asked(case)) == ("tree", [])


def test_the_responsible_unit_gives_no_case_away_by_itself(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.corrected(number, "tree")
    with pytest.raises(StepOfDesk):
        room.decide(case, "change_case", CREW, condition="dead")
    assert room.case(case.id) == case
    assert room.decide(case, "report_only", CREW).unit == "municipal"


def test_of_two_who_decide_one_question_one_wins(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.corrected(number, "tree")
    [question] = room.asked(case)
    decided = Decided(decision="report_only", version=question.version)
    outcomes: list[object] = []

    def decide(who: Worker) -> None:
        try:
            outcomes.append(room.cases.questions.decide(case.id, number, decided, who))
        except CaseRefusal as refusal:
            outcomes.append(refusal)

    both = [threading.Thread(target=decide, args=(who,)) for who in (LI, ZHOU)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    [lost] = [each for each in outcomes if isinstance(each, DecidedMeanwhile)]
    assert lost.who in (LI.name, ZHOU.name)
    assert (lost.decision, lost.ago) == ("report_only", timedelta(0))
    assert [step.step for step in room.history(case)].count("report_only") == 1


def test_a_graver_kind_lifts_the_case_at_once_and_no_danger_is_told_of(room: Room) -> None:
    number = room.reported()
    case = room.dispatched(number)
    room.corrected(number, "manhole")
    lifted = room.case(case.id)
    assert (lifted.severity, lifted.category) == (3, "street_lamp")
    assert room.history(case)[-1].step == "graver"
