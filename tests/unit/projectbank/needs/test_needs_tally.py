"""What counts in a need, and when it is worth proposing."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projectbank.needs.counting.store import _counts, _written
from services.projectbank.needs.counting.tally import Tally
from services.projectbank.needs.need import Member, as_member
from services.projectbank.needs.reports.report import stored_report
from tests.unit.projectbank.bank import VOCABULARY, a_report

_YEAR = 365
WINDOW = _YEAR * 86_400
COPY = "我们小区门口的路灯已经坏了三个月，晚上老人孩子出门非常危险，请有关部门尽快派人修理，谢谢"
OTHER_WORDS = "路灯不亮，晚上看不清路，有人摔倒了，已经反映过两次都没有人来处理，希望给个说法和时间"


def a_member(seq: int, *, person: str | None, days: int = 0, **more: object) -> Member:
    report = a_report(seq, person=person, days=days, **more)  # type: ignore[arg-type]
    return as_member(stored_report(report), seq)


def tallied(members: Sequence[Member]) -> Tally:
    tally = Tally(VOCABULARY)
    for member in members:
        tally.add(member)
    return tally


def test_three_people_in_any_twelve_months_are_enough() -> None:
    years_apart = [a_member(seq, person=f"p{seq}", days=400 * seq) for seq in range(5)]
    assert not tallied(years_apart).counts.proposed
    between = [
        a_member(6, person="p6", days=500),
        a_member(7, person="p7", days=600),
    ]
    assert tallied([*years_apart, *between]).counts.proposed


def test_exactly_twelve_months_are_twelve_months() -> None:
    people = [("a", 0), ("b", 100), ("c", _YEAR)]
    assert tallied(
        [a_member(n, person=p, days=d) for n, (p, d) in enumerate(people)]
    ).counts.proposed
    people[-1] = ("c", _YEAR + 1)
    assert not tallied(
        [a_member(n, person=p, days=d) for n, (p, d) in enumerate(people)]
    ).counts.proposed


def test_the_order_of_arrival_changes_neither_people_nor_proposal() -> None:
    members = [
        a_member(1, person="a", days=0),
        a_member(2, person="b", days=300),
        a_member(3, person="a", days=500),
        a_member(4, person="c", days=640),
    ]
    outcomes = {
        (tally.counts.people, tally.counts.proposed, tally.counts.first, tally.counts.last)
        for tally in map(tallied, itertools.permutations(members))
    }
    assert len(outcomes) == 1


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 2_000)), max_size=14)
)
def test_what_is_forgotten_of_moments_never_mattered(said: list[tuple[str, int]]) -> None:
    members = [a_member(n, person=who, days=day) for n, (who, day) in enumerate(said)]
    seconds = [(int(one.occurred_at.timestamp()), one.person) for one in members]
    worth = any(
        len({who for second, who in seconds if opening <= second <= opening + WINDOW}) >= 3
        for opening, _ in seconds
    )
    assert tallied(members).counts.proposed == worth


def test_one_person_who_writes_every_day_is_remembered_by_a_few_moments() -> None:
    members = [a_member(day, person="a", days=day) for day in range(1_000)]
    counts = tallied(members).counts
    assert (counts.people, counts.reports) == (1, 1_000)
    assert len(counts.moments) <= 8


def test_all_who_gave_no_name_are_one_person() -> None:
    members = [a_member(seq, person=None) for seq in range(9)]
    assert tallied([*members, a_member(10, person="a")]).counts.people == 2


def test_counts_are_the_same_after_a_night_in_the_store() -> None:
    members = [
        a_member(seq, person=f"p{seq % 2}", days=90 * seq, description=COPY, road="学院路")
        for seq in range(6)
    ]
    counts = tallied(members).counts
    assert _counts(_written(counts)) == counts


@pytest.mark.parametrize("source", ["survey", "health_check"])
def test_a_surveyor_or_a_health_check_is_enough(source: str) -> None:
    assert tallied([a_member(1, person="a", source=source)]).counts.proposed


def test_near_copies_are_told_from_other_words() -> None:
    members = [
        a_member(1, person="a", description=COPY),
        a_member(2, person="b", description=COPY.replace("谢谢", "谢谢领导")),
        a_member(
            3,
            person="c",
            description="路灯不亮，晚上看不清路，有人摔倒了，已经反映过两次都没有人来处理，希望给个说法和时间",
        ),
        a_member(4, person="d", description=f"您好！{COPY}"),
    ]
    assert tallied(members).copies == {"R2": "R1", "R4": "R1"}


def test_short_texts_are_alike_without_being_copied() -> None:
    members = [a_member(seq, person=f"p{seq}", description="路灯不亮") for seq in range(5)]
    assert tallied(members).copies == {}
