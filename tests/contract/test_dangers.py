"""A danger that somebody tells of stands before everything else, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from services.contracts.intake_events import PossibleDanger
from services.intake.cases.case import store as case_store
from services.intake.cases.inbox.inbox import ReadInbox
from services.intake.cases.wiring import telling_cases
from services.intake.reports.changing.correcting import Correcting
from services.intake.reports.dangers.verdict import DangerVerdict, NoDangerHeard
from services.intake.reports.masking.masking import mask
from services.intake.reports.report import Actor, Contact
from services.intake.reports.wiring import assessor
from services.runtime.identity.access import EVERYWHERE
from tests.contract.case_desk import OFFICER, Desk, open_desk
from tests.unit.intake.builders import SECRET, a_report, demonstration

CLERK = Actor(name="officer 李巍", vouches=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def correcting(desk: Desk) -> Correcting:
    intake, profile = desk.intake, demonstration()
    return Correcting(
        intake.outbox,
        profile,
        assessor(profile, SECRET),
        intake.clock,
        lambda *_: None,
        telling_cases(intake.outbox, profile, intake.clock),
    )


def inbox(desk: Desk) -> ReadInbox:
    return ReadInbox(desk.intake.database, demonstration())


def test_words_raise_the_severity_and_stand_before_older_and_graver_kinds(desk: Desk) -> None:
    grave = desk.reported(service_code="gas_safety", description="软管老化了。", address="一号")
    desk.intake.clock.advance(60)
    told = desk.reported(description="灯杆下的电线裸露，孩子能摸到。", address="二号")
    report = desk.kept(told)
    assert (report.severity, report.category.code) == (4, "street_lamp")
    assert report.danger == PossibleDanger(severity=4, kinds=("electricity",), words=("电线…裸露",))
    bundles = inbox(desk).read(EVERYWHERE).bundles
    assert [bundle.id for bundle in bundles] == [told, grave]
    assert bundles[0].dangers == ("电线…裸露",)
    assert [each.id for each in inbox(desk).alarms(EVERYWHERE)] == [told]


def test_a_question_that_speaks_of_a_danger_waits_like_a_report(desk: Desk) -> None:
    told = desk.reported(request_type="enquiry", description="楼道里有煤气味，怎么办？")
    quiet = desk.reported(request_type="enquiry", description="几点上班？")
    waiting = {bundle.id for bundle in inbox(desk).read(EVERYWHERE).bundles}
    assert told in waiting
    assert quiet not in waiting
    assert desk.opened(told).severity == 4


def test_a_dismissed_danger_counts_no_more_and_comes_back_when_confirmed(desk: Desk) -> None:
    told = desk.reported(description="灯杆下的电线裸露。")
    write = desk.intake.database.write
    dismissed = write(
        lambda conn: correcting(desk).judge_danger(
            conn, told, DangerVerdict("dismissed", "已经去看过"), CLERK
        )
    )
    assert (dismissed.severity, dismissed.version) == (2, 2)
    assert inbox(desk).alarms(EVERYWHERE) == []
    assert inbox(desk).read(EVERYWHERE).bundles[0].dangers == ()
    confirmed = write(
        lambda conn: correcting(desk).judge_danger(
            conn, told, DangerVerdict("confirmed", "照片上看得到"), CLERK
        )
    )
    assert (confirmed.severity, confirmed.version) == (4, 3)
    assert desk.kept(told) == confirmed


def test_where_nothing_was_heard_there_is_nothing_to_judge(desk: Desk) -> None:
    quiet = desk.reported()
    with pytest.raises(NoDangerHeard):
        desk.intake.database.write(
            lambda conn: correcting(desk).judge_danger(
                conn, quiet, DangerVerdict("confirmed", "x"), CLERK
            )
        )


def test_words_that_come_later_raise_the_report_and_its_case(desk: Desk) -> None:
    number = desk.reported()
    case = desk.opened(number)
    assert case.severity == 2

    def later(text: str) -> None:
        desk.intake.database.write(
            lambda conn: correcting(desk).hear(conn, number, text, "words were added", CLERK)
        )

    later("灯还是不亮")
    assert desk.kept(number).severity == 2
    later("灯杆漏电，狗被电死了")
    assert desk.kept(number).severity == 4
    graver = desk.intake.database.read(lambda conn: case_store.by_id(conn, case.id))
    assert graver is not None
    assert (graver.severity, graver.version) == (4, case.version + 1)
    assert [each.id for each in inbox(desk).alarms(EVERYWHERE)] == [number]
    later("灯杆漏电")
    assert desk.kept(number).version == 3


def test_a_grave_report_that_is_linked_makes_its_case_as_grave(desk: Desk) -> None:
    case = desk.opened(desk.reported())
    told = desk.reported(description="灯杆下的电线裸露。", address="别处")
    assert desk.cases.join_case.link(case.id, [told], OFFICER).severity == 4


def test_a_correction_of_the_kind_leaves_what_the_words_say(desk: Desk) -> None:
    told = desk.reported(description="灯杆下的电线裸露。")
    made = assessor(demonstration(), SECRET).recategorised(desk.kept(told), "rubbish", None)
    assert (made.severity, made.category.code) == (4, "rubbish")
    assert mask("电线…裸露").text == "电线…裸露"


def hear(desk: Desk, number: str, text: str, *, anew: bool = False) -> None:
    made = correcting(desk)
    desk.intake.database.write(
        lambda conn: made.hear(conn, number, text, "words", CLERK, anew=anew)
    )


def judged(desk: Desk, number: str, how: Literal["confirmed", "dismissed"]) -> None:
    made, verdict = correcting(desk), DangerVerdict(how, "已经去看过")
    desk.intake.database.write(lambda conn: made.judge_danger(conn, number, verdict, CLERK))


def alarmed(desk: Desk) -> list[str]:
    return [each.id for each in inbox(desk).alarms(EVERYWHERE)]


def test_a_danger_in_a_case_that_somebody_has_is_told_of_until_it_is_judged(desk: Desk) -> None:
    number = desk.reported()
    desk.handled(desk.opened(number))
    hear(desk, number, "灯杆漏电，狗被电死了")
    assert alarmed(desk) == [number]
    judged(desk, number, "confirmed")
    assert alarmed(desk) == []


@pytest.mark.parametrize("how", ["confirmed", "dismissed"])
def test_the_same_danger_after_the_end_is_a_new_one(
    desk: Desk, how: Literal["confirmed", "dismissed"]
) -> None:
    number = desk.reported(description="灯杆下的电线裸露。")
    case = desk.opened(number)
    closed = desk.take(case, "decline", outcome="not_ours", reason="不属于", note="请联系物业。")
    judged(desk, number, how)
    assert alarmed(desk) == []
    hear(desk, number, "电线还是裸露", anew=True)
    assert alarmed(desk) == [number]
    over = desk.intake.database.read(lambda conn: case_store.by_id(conn, case.id))
    assert over is not None
    assert (over.severity, over.closed_at) == (4, closed.closed_at)
    assert desk.kept(number).severity == 4


def test_a_dismissed_danger_that_somebody_else_tells_of_is_heard_again(desk: Desk) -> None:
    number = desk.reported(description="灯杆下的电线裸露。")
    hear(desk, number, "电线裸露")
    assert desk.kept(number).version == 1
    judged(desk, number, "dismissed")
    hear(desk, number, "电线裸露")
    danger = desk.kept(number).danger
    assert danger is not None
    assert danger.judged == "unconfirmed"


def test_a_later_version_of_a_row_hears_a_danger_and_forgets_none_that_others_told(
    desk: Desk,
) -> None:
    def said(text: str) -> str:
        row = a_report(
            description=text,
            service_code="street_lamp",
            contact=Contact(),
            source="hotline",
            external_id="R-1",
        )
        [outcome] = desk.intake.tables.receive_many([row], CLERK)
        desk.intake.number()
        assert outcome.id is not None
        return outcome.id

    number = said("路灯不亮。")
    desk.take(desk.opened(number), "decline", outcome="not_ours", reason="x", note="请联系物业。")
    assert said("路灯不亮，灯杆漏电了。") == number
    assert alarmed(desk) == [number]
    judged(desk, number, "confirmed")
    hear(desk, number, "还有煤气味")
    said("路灯不亮，灯杆漏电。请尽快。")
    danger = desk.kept(number).danger
    assert danger is not None
    assert "煤气味" in danger.words
    assert desk.kept(number).severity == 4
