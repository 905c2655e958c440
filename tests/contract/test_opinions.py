"""What people say of a closed case, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.refusals import HandledByYourself, MissingDetail
from services.intake.cases.listing.listing import WantedCases
from services.intake.feedback import opinion_store
from services.intake.feedback.follow_up import closing_of, followed_by
from services.intake.feedback.opinion_store import Verdict
from services.intake.feedback.say_opinion import (
    WINDOW,
    DisputeWaits,
    JudgeDispute,
    NotClosed,
    NothingDisputed,
    SaidDifferently,
    SayOpinion,
    WindowOpen,
    WindowOver,
)
from services.intake.reports import store
from services.intake.reports.faults import KeyUsedDifferently, NoSuchReport
from services.intake.reports.report import Actor
from services.intake.site.asked import Asked, asked_of
from tests.contract.intake import Intake, open_intake
from tests.contract.test_joining import OFFICER, Street
from tests.unit.intake.builders import PHONE, a_report, mask_phone

FLATS = "xingtang.tangkou.gongfang"
COLLEAGUE = Worker(name="officer 周敏")


class Ended(Street):
    """A street whose lamp two neighbours reported, and whose case was answered."""

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake)
        self.number = self.reported(reporter_key="zero")
        self.voice = self.join(self.number, "one")
        intake.number()
        self.opened = self.cases.open_case.open((self.number,), OFFICER)
        self.saying = SayOpinion(
            intake.database, intake.receive, intake.correct, mask_phone, intake.clock
        )
        self.judging = JudgeDispute(intake.database, self.cases.take_step, mask_phone, intake.clock)

    def closed(self) -> "Ended":
        said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
        now = self.case(self.opened.id)
        self.cases.take_step.take(now.id, now.version, "decline", OFFICER, said)
        return self

    def token(self, number: str | None = None) -> str:
        kept = self.intake.database.read(lambda conn: store.by_id(conn, number or self.number))
        assert kept is not None
        return kept.keeping.tracking_token

    def dispute(self, reason: str = "灯还是不亮。") -> opinion_store.Opinion:
        return self.saying.say(self.number, self.token(), "dispute", reason)

    def judge(self, verdict: Verdict, who: Worker = COLLEAGUE) -> Case:
        now = self.case(self.opened.id)
        return self.judging.judge(now.id, now.version, verdict, who, "已到现场查看。", "out")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ended(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ended]:
    for intake in open_intake(request, tmp_path):
        yield Ended(intake)


def test_a_dispute_waits_for_a_verdict_once_per_case_within_what_one_works_for(
    ended: Ended,
) -> None:
    def waiting(**wanted: Any) -> list[tuple[str, str]]:
        asked, now = WantedCases(**wanted), ended.intake.clock.now()
        found = ended.intake.database.read(lambda conn: opinion_store.waiting(conn, asked, now, 9))
        return [(case.id, said.reason) for case, said in found]

    ended.closed()
    assert waiting() == []
    ended.dispute("还是不亮。")
    ended.intake.clock.advance(1)
    assert ended.voice.id is not None
    ended.saying.say(ended.voice.id, ended.token(ended.voice.id), "dispute", "一样。")
    assert waiting() == [(ended.opened.id, "还是不亮。")]
    assert waiting(units=("elsewhere",)) == []
    ended.judge("rejected")
    assert waiting() == []


def test_everyone_on_the_case_has_one_word_also_who_joined(ended: Ended) -> None:
    ended.closed()
    assert ended.voice.id is not None
    ended.saying.say(ended.voice.id, ended.token(ended.voice.id), "satisfied")
    first = ended.dispute(f"还是不亮，打我电话{PHONE}")
    assert PHONE not in first.reason
    assert ended.dispute(f"还是不亮，打我电话{PHONE}") == first
    with pytest.raises(SaidDifferently):
        ended.saying.say(ended.number, ended.token(), "satisfied")
    assert ended.intake.rows("case_opinions") == 2


def test_only_the_token_of_the_report_speaks(ended: Ended) -> None:
    ended.closed()
    with pytest.raises(NoSuchReport):
        ended.saying.say(ended.number, "no such token", "satisfied")
    with pytest.raises(NoSuchReport):
        ended.saying.say(ended.number, ended.token(ended.voice.id), "satisfied")


def test_before_the_end_and_after_the_days_nothing_is_said(ended: Ended) -> None:
    with pytest.raises(NotClosed):
        ended.dispute()
    ended.closed()
    with pytest.raises(WindowOpen):
        ended.saying.still_not_fixed(ended.number, ended.token(), "又不亮了。")
    with pytest.raises(MissingDetail):
        ended.dispute("  ")
    ended.intake.clock.advance((WINDOW + timedelta(seconds=1)).total_seconds())
    with pytest.raises(WindowOver):
        ended.dispute()


def test_still_not_fixed_is_a_new_report_that_names_the_old(ended: Ended) -> None:
    ended.closed()
    ended.intake.clock.advance((WINDOW + timedelta(days=1)).total_seconds())
    again = ended.saying.still_not_fixed(ended.number, ended.token(), "又不亮了。")
    report, old = ended.kept(again.id), ended.kept(ended.number)
    assert report.extras == {"follows": ended.number}
    assert (report.case, report.category.code) == (None, old.category.code)
    assert (report.place, report.pseudonym) == (old.place, old.pseudonym)
    assert ended.saying.still_not_fixed(ended.number, ended.token(), "又不亮了。").id == again.id
    with pytest.raises(KeyUsedDifferently):
        ended.saying.still_not_fixed(ended.number, ended.token(), "别的话。")


def test_an_upheld_dispute_reopens_the_case_and_the_next_closing_asks_again(
    ended: Ended,
) -> None:
    ended.closed().dispute()
    case = ended.judge("upheld")
    assert (case.state, case.reopened) == ("filed", 1)
    said = ended.intake.database.read(lambda conn: opinion_store.of_case(conn, case.id))
    assert [(each.verdict, each.judged_by) for each in said] == [("upheld", COLLEAGUE.name)]


def test_a_rejected_dispute_leaves_the_case_and_tells_why(ended: Ended) -> None:
    ended.closed().dispute()
    before = ended.case(ended.opened.id)
    assert ended.judge("rejected") == before
    with pytest.raises(NothingDisputed):
        ended.judge("upheld")


def test_who_handled_it_does_not_judge_and_nothing_is_decided(ended: Ended) -> None:
    ended.closed().dispute()
    with pytest.raises(HandledByYourself):
        ended.judge("upheld", OFFICER)
    said = ended.intake.database.read(lambda conn: opinion_store.of_case(conn, ended.opened.id))
    assert [each.verdict for each in said] == [None]


def asked(ended: Ended, number: str | None = None) -> Asked:
    """What the page of the report asks now."""

    def read(conn: Connection) -> Asked:
        report = ended.kept(number or ended.number)
        case = case_store.by_id(conn, report.case) if report.case else None
        return asked_of(conn, report, case, ended.intake.clock)

    return ended.intake.database.read(read)


def later(ended: Ended) -> None:
    ended.intake.clock.advance((WINDOW + timedelta(days=1)).total_seconds())


def test_once_it_was_reported_again_the_old_page_leads_there_and_asks_no_more(
    ended: Ended,
) -> None:
    ended.closed()
    later(ended)
    assert asked(ended).what == "still"
    again = ended.saying.still_not_fixed(ended.number, ended.token(), "又不亮了。")
    now = asked(ended)
    assert (now.what, now.said) == ("nothing", None)
    assert now.again is not None
    assert now.again.report.id == again.id

    def back(conn: Connection) -> str | None:
        kept = store.by_id(conn, again.id)
        found = followed_by(conn, kept) if kept else None
        return found.kept.report.id if found else None

    assert ended.intake.database.read(back) == ended.number
    assert ended.voice.id is not None
    assert asked(ended, ended.voice.id).what == "still"


def test_nobody_hangs_a_report_onto_anothers_page(ended: Ended) -> None:
    ended.closed()
    later(ended)
    closing = ended.intake.database.read(lambda conn: closing_of(conn, ended.case(ended.opened.id)))
    forged = ended.reported(
        client_id=f"still:{ended.opened.id}:{closing}:{ended.number}",
        extras={"follows": ended.number},
    )
    assert asked(ended).again is None
    kept = ended.intake.database.read(lambda conn: store.by_id(conn, forged))
    assert kept is not None
    assert ended.intake.database.read(lambda conn: followed_by(conn, kept)) is None
    assert ended.saying.still_not_fixed(ended.number, ended.token(), "又不亮了。").created


def test_a_dispute_that_waits_is_waited_for_also_after_the_days(ended: Ended) -> None:
    ended.closed().dispute()
    later(ended)
    now = asked(ended)
    assert now.said is not None
    assert (now.what, now.said.waits) == ("nothing", True)
    with pytest.raises(DisputeWaits):
        ended.saying.still_not_fixed(ended.number, ended.token(), "又不亮了。")
    ended.judge("rejected")
    assert asked(ended).what == "still"


def test_what_was_said_of_an_earlier_closing_is_past(ended: Ended) -> None:
    ended.closed().dispute()
    ended.judge("upheld")
    reopened = asked(ended)
    assert reopened.said is not None
    assert reopened.said.verdict == "upheld"
    now = ended.case(ended.opened.id)
    said = Saying(outcome="answered", note="已修好。")
    ended.intake.clock.advance(60)
    ended.cases.take_step.take(now.id, now.version, "answer", Worker(name="officer 赵云"), said)
    assert asked(ended) == Asked("opinion")


@pytest.mark.parametrize(
    ("area", "named"), [(FLATS, "供销社家属院"), (None, None)], ids=["neighbourhood", "nothing"]
)
def test_without_pin_and_address_the_neighbourhood_is_kept(
    ended: Ended, area: str | None, named: str | None
) -> None:
    told = a_report(
        service_code="street_lamp",
        address=None,
        lat=None,
        long=None,
        area=area,
        source="hotline",
        external_id="H-1",
    )
    number = ended.intake.receive.receive(told, Actor(name="officer", vouches=True)).id
    ended.intake.number()
    case = ended.cases.open_case.open((number,), OFFICER)
    said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
    ended.cases.take_step.take(case.id, case.version, "decline", OFFICER, said)
    later(ended)
    names = {FLATS: named}
    saying = replace(ended.saying, area_name=names.get)
    again = saying.still_not_fixed(number, ended.token(number), "又不亮了。")
    place, old = ended.kept(again.id).place, ended.kept(number).place
    assert place.area == old.area == area
    assert place.address == (named or f"同反映 {number}")


def test_a_dispute_that_speaks_of_a_danger_raises_what_was_reported(ended: Ended) -> None:
    ended.closed()
    assert ended.voice.id is not None
    said = "灯杆漏电，有人触电了"
    ended.saying.say(ended.voice.id, ended.token(ended.voice.id), "dispute", said)
    kept = ended.intake.database.read(lambda conn: store.by_id(conn, ended.number))
    assert kept is not None
    assert (kept.report.severity, kept.report.danger_anew_at) == (4, ended.intake.clock.now())
    ended.saying.say(ended.voice.id, ended.token(ended.voice.id), "dispute", said)
    again = ended.intake.database.read(lambda conn: store.by_id(conn, ended.number))
    assert again is not None
    assert again.report.version == kept.report.version
