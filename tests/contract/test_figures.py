"""Figures counted by hand beforehand, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.figures import definitions as figures
from services.intake.figures.counting.dispatch_store import Reason
from services.intake.figures.counts import Due, Ended, Opened, Sent, Shelved
from services.intake.figures.share import Median, Share
from services.intake.figures.statistics import STATEMENTS, Statistics
from tests.contract.figures_world import World, live, open_world
from tests.contract.intake import Statements

HOUR = 1 / 24


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from open_world(request, tmp_path)


def test_the_figures_of_twenty_cases_are_those_counted_by_hand(world: World) -> None:
    """L10 is a duplicate, L11 was not accepted, L12 undone; L15 and L16 wait; K2 and K4 have no
    limit. That leaves L1-L9, L13, L14, K1 and K3 due; of these L14 and K3 are not closed, L13 is
    only made safe, and L4, L5, L14 and K3 are late, L5 with leave."""
    found = live(world).read()
    these_are_all(found)
    units_groups_and_rules_are_counted_apart(found)
    the_middle_of_days_is_that_of_the_middle_case(found)
    a_filter_counts_what_it_names_and_nothing_else(world)


def these_are_all(found: Statistics) -> None:
    counts = found.overall
    assert counts.due == Due(due=13, closed=11, repaired=10, late=4, exempted=1, waiting=2)
    assert figures.rectification(counts.due_limited) == Share(10, 11)
    assert figures.rectification(counts.due_best_effort) == Share(1, 2)
    assert figures.on_time(counts.due) == Share(9, 13)
    assert figures.on_time_exempted(counts.due) == Share(9, 12)
    # All but L10 and L12; of K4 nobody was told anything.
    assert counts.opened == Opened(opened=18, responded=17)
    # L6 ended twice, first made safe. K2 was answered at once, so nobody looked at it again.
    assert counts.ended == Ended(
        ended=14,
        closed=13,
        verified=12,
        repaired=10,
        made_safe=2,
        answered=1,
        not_ours=0,
        not_accepted=1,
        solved=10,
        reopened=1,
        disputed=3,
        upheld=1,
        asked=14,
        satisfied=1,
        dissatisfied=3,
    )
    # L1-L9, L6 and L13 and K3 twice, L14-L16, K1; L13 came back once, K3 twice.
    assert counts.sent == Sent(dispatched=18, sent_back=3)
    assert found.shelved == Shelved(shelved=1, review_passed=1, with_need=1, with_project=0)


def units_groups_and_rules_are_counted_apart(found: Statistics) -> None:
    municipal, housing = found.by_unit["municipal"], found.by_unit["housing_bureau"]
    assert figures.on_time(municipal.due) == Share(7, 10)
    assert figures.on_time(housing.due) == Share(2, 3)
    assert found.by_group["housing"].due == Due(due=2, closed=1, repaired=1, late=1)
    assert found.by_rule == {
        None: Sent(dispatched=1),
        "category:leak": Sent(dispatched=3, sent_back=2),
        "category:street_lamp": Sent(dispatched=14, sent_back=1),
    }
    assert set(found.reasons) == {
        Reason("category:leak", "housing_bureau", "不属于我们", 1),
        Reason("category:leak", "housing_bureau", "材料不全", 1),
        Reason("category:street_lamp", "municipal", "不属于我们", 1),
    }


def the_middle_of_days_is_that_of_the_middle_case(found: Statistics) -> None:
    """Closings took 3 hours, but L4 and L5 seven, K2 one and L6 the second time five."""
    assert found.overall.close_days == Median(pytest.approx(3 * HOUR), 13)  # type: ignore[arg-type]
    assert found.overall.answer_days == Median(pytest.approx(HOUR), 17)  # type: ignore[arg-type]
    # K1 took three hours after two in the inbox, and K2 one.
    assert found.by_group["housing"].close_days == Median(pytest.approx(3 * HOUR), 2)  # type: ignore[arg-type]
    assert found.by_unit["municipal"].close_days.number == 10


def test_void_and_duplicate_cases_leave_the_on_time_rate_unchanged(world: World) -> None:
    world.done(world.sent("on time"))
    world.done(world.sent("late"), after=5)
    before = world.read().overall.due
    assert figures.on_time(before) == Share(1, 2)
    for name in ("one", "two"):
        number = world.opened(f"duplicate {name}")
        world.take(number, "file")
        world.hours(9)
        world.take(number, "answer", outcome="duplicate", note="已有案件。")
        number = world.opened(f"void {name}")
        world.take(number, "decline", outcome="not_ours", reason="不属本辖区")
    assert world.read().overall.due == before


def test_what_has_no_denominator_is_unavailable_and_not_nothing(world: World) -> None:
    counts = world.read().overall
    assert figures.on_time(counts.due).percent is None
    assert figures.satisfaction(counts).percent is None
    assert counts.close_days == Median(None, 0)
    late = world.sent("late")
    world.hours(9)
    world.exempt(late)
    due = world.read().overall.due
    assert figures.on_time(due).percent == 0
    assert figures.on_time_exempted(due).percent is None


def a_filter_counts_what_it_names_and_nothing_else(world: World) -> None:
    assert world.read(group="housing").overall.opened.opened == 4
    assert world.read(units=("municipal",)).overall.sent == Sent(dispatched=14, sent_back=1)
    assert world.read(units=()).overall.opened == Opened()
    assert world.read(areas=("yunqiao",)).overall.ended == Ended()


def test_reading_takes_the_same_few_statements_however_much_there_is(world: World) -> None:
    for number in range(2):
        with Statements(world.intake.database) as statements:
            world.read()
        assert len(statements.seen) == STATEMENTS, number
        world.done(world.sent(f"case {number}"))
