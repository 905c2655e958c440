"""What a planner's decisions do to needs, and that grouping respects them, on each database."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from services.projectbank.needs.counting.tables import people, tallies
from services.projectbank.needs.decisions.decision import (
    AlreadyMerged,
    DecisionKind,
    MergedWithItself,
    NeedChanged,
    NoSuchNeed,
    NothingLeft,
    NotInThisState,
    NotItsReports,
)
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.tables import needs
from services.runtime.database import open_database
from tests.unit.projectbank.bank import ESTATE, Bank, a_report, some_reports

LAMP = "紫荆花园东门路灯不亮"
LIFT = "翠湖小区西门电梯困人"
_KINDS: tuple[DecisionKind, ...] = (
    "merge",
    "split",
    "split",
    "move",
    "move",
    "pin",
    "confirm",
    "dismiss",
    "reopen",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bank.db"
    fresh: str = request.getfixturevalue("emptied_postgres")("bank")
    return fresh


@pytest.fixture
def bank(url: str) -> Iterator[Bank]:
    database = open_database(url)
    yield Bank(database)
    database.close()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Bank]:
    """A second bank to compare with, embedded."""
    database = open_database(f"sqlite:///{tmp_path}/another.db")
    yield Bank(database)
    database.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/embedded.db")
    yield Bank(database)
    database.close()


@pytest.fixture
def two_needs(bank: Bank) -> Bank:
    """N-000001 of reports 1 to 3, N-000004 of reports 4 to 6."""
    lamps = [a_report(seq, LAMP, area_path=ESTATE) for seq in (1, 2, 3)]
    lifts = [a_report(seq, LIFT, category="pothole") for seq in (4, 5, 6)]
    bank.take(*lamps, *lifts)
    assert set(bank.partition().values()) == {"N-000001", "N-000004"}
    return bank


def test_confirming_and_dismissing_are_told_and_stay_whatever_comes(two_needs: Bank) -> None:
    two_needs.decide("confirm", "N-000001")
    two_needs.decide("dismiss", "N-000004")
    two_needs.take(a_report(7, LAMP), a_report(8, LIFT))
    assert two_needs.need("N-000001").state == "confirmed"
    assert two_needs.need("N-000004").state == "dismissed"
    assert two_needs.partition()["R8"] == "N-000004"
    assert [need.state for need in two_needs.told_needs()][-2:] == ["confirmed", "dismissed"]


def test_a_dismissed_need_loses_its_candidate_and_gets_it_back_when_reopened(
    two_needs: Bank,
) -> None:
    two_needs.decide("dismiss", "N-000004")
    assert {one.id: one.state for one in two_needs.told_projects()}["P-000004"] == "lapsed"
    two_needs.decide("reopen", "N-000004")
    assert two_needs.need("N-000004").state == "proposed"
    assert {one.id: one.state for one in two_needs.told_projects()}["P-000004"] == "idea"


def test_a_need_that_a_planner_confirms_gets_a_candidate_however_few_said_so(bank: Bank) -> None:
    bank.take(a_report(1, LAMP), a_report(2, LAMP))
    bank.decide("confirm", "N-000001")
    assert [one.needs for one in bank.told_projects()] == [("N-000001",)]


def test_merging_moves_everybody_and_tells_needs_links_and_projects(two_needs: Bank) -> None:
    two_needs.decide("merge", "N-000004", other="N-000001")
    merged, target = two_needs.need("N-000004"), two_needs.need("N-000001")
    assert (merged.state, merged.merged_into, merged.reports) == ("merged", "N-000001", 0)
    assert (target.reports, target.people, target.merged_into) == (6, 6, None)
    told = {need.id: need for need in two_needs.told_needs()}
    assert (told["N-000004"].merged_into, told["N-000004"].people) == ("N-000001", 0)
    assert {link.report: link.need for link in two_needs.links()} == dict.fromkeys(
        (f"R{seq}" for seq in range(1, 7)), "N-000001"
    )
    last = {project.id: project for project in two_needs.told_projects()}
    assert last["P-000004"].state == "lapsed"
    assert (last["P-000001"].needs, last["P-000001"].people) == (("N-000001",), 6)


def test_the_project_of_a_merged_need_follows_it(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in (1, 2, 3)), a_report(4, LIFT), a_report(5, LIFT))
    bank.decide("merge", "N-000001", other="N-000004")
    (project,) = {one.id: one for one in bank.told_projects()}.values()
    assert (project.id, project.state, project.needs) == ("P-000001", "idea", ("N-000004",))
    assert {link.projects for link in bank.links()[-5:]} == {("P-000001",)}


def test_later_reports_of_a_merged_need_join_the_other(two_needs: Bank) -> None:
    two_needs.decide("merge", "N-000004", other="N-000001")
    two_needs.take(a_report(7, LIFT), a_report(8, "", joins="R5"))
    assert two_needs.partition()["R7"] == "N-000001"
    assert two_needs.partition()["R8"] == "N-000001"


def test_split_reports_are_a_need_of_their_own_that_gathers_their_like(bank: Bank) -> None:
    bank.take(a_report(1, LAMP), a_report(2, LAMP), a_report(3, "紫荆花园东门路灯不亮、电梯困人"))
    assert set(bank.partition().values()) == {"N-000001"}
    made = bank.decide("split", "N-000001", reports=("R3",)).other
    assert made is not None
    assert (made.id, made.state, made.reports, made.is_told) == ("N-900000001", "forming", 1, True)
    bank.take(a_report(4, "紫荆花园东门路灯不亮、电梯又困人"), a_report(5, LAMP))
    assert bank.partition()["R4"] == made.id
    assert bank.partition()["R5"] == "N-000001"
    assert bank.need("N-000001").reports == 3
    assert {link.report: link.need for link in bank.links()}["R3"] == made.id


def test_voices_go_where_the_report_goes_that_they_follow(bank: Bank) -> None:
    bank.take(a_report(1, LAMP), a_report(2, LAMP), a_report(3, "", joins="R2"))
    bank.decide("split", "N-000001", reports=("R2",))
    assert bank.partition()["R3"] == "N-900000001"
    bank.take(a_report(4, "", joins="R2"))
    assert bank.partition()["R4"] == "N-900000001"


def test_a_moved_report_counts_where_it_is_now(two_needs: Bank) -> None:
    two_needs.decide("move", "N-000004", other="N-000001", reports=("R6",))
    assert two_needs.partition()["R6"] == "N-000001"
    assert (two_needs.need("N-000001").people, two_needs.need("N-000004").people) == (4, 2)
    assert two_needs.need("N-000004").state == "forming"


def test_a_pinned_report_stays_though_it_turns_out_to_be_an_enquiry(two_needs: Bank) -> None:
    two_needs.decide("pin", "N-000001", reports=("R2",))
    two_needs.take(
        a_report(2, LAMP, version=2, request_type="enquiry", area_path=ESTATE),
        a_report(3, LAMP, version=2, request_type="enquiry", area_path=ESTATE),
    )
    assert two_needs.partition()["R2"] == "N-000001"
    assert "R3" not in two_needs.partition()


def test_a_pinned_report_stays_though_its_words_lead_elsewhere_now(two_needs: Bank) -> None:
    two_needs.decide("pin", "N-000001", reports=("R2",))
    two_needs.take(
        a_report(2, LIFT, version=2, area_path=ESTATE),
        a_report(3, LIFT, version=2, area_path=ESTATE),
    )
    two_needs.regroup()
    assert two_needs.partition()["R2"] == "N-000001"
    assert two_needs.partition()["R3"] != "N-000001"


def test_a_planner_who_looked_at_an_older_version_is_told_what_changed(two_needs: Bank) -> None:
    seen = two_needs.need("N-000001").version
    two_needs.decide("confirm", "N-000001", who="first")
    with pytest.raises(NeedChanged) as refused:
        two_needs.decide("dismiss", "N-000001", version=seen)
    assert [(one.kind, one.who) for one in refused.value.since] == [("confirm", "first")]
    assert two_needs.need("N-000001").state == "confirmed"


def test_what_does_not_fit_is_refused_and_changes_nothing(two_needs: Bank) -> None:
    two_needs.take(a_report(7, "东风村河水发黑发臭"))
    two_needs.decide("merge", "N-000007", other="N-000001")
    before = two_needs.rows()
    refusals: list[tuple[type[Exception], DecisionKind, str, dict[str, object]]] = [
        (NoSuchNeed, "confirm", "N-000099", {"version": 1}),
        (NoSuchNeed, "merge", "N-000001", {"other": "N-000099"}),
        (MergedWithItself, "merge", "N-000001", {"other": "N-000001"}),
        (AlreadyMerged, "confirm", "N-000007", {}),
        (AlreadyMerged, "merge", "N-000001", {"other": "N-000007"}),
        (NotInThisState, "reopen", "N-000001", {}),
        (NotItsReports, "split", "N-000001", {"reports": ("R1", "R5")}),
        (NotItsReports, "move", "N-000001", {"reports": ("R99",), "other": "N-000004"}),
        (NothingLeft, "split", "N-000004", {"reports": ("R4", "R5", "R6")}),
    ]
    for refusal, kind, need, more in refusals:
        with pytest.raises(refusal):
            two_needs.decide(kind, need, **more)  # type: ignore[arg-type]
    assert two_needs.rows() == before


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))]
)
def test_regrouping_after_fifty_random_decisions_ends_in_the_same_needs(
    bank: Bank, seed: int
) -> None:
    a_busy_year(bank, random.Random(seed), 50, 200)
    before = the_needs(bank), bank.partition()
    bank.database.write(_lose_what_can_be_counted_anew)
    bank.regroup()
    assert (the_needs(bank), bank.partition()) == before


def test_restarts_and_regroupings_between_decisions_change_nothing(
    embedded: Bank, another: Bank
) -> None:
    a_busy_year(another, random.Random(4), 20, 160)
    a_busy_year(embedded, random.Random(4), 20, 160, disturbed=True)
    assert embedded.partition() == another.partition()
    assert the_needs(embedded) == the_needs(another)


def test_both_databases_come_to_the_same_needs(bank: Bank, another: Bank) -> None:
    a_busy_year(another, random.Random(5), 10, 100)
    a_busy_year(bank, random.Random(5), 10, 100)
    assert bank.rows() == another.rows()


def a_busy_year(
    bank: Bank,
    draw: random.Random,
    decisions: int,
    length: int,
    *,
    disturbed: bool = False,
) -> None:
    """Reports arrive; planners merge, split, move, pin, confirm, dismiss and reopen in between."""
    reports = list(some_reports(length))
    per_decision = len(reports) // decisions
    made = 0
    while made < decisions:
        bank.take(*reports[made * per_decision : (made + 1) * per_decision])
        made += 1
        if disturbed and made % 7 == 0:
            bank.regroup()
        if disturbed and made % 5 == 0:
            bank.job = bank.another_job()
        decide_at_random(bank, draw)
    bank.take(*reports[decisions * per_decision :])


def decide_at_random(bank: Bank, draw: random.Random) -> None:
    partition = bank.partition()
    open_needs = [one for one in bank.needs() if one.state != "merged" and one.reports]
    kind = draw.choice(_KINDS)
    need = draw.choice(open_needs)
    inside = sorted(report for report, where in partition.items() if where == need.id)
    some = tuple(draw.sample(inside, draw.randint(1, min(5, len(inside)))))
    other = draw.choice(open_needs).id
    try:
        if kind in ("merge", "move"):
            reports = some if kind == "move" else ()
            bank.decide(kind, need.id, other=other, reports=reports)
        else:
            bank.decide(kind, need.id, reports=some if kind in ("split", "pin") else ())
    except (NothingLeft, NotInThisState, MergedWithItself):
        bank.decide("pin", need.id, reports=some)


def the_needs(bank: Bank) -> list[tuple[object, ...]]:
    return [
        (one.id, one.state, one.merged_into, one.people, one.reports, one.title, one.lat)
        for one in bank.needs()
    ]


def _lose_what_can_be_counted_anew(conn: object) -> None:
    for table in (members, tallies, people):
        conn.execute(delete(table))  # type: ignore[attr-defined]
    conn.execute(update(needs).values(state="forming", merged_into=None))  # type: ignore[attr-defined]
