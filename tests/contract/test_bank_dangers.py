"""A danger is never buried, and only what works answer becomes a project, on each database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.contracts.intake_events import PossibleDanger, ReportState
from services.projectbank.needs.decisions.description import Description
from services.projectbank.needs.listing import NeedDanger, WantedNeeds, list_needs
from services.projectbank.needs.need import Member
from services.runtime.database import open_database
from tests.unit.projectbank.bank import ESTATE, Bank, a_report
from tests.unit.projectbank.scoring_builders import a_member, a_need, gathered

LAMP = "紫荆花园东门路灯不亮"
DANGER = PossibleDanger(severity=4, kinds=("structure",), words=("楼板…开裂",))


def dangerous(state: ReportState, danger: PossibleDanger = DANGER) -> ReportState:
    severity = danger.severity if danger.holds else state.severity
    return replace(state, danger=danger, severity=severity)


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    url = f"sqlite:///{tmp_path}/bank.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("emptied_postgres")("bank")
    database = open_database(url)
    yield Bank(database)
    database.close()


def listed(
    bank: Bank, danger: NeedDanger | None = None, answered_by: str | None = None
) -> list[str]:
    asked = WantedNeeds(limit=10, danger=danger, answered_by=answered_by)
    return [need.id for need in bank.database.read(lambda conn: list_needs(conn, asked, 10))]


def test_one_message_of_a_danger_is_listed_at_once_though_its_need_is_nobody_s_yet(
    bank: Bank,
) -> None:
    bank.take(dangerous(a_report(1, "三号楼楼板开裂")), a_report(2, LAMP))
    assert listed(bank, "possible") == ["N-000001"]
    assert listed(bank) == []
    assert bank.told_needs() == []
    assert bank.need("N-000001").dangers == 1


def test_a_danger_inside_a_need_of_something_else_puts_that_need_on_the_list(bank: Bank) -> None:
    lamps = [a_report(seq, LAMP, area_path=ESTATE) for seq in (1, 2, 3)]
    bank.take(*lamps[:2], dangerous(lamps[2]))
    assert listed(bank, "possible") == ["N-000001"]
    assert listed(bank, "confirmed") == []


def test_a_danger_that_comes_or_goes_with_a_later_version_is_followed(bank: Bank) -> None:
    bank.take(a_report(1, LAMP))
    assert listed(bank, "possible") == []
    bank.take(dangerous(a_report(1, LAMP, version=2)))
    assert listed(bank, "possible") == ["N-000001"]
    dismissed = replace(DANGER, judged="dismissed")
    bank.take(dangerous(a_report(1, LAMP, version=3), dismissed))
    assert listed(bank, "possible") == []


def test_what_a_planner_says_of_a_need_stays_through_new_reports_and_regrouping(
    bank: Bank,
) -> None:
    bank.take(*(dangerous(a_report(seq, LAMP)) for seq in (1, 2, 3)))
    said = Description(category="unsafe_house", severity=4, area_path=ESTATE, point=(1, 2))
    bank.decide("describe", "N-000001", said=said)
    bank.take(a_report(4, LAMP))
    for _ in range(2):
        need = bank.need("N-000001")
        assert (need.category, need.group, need.severity) == ("unsafe_house", "housing", 4)
        assert (need.area, need.reports) == ("d-east-1", 4)
        assert need.lat == pytest.approx(1e-7)
        assert "紫荆花园" in need.title
        assert listed(bank, "possible") == []
        assert listed(bank, "confirmed") == ["N-000001"]
        bank.regroup()
    bank.decide("describe", "N-000001", said=Description(severity=2))
    assert bank.need("N-000001").category == "unsafe_house"
    assert listed(bank, "any") == []


def test_only_what_works_answer_becomes_a_candidate(bank: Bank) -> None:
    fumes = [a_report(seq, "翠湖饭店油烟扰民", category="fumes") for seq in (1, 2, 3)]
    bank.take(*fumes)
    need = bank.need("N-000001")
    assert (need.state, need.answered_by) == ("proposed", "enforcement")
    assert need.responsible_unit == "law_enforcement"
    assert bank.told_projects() == []
    assert bank.told_needs()[-1].answered_by == "enforcement"
    assert listed(bank, answered_by="enforcement") == ["N-000001"]
    assert listed(bank, answered_by="works") == []


def test_a_candidate_lapses_when_a_planner_says_that_no_works_answer_it(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in (1, 2, 3)))
    assert bank.told_projects()[-1].state == "idea"
    bank.decide("describe", "N-000001", said=Description(category="fumes"))
    assert bank.told_projects()[-1].state == "lapsed"


def _confirmed(severity: int | None, member: Member) -> int | None:
    needs = [replace(a_need(), severity=severity)]
    return gathered(member, needs=needs).confirmed_severity


def test_words_that_nobody_confirmed_confirm_no_severity() -> None:
    told = a_member("a", decided_by="reporter", certainty=1000, severity=4)
    assert _confirmed(None, told) == 4
    assert _confirmed(None, replace(told, raised=True)) == 1


def test_what_a_planner_says_of_the_severity_is_confirmed_and_fills_the_criterion() -> None:
    suggested = a_member("a", severity=2)
    assert _confirmed(None, suggested) is None
    assert _confirmed(4, suggested) == 4
    told = a_member("a", decided_by="reporter", certainty=1000, severity=4)
    assert _confirmed(2, told) == 2
    safety = gathered(suggested, needs=[replace(a_need(), severity=4)]).facts["safety"]
    assert safety.kind == "measured"
    assert safety.low == safety.high == 4
