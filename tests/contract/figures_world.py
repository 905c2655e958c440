"""Twenty cases whose figures can be counted on fingers; `COUNTED` in the tests says how.

Everything is done through the use cases. Lamps have four hours, leaks two days; every hour
counts, so that a deadline is the hour of filing and the limit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.tables import cases
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.wiring import case_desk
from services.intake.feedback import store as feedback_store
from services.intake.feedback.opinion_store import Verdict
from services.intake.feedback.say_opinion import JudgeDispute, SayOpinion
from services.intake.feedback.thread import Link
from services.intake.figures.period import Period, Wanted
from services.intake.figures.statistics import Statistics, read
from services.intake.reports import store as report_store
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import a_report, demonstration, mask_phone

OFFICER = Worker(name="officer 李巍")
COLLEAGUE = Worker(name="officer 周敏")
THIRD = Worker(name="officer 陈静")
LIMITS = {"street_lamp": {"out": "4紧急工作时"}, "leak": {"drip": "2紧急工作日"}}
UNIT = {"street_lamp": "municipal", "leak": "housing_bureau"}


def conditions(category: str) -> Mapping[str, str]:
    return LIMITS.get(category, {})


@dataclass
class World:
    intake: Intake
    cases: CaseDesk
    named: dict[str, str] = field(default_factory=dict)
    """The cases of the story by their names."""

    def hours(self, number: float) -> None:
        self.intake.clock.advance(number * 3600)

    def opened(self, name: str, category: str = "street_lamp", waits: float = 0) -> str:
        """A case whose report waited so many hours in the inbox."""
        report = self.intake.report(a_report(service_code=category))
        self.intake.number()
        self.hours(waits)
        self.named[name] = self.cases.open_case.open([report], OFFICER).id
        return self.named[name]

    def case(self, case_id: str) -> Case:
        found = self.intake.database.read(lambda conn: case_store.by_id(conn, case_id))
        assert found is not None
        return found

    def take(self, case_id: str, code: str, who: Worker = OFFICER, **said: Any) -> Case:
        version = self.case(case_id).version
        return self.cases.take_step.take(case_id, version, code, who, Saying(**said))

    def sent(self, name: str, category: str = "street_lamp", waits: float = 0) -> str:
        """Opened; an hour later filed and dispatched by the rule."""
        number = self.opened(name, category, waits)
        self.hours(1)
        self.take(number, "file")
        self.take(number, "dispatch", unit=UNIT[category])
        return number

    def done(self, number: str, outcome: str = "repaired", after: float = 1) -> str:
        """Accepted, handed back so many hours later, an hour later verified by a colleague."""
        self.take(number, "accept")
        self.hours(after)
        self.take(number, "hand_back", outcome=outcome, note="已处理。", reason="天黑")
        self.hours(1)
        self.take(number, "close", COLLEAGUE)
        return number

    def says(self, number: str, kind: Any, reason: str = "") -> None:
        report, token = self._report(number)
        intake = self.intake
        saying = SayOpinion(
            intake.database, intake.receive, intake.correct, mask_phone, intake.clock
        )
        saying.say(report, token, kind, reason)

    def judged(self, number: str, verdict: Verdict) -> None:
        judge = JudgeDispute(
            self.intake.database, self.cases.take_step, mask_phone, self.intake.clock
        )
        judge.judge(number, self.case(number).version, verdict, THIRD, "已到现场查看。")

    def linked(self, number: str) -> None:
        report, _ = self._report(number)
        link = Link(report=report, need="N-000001", projects=(), changed_at=self.intake.clock.now())
        self.intake.database.write(lambda conn: feedback_store.save_links(conn, [link]))

    def exempt(self, number: str) -> None:
        row = update(cases).where(cases.c.id == number).values(exempted=True)
        self.intake.database.write(lambda conn: conn.execute(row))

    def _report(self, number: str) -> tuple[str, str]:
        _, members = self.cases.parts(self.case(number))
        kept = self.intake.database.read(lambda conn: report_store.by_id(conn, members[0].id))
        assert kept is not None
        return kept.report.id, kept.keeping.tracking_token

    def wanted(self, **more: Any) -> Wanted:
        zone = demonstration().zone
        period = Period(date(2026, 11, 22), date(2027, 6, 30), zone)
        return Wanted(**{"period": period, **more})

    def read(self, **more: Any) -> Statistics:
        wanted, now = self.wanted(**more), self.intake.clock.now()
        return self.intake.database.read(lambda conn: read(conn, wanted, demonstration(), now))


def live(world: World) -> World:
    """The story; ten days after its end."""
    for name in ("L1", "L2", "L3"):
        world.done(world.sent(name))
    world.done(world.sent("L4"), after=5)
    world.exempt(world.done(world.sent("L5"), after=5))
    _disputed(world)
    world.says(world.done(world.sent("L8")), "satisfied")
    world.says(world.done(world.sent("L9")), "dispute", "还是不亮。")
    _not_handled(world)
    _sent_back(world)
    _leaks(world)
    world.hours(240)
    return world


def _disputed(world: World) -> None:
    number = world.done(world.sent("L6"), "made_safe")
    world.says(number, "dispute", "没有修好。")
    world.judged(number, "upheld")
    world.take(number, "dispatch", THIRD, unit="municipal")
    world.done(number)
    number = world.done(world.sent("L7"))
    world.says(number, "dispute", "还是不亮。")
    world.judged(number, "rejected")


def _not_handled(world: World) -> None:
    number = world.opened("L10")
    world.take(number, "file")
    world.hours(6)
    world.take(number, "answer", outcome="duplicate", note="已有案件。")
    number = world.opened("L11")
    world.hours(1)
    world.take(number, "decline", outcome="not_accepted", reason="不属受理范围")
    report = world.intake.report(a_report(service_code="street_lamp"))
    world.intake.number()
    said = Saying(condition="out", unit="municipal")
    case = world.cases.handle_bundle.handle([report], "dispatch", OFFICER, said)
    world.named["L12"] = world.cases.handle_bundle.undo(case.id, OFFICER).id


def _sent_back(world: World) -> None:
    number = world.sent("L13")
    world.take(number, "send_back", reason="不属于我们")
    world.take(number, "dispatch", COLLEAGUE, unit="housing_bureau")
    world.done(number, "made_safe")
    world.sent("L14")
    number = world.sent("L15")
    soon = (world.intake.clock.now() + timedelta(days=1)).date()
    world.take(number, "suspend", reason="等待材料", review_on=soon)
    number = world.sent("L16")
    world.take(number, "accept")
    shelving = Saying(outcome="passed_on", note="列入改造。", reason="需立项", review_on=soon)
    world.cases.take_step.take(number, world.case(number).version, "shelve", OFFICER, shelving)
    world.linked(number)


def _leaks(world: World) -> None:
    world.done(world.sent("K1", "leak", waits=2))
    number = world.opened("K2", "leak")
    world.hours(1)
    world.take(number, "answer", outcome="answered", note="请联系物业。")
    number = world.sent("K3", "leak")
    world.take(number, "send_back", reason="不属于我们")
    world.take(number, "dispatch", COLLEAGUE, unit="housing_bureau")
    world.take(number, "send_back", reason="材料不全")
    world.opened("K4", "leak")


def open_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """An empty world on the dialect that the parameter names."""
    for intake in open_intake(request, tmp_path):
        yield World(
            intake,
            case_desk(
                intake.database,
                intake.outbox,
                demonstration(),
                intake.clock,
                mask_phone,
                conditions,
            ),
        )
