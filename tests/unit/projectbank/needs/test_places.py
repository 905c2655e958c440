"""What a need may be called by: names of places, as people write them, and never a person's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.projectbank.needs.grouping.places import naming_of
from services.runtime.database import open_database
from tests.unit.projectbank.bank import ESTATE, Bank, a_report


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    yield Bank(database)
    database.close()


def names(subject: str) -> list[str]:
    return [place.name for place in naming_of(subject).places]


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("凉塘路的旧城改造要拖到何时？", ["凉塘路"]),
        ("A市地铁3号线松雅西地省站没有出入口", ["3号线", "松雅西地省站"]),
        ("请问A7县泉星公园何时开工", ["泉星公园"]),
        ("投诉东风村麻将馆通宵营业", ["东风村"]),
        ("丽园小區的路燈不亮", ["丽园小區"]),
        ("星河中路的路灯不亮", ["星河中路"]),
        ("永和城小区电梯坏了", ["永和城小区"]),
        ("反映泰和社区停水", ["泰和社区"]),
        ("碧水海外滩小区靠高铁太近", ["碧水海外滩小区"]),
        ("咨询望城坡站何时开通", ["望城坡站"]),
        ("中建上河城小区停水", ["中建上河城小区"]),
        ("翠园小区和兰苑小区停水", ["翠园小区", "兰苑小区"]),
        ("香樟家园小区没有路灯", ["香樟家园小区"]),
        ("纳入提质改造：凉塘路168号楚月家园小区", ["凉塘路", "楚月家园小区"]),
        ("恒丰文化旅游城迟迟不退款", ["恒丰文化旅游城"]),
        ("星河图书馆何时开放", ["星河图书馆"]),
        ("自来水公司乱收费，随意停水", []),
    ],
)
def test_a_place_is_named_as_it_is_written(subject: str, named: list[str]) -> None:
    assert names(subject) == named


def test_a_name_that_is_written_in_full_only_later_counts_for_those_before(bank: Bank) -> None:
    bank.in_batches_of(1).take(
        a_report(1, "A市金科天悦的车位太小", area_path=ESTATE),
        a_report(2, "投诉金科天悦车位太小", area_path=ESTATE),
        a_report(3, "金科天悦小区的车位太小", area_path=ESTATE),
    )
    assert bank.partition() == {f"R{seq}": "N-000001" for seq in (1, 2, 3)}
    assert bank.need("N-000001").place == "金科天悦小区"


@pytest.mark.parametrize(
    "subject",
    [
        "举报王建国占道经营",
        "李村长贪污低保",
        "三楼张小组住户油烟扰民",
        "王小明家园林违建",
        "建议新建普惠性幼儿园",
        "小区路灯不亮",
        "138****8000 的路灯",
        "老师和学校沟通不畅",
        "住房和城乡建设局不回复",
        "举报王建中村霸行为",
        "城中村改造何时开始",
        "道路中路灯不亮",
    ],
)
def test_no_person_and_no_kind_of_place_is_a_name(subject: str) -> None:
    assert names(subject) == []


def test_a_need_is_called_after_the_place_that_its_reports_name(bank: Bank) -> None:
    bank.take(a_report(1, "泉星公园门口路灯不亮"))
    assert bank.need("N-000001").title == "路灯不亮"
    bank.take(a_report(2, "泉星公园路灯不亮"), a_report(3, "泉星公园的路灯又不亮了"))
    assert (bank.need("N-000001").title, bank.need("N-000001").place) == (
        "泉星公园 · 路灯不亮",
        "泉星公园",
    )
    (project,) = {one.id: one for one in bank.told_projects()}.values()
    assert project.title == "泉星公园 · 道路有机更新（路灯不亮）"


def test_a_known_estate_goes_before_what_people_call_it(bank: Bank) -> None:
    bank.take(*(a_report(seq, "老荆花园东门路灯不亮", area_path=ESTATE) for seq in range(1, 3)))
    assert bank.need("N-000001").title == "紫荆花园 · 路灯不亮"


def test_what_one_writer_alone_calls_a_place_names_nothing(bank: Bank) -> None:
    bank.take(a_report(1, "幸福家园路灯不亮"), a_report(2, "", joins="R1"))
    assert bank.need("N-000001").place is None


def test_a_draft_is_called_after_what_most_of_its_messages_are_about(bank: Bank) -> None:
    bank.take(*(a_report(seq, "泉星公园路灯不亮") for seq in range(1, 4)))
    bank.take(*(a_report(seq, "泉星公园路灯不亮", category="pothole") for seq in range(4, 9)))
    newest = {one.id: one for one in bank.told_projects()}["P-000001"]
    assert (newest.project_type, newest.category) == ("road_renewal", "pothole")
    assert newest.title == "泉星公园 · 道路有机更新（路面破损）"


def test_no_draft_is_called_after_what_its_works_do_not_answer(bank: Bank) -> None:
    bank.take(*(a_report(seq, "泉星公园路灯不亮") for seq in range(1, 4)))
    bank.take(*(a_report(seq, "泉星公园路灯不亮", category="fumes") for seq in range(4, 9)))
    newest = {one.id: one for one in bank.told_projects()}["P-000001"]
    assert newest.title == "泉星公园 · 道路有机更新（路灯不亮）"
