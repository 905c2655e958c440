"""Grouping tried on a real hotline table; skipped where the data folder is not there."""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.likeness import Read
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Groupable
from services.projectbank.needs.proposals.merges import COMPARED as MERGE_COMPARED
from services.projectbank.needs.proposals.merges import NearNeeds, near_rules, nearness
from services.projectbank.needs.proposals.splits import Parting, partings
from services.projectbank.needs.proposals.spoken import Spoken
from tests.support.need_labels import NeedLabels, need_labels

REPOSITORY = Path(__file__).parents[4]
MESSAGES = 4_326
RULES = GroupingRules()
FIRST_TOPIC = range(360_100, 360_110)
SECOND_TOPIC = range(360_110, 360_115)
CRACKED_FLOORS = "魅力之城-楼板墙面开裂"


@dataclass(frozen=True, slots=True)
class Outcome:
    need_of: Mapping[int, int]
    messages: Mapping[int, Groupable]

    @property
    def needs(self) -> dict[int, set[int]]:
        needs: dict[int, set[int]] = defaultdict(set)
        for message, need in self.need_of.items():
            needs[need].add(message)
        return needs


@pytest.fixture(scope="module")
def folder() -> Path:
    data = Path(os.environ.get("CITYMEND_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    folder = data / "teddycup2020c"
    if not folder.is_dir():
        pytest.skip("real messages: set CITYMEND_TEST_DATA to the folder that holds them")
    return folder


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    table = next(folder.glob(f"*{MESSAGES}.xlsx"))
    rows = CalamineWorkbook.from_path(table).get_sheet_by_index(0).to_python()
    names = [str(name) for name in rows[0]]
    grouping = Grouping(RULES)
    need_of: dict[int, int] = {}
    messages: dict[int, Groupable] = {}
    for seq, row in enumerate(rows[1:], start=1):
        cells = dict(zip(names, row, strict=True))
        message = int(float(str(cells["留言编号"])))
        messages[message] = _groupable(seq, cells)
        need_of[message] = grouping.place(messages[message]).need
    return Outcome(need_of, messages)


@dataclass(frozen=True, slots=True)
class Doubts:
    merges: list[tuple[int, int]]
    splits: list[Parting]


@pytest.fixture(scope="module")
def doubts(outcome: Outcome) -> Doubts:
    memory = Grouping(near_rules(RULES))
    for message, report in outcome.messages.items():
        memory.restore(report, outcome.need_of[message])
    near = NearNeeds(memory)
    members: dict[int, list[Spoken]] = defaultdict(list)
    for message, report in outcome.messages.items():
        need = outcome.need_of[message]
        near.see(need, report)
        members[need].append(Spoken(str(message), report.seq, None, Read(memory.read(report))))
    merges = [
        (one, other)
        for one, other in near.pairs()
        if nearness(members[one][-MERGE_COMPARED:], members[other][-MERGE_COMPARED:], RULES)
    ]
    splits = [one for spoken in members.values() for one in partings(spoken, RULES)]
    return Doubts(merges, splits)


@pytest.fixture(scope="module")
def labels(folder: Path) -> NeedLabels:
    return need_labels(folder / "derived_need_labels.json")


@pytest.fixture(scope="module")
def by_id(outcome: Outcome) -> Mapping[str, int]:
    return {str(message): need for message, need in outcome.need_of.items()}


def test_every_message_belongs_to_a_need(outcome: Outcome) -> None:
    assert len(outcome.need_of) == MESSAGES


def test_the_first_published_topic_is_one_need(outcome: Outcome) -> None:
    (need, count), *_ = Counter(outcome.need_of[one] for one in FIRST_TOPIC).most_common()
    assert count >= 9
    assert need not in {outcome.need_of[one] for one in SECOND_TOPIC}


def test_the_second_published_topic_is_one_need(outcome: Outcome) -> None:
    assert len({outcome.need_of[one] for one in SECOND_TOPIC}) == 1


def test_needs_are_one_place_and_one_matter(labels: NeedLabels, by_id: Mapping[str, int]) -> None:
    """Fitted on these labels; what holds across places is in ADR 0020."""
    found = labels.agreement(by_id, without_largest=2)
    assert found.precision >= 0.90
    assert found.recall >= 0.75
    assert found.b_cubed >= 0.91


def test_needs_are_one_place_and_one_matter_where_nobody_only_asks(
    labels: NeedLabels, by_id: Mapping[str, int]
) -> None:
    found = labels.agreement(by_id, without_largest=2, without_kinds=("enquiry",))
    assert (found.precision >= 0.90, found.recall >= 0.75) == (True, True)


def test_no_need_mixes_more_than_two_places(labels: NeedLabels, by_id: Mapping[str, int]) -> None:
    assert labels.mixed(by_id) == []


def test_a_danger_is_not_buried_in_the_fumes_of_the_same_estate(
    labels: NeedLabels, by_id: Mapping[str, int]
) -> None:
    cracked = {one for one, label in labels.messages.items() if label.cluster == CRACKED_FLOORS}
    assert len(cracked) == 4
    needs = {by_id[one] for one in cracked}
    assert {one for one in labels.messages if by_id[one] in needs} == cracked


def test_with_what_is_proposed_needs_are_nearly_whole(
    doubts: Doubts, labels: NeedLabels, by_id: Mapping[str, int]
) -> None:
    """As many as a planner works through in a day or two, of which half and more are right."""
    found = labels.proposed(by_id, doubts.merges, without_largest=2)
    assert found.recall >= 0.90
    assert found.proposals <= 100
    assert found.precision >= 0.5


def test_needs_that_fall_apart_are_few_and_not_those_that_are_whole(
    doubts: Doubts, labels: NeedLabels
) -> None:
    assert 15 <= len(doubts.splits) <= 40
    labelled, right = labels.parted(
        [
            ([one.report for one in parting.leaving], [one.report for one in parting.staying])
            for parting in doubts.splits
        ]
    )
    assert 2 * right >= labelled >= 2


def test_no_need_swallows_what_does_not_belong_together(outcome: Outcome) -> None:
    assert max(len(members) for members in outcome.needs.values()) <= 0.03 * MESSAGES


def _groupable(seq: int, cells: Mapping[str, object]) -> Groupable:
    return Groupable(
        seq=seq,
        subject=str(cells["留言主题"])[:200],
        description=str(cells["留言详情"]),
        group=None,
        point=None,
        area_path=(),
        occurred_at=_seconds(cells["留言时间"]),
    )


def _seconds(cell: object) -> int:
    if isinstance(cell, date):
        cell = cell.isoformat().replace("T", " ")
    # The table names no zone; a whole offset moves every message alike.
    return int(datetime.fromisoformat(_iso(str(cell))).replace(tzinfo=UTC).timestamp())


def _iso(text: str) -> str:
    """2019/2/28 11:25:05 as 2019-02-28T11:25:05."""
    day, _, time = text.strip().replace("/", "-").partition(" ")
    year, month, number = day.split("-")
    clock = ":".join(part.zfill(2) for part in (time or "0:0:0").split(":"))
    return f"{year}-{int(month):02}-{int(number):02}T{clock}"
