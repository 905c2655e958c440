"""What other programs see of a case: open or closed, until when, and what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.wiring import case_desk
from tests.contract.intake import Intake, Statements, open_intake
from tests.unit.intake.builders import a_report, demonstration, mask_phone
from tests.unit.intake.open311.front import Front, open_front

OFFICER = Worker(name="officer 李巍")
COLLEAGUE = Worker(name="officer 周敏")


@dataclass
class Town:
    """A report with its case, and the programs that look at it."""

    intake: Intake
    front: Front
    cases: CaseDesk

    def opened(self) -> tuple[str, Case]:
        number = self.intake.report(a_report(service_code="street_lamp"))
        self.intake.number()
        return number, self.cases.open_case.open([number], OFFICER)

    def take(self, case: Case, code: str, who: Worker = OFFICER, **said: Any) -> Case:
        self.intake.clock.advance(60)
        return self.cases.take_step.take(case.id, case.version, code, who, Saying(**said))

    def repaired(self, case: Case) -> Case:
        case = self.take(case, "file", condition="out")
        case = self.take(case, "dispatch", unit=_other_unit())
        case = self.take(case, "accept")
        case = self.take(
            case, "hand_back", outcome="repaired", note="李师傅修好了。", reason="天黑"
        )
        return self.take(case, "close", COLLEAGUE)

    def seen(self, number: str, **arguments: str) -> dict[str, Any]:
        (found,) = self.front.json(f"requests/{number}", **arguments)
        return dict(found)

    def listed(self, **arguments: str) -> list[str]:
        found = self.front.json("requests", **arguments)
        return [each["service_request_id"] for each in found]


def _other_unit() -> str:
    """One that is not the service's own."""
    profile = demonstration()
    own = profile.problem_types["street_lamp"].responsible_unit
    return next(code for code in profile.responsible_units if code != own)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    for intake in open_intake(request, tmp_path):
        desk = case_desk(
            intake.database,
            intake.outbox,
            demonstration(),
            intake.clock,
            mask_phone,
            lambda _: {"out": "4工作时"},
        )
        yield Town(intake, open_front(tmp_path, database=intake.database), desk)


def test_a_case_that_is_worked_on_is_open_and_names_its_unit_and_deadline(town: Town) -> None:
    number, case = town.opened()
    case = town.take(case, "file", condition="out")
    case = town.take(case, "dispatch", unit=_other_unit())
    seen = town.seen(number)
    assert seen["status"] == "open"
    assert seen["status_notes"] == "Passed to the responsible unit."
    unit = demonstration().responsible_units[_other_unit()]
    assert seen["agency_responsible"] == unit.name.en
    assert datetime.fromisoformat(seen["expected_datetime"]) == case.clock.due_at
    assert datetime.fromisoformat(seen["updated_datetime"]) == case.changed_at


def test_a_closed_case_tells_its_outcome_and_when_it_closed(town: Town) -> None:
    number, case = town.opened()
    closed = town.repaired(case)
    seen = town.seen(number)
    assert (seen["status"], seen["status_notes"]) == ("closed", "Closed: repaired.")
    assert datetime.fromisoformat(seen["updated_datetime"]) == closed.closed_at
    assert seen["expected_datetime"] is None
    assert "李" not in f"{town.seen(number, extensions='true')}"


def test_what_waits_for_a_project_stays_open(town: Town) -> None:
    number, case = town.opened()
    case = town.take(case, "file", condition="out")
    today = town.intake.clock.now().date()
    later = today + timedelta(days=90)
    town.take(case, "shelve", outcome="passed_on", reason="r", note="n", review_on=later)
    seen = town.seen(number, extensions="true")
    assert seen["status"] == "open"
    assert "renewal project" in seen["status_notes"]
    assert seen["extended_attributes"]["review_date"] == later.isoformat()
    assert seen["extended_attributes"]["outcome"] == "passed_on"


def test_what_is_declined_is_closed_and_opened_again_it_is_open(town: Town) -> None:
    number, case = town.opened()
    case = town.take(case, "decline", reason="r", outcome="not_ours")
    assert town.seen(number)["status_notes"] == "Closed: not ours to handle."
    assert town.listed(status="closed") == [number]
    town.take(case, "reopen", COLLEAGUE, reason="r")
    assert town.seen(number)["status"] == "open"
    assert town.listed(status="closed") == []


def test_states_filter_the_list(town: Town) -> None:
    ended, case = town.opened()
    town.repaired(case)
    worked_on, _ = town.opened()
    without = town.intake.report(a_report(service_code="street_lamp"))
    assert town.listed(status="closed") == [ended]
    assert set(town.listed(status="open")) == {worked_on, without}
    assert set(town.listed(status="open,closed")) == {ended, worked_on, without}


def test_a_step_of_its_case_is_a_change_of_a_request(town: Town) -> None:
    number, case = town.opened()
    other = town.intake.report(a_report(service_code="street_lamp"))
    town.intake.clock.advance(3600)
    since = town.intake.clock.now().isoformat()
    assert town.listed(updated_after=since) == []
    town.take(case, "file", condition="out")
    assert town.listed(updated_after=since) == [number]
    assert town.listed(updated_before=since) == [other]


def test_what_happened_is_told_in_order_and_in_few_statements(town: Town) -> None:
    number, case = town.opened()
    town.repaired(case)
    with Statements(town.intake.database) as statements:
        (seen,) = town.front.json("requests", extensions="true")
    assert len(statements.seen) == 3
    kinds = [note["type"] for note in seen["notes"]]
    assert kinds[0] == "received"
    assert [kind for kind in kinds[1:] if kind not in ("changed", "received")] == [
        "filed",
        "dispatched",
        "handling",
        "verifying",
        "closed",
    ]
    moments = [note["datetime"] for note in seen["notes"]]
    assert moments == sorted(moments)
    assert seen["service_request_id"] == number
