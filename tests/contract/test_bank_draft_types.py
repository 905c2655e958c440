"""The type of a draft follows what most of its messages are about, until a planner takes it up."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from services.contracts.intake_events import ReportState
from services.projectbank.needs.decisions.description import Description
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import load_projects, save_projects
from services.runtime.database import open_database
from tests.unit.projectbank.bank import ESTATE, Bank, a_report

SUBJECT = "紫荆花园东门路灯不亮"


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


def about(category: str, first: int, count: int, subject: str = SUBJECT) -> list[ReportState]:
    """Reports of one thing, which intake takes for that kind of problem."""
    return [
        a_report(seq, subject, category=category, area_path=ESTATE)
        for seq in range(first, first + count)
    ]


def project(bank: Bank, number: int) -> Project:
    found = bank.database.read(lambda conn: load_projects(conn, [f"P-{number:06d}"]))
    return found[f"P-{number:06d}"]


def newest_links(bank: Bank) -> dict[str, Sequence[str]]:
    return {link.report: link.projects for link in bank.links()}


def test_a_draft_becomes_the_type_that_most_messages_ask_for(bank: Bank) -> None:
    bank.take(*about("lamp_out", 1, 4))
    assert project(bank, 1).project_type == "road_renewal"
    bank.take(*about("unsafe_house", 5, 6))
    draft = project(bank, 1)
    assert (draft.state, draft.project_type, draft.category) == (
        "idea",
        "dangerous_housing",
        "unsafe_house",
    )
    assert draft.title.startswith("紫荆花园 · 危旧房治理（房屋险情）")
    assert draft.needs == ("N-000001",)
    assert draft.people == 10


def test_a_draft_lapses_when_its_need_stops_being_works_and_comes_back_with_them(
    bank: Bank,
) -> None:
    bank.take(*about("lamp_out", 1, 4))
    bank.take(*about("fumes", 5, 6))
    assert project(bank, 1).state == "lapsed"
    assert set(newest_links(bank).values()) == {()}
    bank.take(*about("lamp_out", 11, 5))
    assert project(bank, 1).state == "idea"
    assert project(bank, 1).people == 15
    assert set(newest_links(bank).values()) == {("P-000001",)}


def test_the_need_that_opened_a_shared_draft_takes_its_number_along(bank: Bank) -> None:
    """The others get a draft like it, of the old type, and their reporters are told."""
    bank.take(*about("lamp_out", 1, 4))
    bank.take(*about("pothole", 5, 4, "车库入口大坑积水难行"))
    assert project(bank, 1).needs == ("N-000001", "N-000005")
    bank.take(*about("unsafe_house", 9, 6))
    left, others = project(bank, 1), project(bank, 5)
    assert (left.project_type, left.needs) == ("dangerous_housing", ("N-000001",))
    assert (others.project_type, others.needs) == ("road_renewal", ("N-000005",))
    assert others.category == "pothole"
    assert (others.area, others.area_path) == (left.area, left.area_path)
    links = newest_links(bank)
    assert links["R1"] == links["R9"] == ("P-000001",)
    assert links["R5"] == ("P-000005",)


def test_a_need_that_leaves_a_draft_of_another_opens_its_own(bank: Bank) -> None:
    bank.take(*about("lamp_out", 1, 4))
    bank.take(*about("pothole", 5, 4, "车库入口大坑积水难行"))
    bank.take(*about("unsafe_house", 9, 6, "车库入口大坑积水难行"))
    assert project(bank, 1).needs == ("N-000001",)
    assert (project(bank, 5).project_type, project(bank, 5).needs) == (
        "dangerous_housing",
        ("N-000005",),
    )


def test_what_a_planner_took_up_keeps_its_type(bank: Bank) -> None:
    bank.take(*about("lamp_out", 1, 4))
    adopted = dataclasses.replace(project(bank, 1), candidate=False)
    bank.database.write(lambda conn: save_projects(conn, [adopted]))
    bank.take(*about("unsafe_house", 5, 6))
    assert project(bank, 1).project_type == "road_renewal"
    bank.take(*about("fumes", 11, 20))
    assert project(bank, 1).state == "idea"


def test_what_a_planner_says_of_the_need_goes_before_its_messages(bank: Bank) -> None:
    bank.take(*about("lamp_out", 1, 4))
    bank.decide("describe", "N-000001", said=Description(category="unsafe_house"))
    assert project(bank, 1).project_type == "dangerous_housing"
    bank.take(*about("lamp_out", 5, 4))
    assert project(bank, 1).project_type == "dangerous_housing"
    bank.decide("describe", "N-000001", said=Description(category="fumes"))
    assert project(bank, 1).state == "lapsed"


@pytest.mark.parametrize("batch", [1, 3, 7])
def test_where_batches_end_changes_no_draft(url: str, batch: int, tmp_path: Path) -> None:
    kinds = ("lamp_out", "pothole", "unsafe_house", "fumes", "lamp_out")
    things = (SUBJECT, "车库入口大坑积水难行", "三栋外墙开裂掉砖")
    reports = [
        one
        for turn, kind in enumerate(kinds * 2)
        for thing, subject in enumerate(things)
        for one in about(kind, 1 + 30 * turn + 10 * thing, 3 + (turn + thing) % 4, subject)
    ]
    in_order = [
        a_report(
            seq,
            one.subject,
            category=one.category.code,
            area_path=one.place.area_path,
        )
        for seq, one in enumerate(reports, 1)
    ]
    banks = [
        Bank(open_database(url), batch=batch),
        Bank(open_database(f"sqlite:///{tmp_path}/whole.db")),
    ]
    for one in banks:
        one.take(*in_order)
    drafts = [
        {
            id_: (draft.state, draft.project_type, draft.needs, draft.people, draft.title)
            for id_, draft in one.database.read(
                lambda conn: load_projects(conn, [f"P-{n:06d}" for n in range(1, 200)])
            ).items()
        }
        for one in banks
    ]
    links = [newest_links(one) for one in banks]
    for one in banks:
        one.database.close()
    assert drafts[0] == drafts[1]
    assert links[0] == links[1]
    assert {state for state, *_ in drafts[0].values()} >= {"idea"}


def test_recounting_everything_leaves_the_drafts_as_they_are(bank: Bank) -> None:
    for first, kind in ((1, "lamp_out"), (5, "unsafe_house"), (11, "fumes"), (20, "pothole")):
        bank.take(*about(kind, first, 4 + first // 2))
    before = project(bank, 1)
    bank.regroup()
    assert project(bank, 1) == before
