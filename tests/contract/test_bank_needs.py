"""What the bank promises about stored reports, needs, links and candidates, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from services.projectbank.needs.reports.report import stored_report
from services.projectbank.tables import runtime_tables
from services.runtime.database import open_database
from tests.unit.projectbank.bank import CONSUMER, ESTATE, NOW, Bank, a_report, some_reports


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


def test_a_lone_report_causes_no_event(bank: Bank) -> None:
    bank.take(a_report(1))
    assert bank.partition() == {"R1": "N-000001"}
    assert bank.need("N-000001").state == "forming"
    assert bank.events() == []


def test_a_need_is_told_with_its_second_report_and_so_are_the_links_of_both(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2))
    assert [(need.id, need.version, need.reports) for need in bank.told_needs()] == [
        ("N-000001", 1, 2)
    ]
    assert [(link.report, link.version, link.need) for link in bank.links()] == [
        ("R1", 1, "N-000001"),
        ("R2", 1, "N-000001"),
    ]


def test_a_thousand_reports_to_one_need_cause_one_link_each_and_one_event_per_object_and_batch(
    bank: Bank,
) -> None:
    bank.take(*(a_report(seq) for seq in range(1, 1_001)))
    assert len(bank.links()) == 1_000
    assert [need.reports for need in bank.told_needs()] == [500, 1_000]
    assert [project.people for project in bank.told_projects()] == [500, 1_000]
    assert len(bank.events()) == 1_004


def test_one_report_at_a_time_causes_at_most_three_events_and_one_per_changed_object(
    bank: Bank,
) -> None:
    counts = []
    for seq in range(1, 6):
        before = len(bank.events())
        bank.take(a_report(seq))
        counts.append(len(bank.events()) - before)
    # The third opens the candidate: need, project, and the links of all three.
    assert counts == [0, 3, 5, 3, 3]
    assert len(bank.links()) <= 3 * 5


def test_three_people_within_twelve_months_propose_a_need_and_open_a_candidate(
    bank: Bank,
) -> None:
    bank.take(*(a_report(seq, area_path=ESTATE) for seq in (1, 2, 3)))
    assert bank.need("N-000001").state == "proposed"
    (project,) = bank.told_projects()
    assert project.id == "P-000001"
    assert (project.candidate, project.state, project.people) == (True, "idea", 3)
    assert project.needs == ("N-000001",)
    assert project.title == "紫荆花园 · 道路有机更新（路灯不亮）"
    assert {link.projects for link in bank.links()} == {("P-000001",)}


def test_three_messages_of_one_person_propose_nothing(bank: Bank) -> None:
    bank.take(*(a_report(seq, person="same") for seq in (1, 2, 3)))
    assert (bank.need("N-000001").people, bank.need("N-000001").state) == (1, "forming")


def test_reports_without_a_person_count_as_one_person(bank: Bank) -> None:
    bank.take(*(a_report(seq, person=None) for seq in (1, 2, 3)), a_report(4))
    assert bank.need("N-000001").people == 2


def test_a_need_without_a_project_type_stays_without_a_candidate(bank: Bank) -> None:
    bank.take(*(a_report(seq, "和平里夜间施工噪音", category="noise") for seq in (1, 2, 3)))
    assert bank.need("N-000001").state == "proposed"
    assert bank.told_projects() == []


def test_needs_of_one_project_type_in_one_estate_share_a_candidate(bank: Bank) -> None:
    lamps = [a_report(seq, area_path=ESTATE) for seq in (1, 2, 3)]
    holes = [
        a_report(seq, "门前大坑积水没人修补", category="pothole", area_path=ESTATE)
        for seq in (4, 5, 6)
    ]
    bank.take(*lamps, *holes)
    assert {project.id for project in bank.told_projects()} == {"P-000001"}
    assert bank.told_projects()[-1].needs == ("N-000001", "N-000004")


def test_unlocated_needs_stand_alone(bank: Bank) -> None:
    lamps = [a_report(seq) for seq in (1, 2, 3)]
    holes = [a_report(seq, "学院路大坑积水", category="pothole") for seq in (4, 5, 6)]
    bank.take(*lamps, *holes)
    assert [project.id for project in bank.told_projects()] == ["P-000001", "P-000004"]


def test_needs_of_one_project_type_on_one_road_share_a_candidate(bank: Bank) -> None:
    far = (29.95, 121.65)
    lamps = [
        a_report(seq, "学院路北段路灯不亮", point=(29.9, 121.6), road="学院路") for seq in (1, 2, 3)
    ]
    holes = [
        a_report(seq, "学院路南段大坑", category="pothole", point=far, road="学院路")
        for seq in (4, 5, 6)
    ]
    elsewhere = [
        a_report(seq, "东风路大坑", category="pothole", point=(29.8, 121.5), road="东风路")
        for seq in (7, 8, 9)
    ]
    bank.take(*lamps, *holes, *elsewhere)
    latest = {project.id: project.needs for project in bank.told_projects()}
    assert latest == {"P-000001": ("N-000001", "N-000004"), "P-000007": ("N-000007",)}


def test_a_need_tells_the_indicators_that_its_problems_count_towards(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2, category="pothole"))
    assert bank.told_needs()[-1].indicators == ("road_lighting",)


def test_the_same_event_twice_and_an_older_one_later_change_nothing(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2), a_report(2, version=2, category="pothole"))
    before = bank.rows()
    bank.take(a_report(2), a_report(2, version=2, category="pothole"), a_report(1))
    assert bank.rows() == before


def test_a_report_waits_until_the_one_before_it_has_come(bank: Bank) -> None:
    bank.take(a_report(1), a_report(3))
    assert bank.partition() == {"R1": "N-000001"}
    waiting = bank.job.idle()
    assert waiting is not None
    assert "number 2" in waiting
    bank.take(a_report(2))
    assert bank.partition() == dict.fromkeys(("R1", "R2", "R3"), "N-000001")
    assert bank.job.idle() is None


def test_a_parked_report_does_not_hold_up_the_others_and_is_grouped_late(bank: Bank) -> None:
    park(bank, 2)
    bank.take(a_report(1), a_report(3))
    assert set(bank.partition()) == {"R1", "R3"}
    bank.take(a_report(2))
    assert bank.partition()["R2"] == "N-000001"
    assert bank.need("N-000001").reports == 3


def test_a_voice_follows_the_report_it_joins(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2, "", joins="R1"))
    assert bank.partition() == {"R1": "N-000001", "R2": "N-000001"}
    assert bank.need("N-000001").people == 2


def test_a_voice_finds_its_need_when_the_report_it_joins_comes_late(bank: Bank) -> None:
    park(bank, 1)
    bank.take(a_report(2, "", joins="R1"))
    assert bank.partition() == {}
    bank.take(a_report(1))
    assert bank.partition() == {"R1": "N-000001", "R2": "N-000001"}


@pytest.mark.parametrize("request_type", ["enquiry", "praise"])
def test_enquiries_and_praise_join_no_need(bank: Bank, request_type: str) -> None:
    bank.take(a_report(1, request_type=request_type), a_report(2))
    assert bank.partition() == {"R2": "N-000002"}


def test_an_erased_report_leaves_the_counts_and_its_link_and_lapses_the_candidate(
    bank: Bank,
) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    bank.take(a_report(3, version=2, erased=True))
    need = bank.need("N-000001")
    assert (need.reports, need.people, need.state) == (2, 2, "forming")
    assert bank.told_projects()[-1].state == "lapsed"
    last_links = {link.report: link for link in bank.links()}
    assert (last_links["R3"].need, last_links["R3"].version) == (None, 2)
    assert last_links["R1"].projects == ()
    assert "R3" not in bank.partition()


def test_a_lapsed_candidate_comes_back_under_its_own_id(bank: Bank) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    bank.take(a_report(3, version=2, erased=True))
    bank.take(a_report(4))
    told = bank.told_projects()
    assert [(project.id, project.version, project.state) for project in told] == [
        ("P-000001", 1, "idea"),
        ("P-000001", 2, "lapsed"),
        ("P-000001", 3, "idea"),
    ]


def test_the_words_of_an_erased_report_are_nowhere_in_the_bank(bank: Bank) -> None:
    bank.take(a_report(1, "独一无二的词语"), a_report(2, "独一无二的词语"))
    bank.take(a_report(1, version=2, erased=True), a_report(2, version=2, erased=True))
    assert "独一无二" not in repr(bank.rows())


def test_neither_person_nor_traces_of_an_erased_report_are_left(bank: Bank) -> None:
    text = (
        "我们小区门口的路灯已经坏了三个月，晚上老人孩子出门非常危险，请有关部门尽快派人修理，谢谢"
    )
    bank.take(a_report(1, description=text, person="somebody"), a_report(2))
    sketch = stored_report(a_report(1, description=text)).sketch
    assert sketch is not None
    assert sketch in repr(bank.rows())
    bank.take(a_report(1, version=2, erased=True))
    rows = bank.rows()
    assert sketch not in repr(rows)
    assert "somebody" not in repr({table: rows[table] for table in rows if table != "events"})


def test_older_reports_that_arrive_late_count_as_if_they_had_come_in_order(
    bank: Bank, another: Bank
) -> None:
    days = (0, 400, 200, 520, 500, 300)
    texts = [f"紫荆花园东门路灯不亮{day}" for day in days]
    reports = [
        a_report(seq, texts[seq - 1], days=days[seq - 1], person=f"p{seq % 3}", area_path=ESTATE)
        for seq in range(1, 7)
    ]
    bank.take(*reports)
    park(another, 2)
    park(another, 3)
    another.take(reports[0], *reports[3:])
    another.take(reports[1])
    another.take(reports[2])
    assert set(bank.partition().values()) == set(another.partition().values()) == {"N-000001"}
    assert _without_version(another.need("N-000001")) == _without_version(bank.need("N-000001"))


def test_a_corrected_category_moves_the_need_with_it(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2))
    bank.take(
        a_report(1, version=2, category="pothole", confidence=1.0, decided_by="officer"),
        a_report(2, version=2, category="pothole", confidence=1.0, decided_by="officer"),
    )
    assert bank.need("N-000001").category == "pothole"
    bank.take(a_report(3, category="lamp_out", confidence=1.0, decided_by="table"))
    assert bank.partition()["R3"] == "N-000003"


def test_a_category_read_from_the_text_keeps_no_report_away(bank: Bank) -> None:
    bank.take(
        a_report(1, category="lamp_out", confidence=0.95),
        a_report(2, category="pothole", confidence=0.95),
    )
    assert set(bank.partition().values()) == {"N-000001"}


def test_a_report_that_turns_out_to_be_an_enquiry_leaves_its_need(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2))
    bank.take(a_report(2, version=2, request_type="enquiry"))
    assert bank.partition() == {"R1": "N-000001"}


def test_restarting_between_batches_changes_nothing(bank: Bank, another: Bank) -> None:
    reports = list(some_reports(200))
    another.in_batches_of(25).take(*reports)
    bank.in_batches_of(25).hear(*reports)
    while bank.job.step():
        bank.job = bank.another_job()
    assert bank.rows() == another.rows()


def test_a_batch_that_breaks_in_the_middle_leaves_nothing_and_is_done_again(
    bank: Bank, another: Bank
) -> None:
    reports = list(some_reports(150))
    another.in_batches_of(50).take(*reports)
    bank.in_batches_of(50).hear(*reports)
    while bank.job.idle() is not None:
        before = bank.rows()
        with pytest.raises(ConnectionAbortedError):
            bank.another_job(candidates=_Breaking(bank)).step()
        assert bank.rows() == before
        bank.another_job().step()
    assert bank.rows() == another.rows()


def test_the_size_of_batches_changes_neither_partition_nor_candidates(
    bank: Bank, another: Bank
) -> None:
    reports = list(some_reports(200))
    bank.take(*reports)
    another.in_batches_of(11).take(*reports)
    assert another.partition() == bank.partition()
    assert [_without_version(need) for need in another.needs()] == [
        _without_version(need) for need in bank.needs()
    ]
    latest = {project.id: (project.needs, project.people) for project in another.told_projects()}
    assert latest == {
        project.id: (project.needs, project.people) for project in bank.told_projects()
    }


def test_erasing_a_report_forgets_its_words_in_memory_as_a_restart_would(
    bank: Bank, another: Bank
) -> None:
    reports = list(some_reports(200))
    for one in (bank, another):
        one.take(*reports[:150])
        one.take(a_report(7, version=2, erased=True))
    another.job = another.another_job()
    bank.take(*reports[150:])
    another.take(*reports[150:])
    assert bank.rows() == another.rows()


class _Breaking:
    """Candidates that fail after the needs were saved."""

    def __init__(self, bank: Bank) -> None:
        self.open_of = bank.candidates.open_of

    def follow(self, *_: object, **__: object) -> dict[str, tuple[str, ...]]:
        raise ConnectionAbortedError


def _without_version(need: object) -> object:
    return {name: getattr(need, name) for name in need.__slots__ if name != "version"}  # type: ignore[attr-defined]


def park(bank: Bank, seq: int) -> None:
    row = {
        "consumer": CONSUMER,
        "topic": "intake-reports",
        "partition": 0,
        "offset": seq,
        "key": f"R{seq}",
        "seq": seq,
        "headers": {},
        "body": b"",
        "reason": "unreadable",
        "parked_at": NOW,
    }
    bank.database.write(lambda conn: conn.execute(insert(runtime_tables.parked).values(row)))
