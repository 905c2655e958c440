"""Cases on either database, with what officers do to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.contracts.case_events import CaseState
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.listing.listing import CasePage, WantedCases, find
from services.intake.cases.wiring import case_desk
from services.intake.photos import store as photo_store
from services.intake.photos.photo import Photo, new_photo_id
from services.intake.reports import store as report_store
from services.intake.reports.report import Report
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import a_report, demonstration, mask_phone

OFFICER = Worker(name="officer 李巍")
COLLEAGUE = Worker(name="officer 周敏")
LIMITS = {"out": "4工作时", "fallen": "1紧急工作时"}


def conditions(category: str) -> Mapping[str, str]:
    return LIMITS if category == "street_lamp" else {}


@dataclass
class Desk:
    intake: Intake
    cases: CaseDesk

    def reported(self, **said: Any) -> str:
        number = self.intake.report(a_report(**{"service_code": "street_lamp", **said}))
        self.intake.number()
        return number

    def opened(self, *numbers: str) -> Case:
        return self.cases.open_case.open(numbers or (self.reported(),), OFFICER)

    def take(self, case: Case, code: str, who: Worker = OFFICER, **said: Any) -> Case:
        return self.cases.take_step.take(case.id, case.version, code, who, Saying(**said))

    def handled(self, case: Case) -> Case:
        """As far as a colleague's verification."""
        case = self.take(case, "file", condition="out")
        case = self.take(case, "dispatch", unit="housing_bureau")
        case = self.take(case, "accept")
        return self.take(case, "hand_back", outcome="repaired", note="灯已修好。", reason="天黑")

    def photo(self) -> str:
        """One that waits to be named."""
        photo = Photo(
            id=new_photo_id(),
            kind="reported",
            report_id=None,
            case_id=None,
            position=0,
            audience="staff",
            judged=False,
            width=64,
            height=48,
            size=900,
            created_at=self.intake.clock.now(),
        )
        self.intake.database.write(lambda conn: photo_store.add(conn, photo))
        return photo.id

    def kept(self, number: str) -> Report:
        kept = self.intake.database.read(lambda conn: report_store.by_id(conn, number))
        assert kept is not None
        return kept.report

    def page(self, wanted: WantedCases, now: datetime) -> CasePage:
        return self.intake.database.read(lambda conn: find(conn, wanted, now))

    def told(self) -> list[CaseState]:
        return [each.data for each in self.intake.events() if isinstance(each.data, CaseState)]


def open_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """An empty desk on the dialect that the parameter names."""
    for intake in open_intake(request, tmp_path):
        built = case_desk(
            intake.database, intake.outbox, demonstration(), intake.clock, mask_phone, conditions
        )
        yield Desk(intake, built)
