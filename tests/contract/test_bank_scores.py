"""What frozen scores, their order and planners' records promise, on each database."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from services.projectbank.projects.edit import Cost, EditProject, Order, ProjectMoved
from services.projectbank.projects.store import find_project
from services.projectbank.scoring.api import ranking_page
from services.projectbank.scoring.criteria import CriteriaSet, CriteriaSets, Criterion, bundled_sets
from services.projectbank.scoring.explaining.history import past_ranks
from services.projectbank.scoring.opinions.opinion import Opinion as SecondOpinion
from services.projectbank.scoring.opinions.opinions import opinions
from services.projectbank.scoring.published.store import KEPT, all_rankings
from services.projectbank.scoring.published.tables import rankings, scores
from services.projectbank.scoring.publishing.replay import Different, replay
from services.projectbank.scoring.ranking.rank import Ranked
from services.projectbank.scoring.rating.rate import Opinion, Rate
from services.projectbank.scoring.top import top_of_ranking
from services.runtime.database import open_database
from services.runtime.web.paging import read_cursor
from tests.unit.projectbank.bank import NOW, Bank, a_report, some_reports
from tests.unit.projectbank.scoring_builders import CRITERIA, GATES, publisher

SETS = CriteriaSets([CRITERIA])
ORDER = Order(who="planner", why="a quotation")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("emptied_postgres")("bank"))
    return f"sqlite:///{tmp_path}/bank.db"


@pytest.fixture
def bank(url: str) -> Iterator[Bank]:
    database = open_database(url)
    yield Bank(database)
    database.close()


@pytest.fixture
def edit(bank: Bank) -> EditProject:
    return EditProject(bank.database, bank.outbox, bank.clock, GATES)


def published(bank: Bank) -> list[dict[str, Any]]:
    publisher(bank)()
    items: list[dict[str, Any]] = top_of_ranking(bank.database, CRITERIA, None)["items"]
    return items


def some_alike(length: int, *, after: int = 0) -> Iterator[Any]:
    """Needs that differ in nothing but their place: all scores are the same."""
    for number in range(length):
        for seq in range(after + 3 * number + 1, after + 3 * number + 4):
            yield a_report(
                seq, f"{number * 7}弄路灯不亮", point=(29.0 + number * 0.05, 121.6), days=-10
            )


def test_what_leaves_the_bank_while_a_ranking_is_computed_takes_no_place_in_it(
    bank: Bank, edit: EditProject
) -> None:
    bank.take(*some_alike(2))
    first, second = [item["project"] for item in published(bank)]

    def meanwhile(ranked: Sequence[Ranked]) -> Mapping[str, SecondOpinion]:
        if len(ranked) > 1:
            edit.move(first, ORDER, "exited")
        return opinions(ranked)

    publisher(bank, second=meanwhile)()
    items = top_of_ranking(bank.database, CRITERIA, None)["items"]
    assert [(item["project"], item["rank"]) for item in items] == [(second, 1)]


def test_500_frozen_scores_replay_equal_after_a_restart(
    bank: Bank, edit: EditProject, url: str
) -> None:
    bank.take(*some_reports(250), *some_alike(30, after=250))
    rate = Rate(bank.database, CRITERIA, bank.clock)
    items = published(bank)
    for number, item in enumerate(items[:20]):
        cost = Cost(low=100_000 * number, high=300_000 * number + 7, served=number or None)
        edit.correct(item["project"], ORDER, cost=cost)
        opinion = Opinion(low=3 * number, high=4 * number, who="expert", reason="seen")
        rate(item["project"], "indicator_gap", opinion)
    for days in range(1, 1 + 500 // len(items)):
        publisher(bank)(NOW - timedelta(days=days * 11))
    bank.database.close()
    again = open_database(url)
    done = replay(again, SETS)
    again.close()
    assert done.scores >= 500
    assert done.different == ()


def test_a_score_that_was_tampered_with_is_found(bank: Bank) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    (item,) = published(bank)
    low = round(item["score"]["low"] * 100)
    bank.database.write(lambda conn: conn.execute(update(scores).values(low=low + 1)))
    (found,) = replay(bank.database, SETS).different
    assert found == Different(1, item["project"], low + 1, low)


def test_scores_of_an_older_set_replay_by_that_set(bank: Bank) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    published(bank)
    newer = CriteriaSet(version="2", criteria=_heavier())
    publisher(bank, newer)()
    versions = [one.criteria_version for one in bank.database.read(all_rankings)]
    assert versions == ["1", "2"]
    assert replay(bank.database, CriteriaSets([bundled_sets().current, newer])).different == ()


def test_equal_scores_keep_one_order_across_pages_and_runs_and_databases(
    bank: Bank, tmp_path: Path
) -> None:
    other = Bank(open_database(f"sqlite:///{tmp_path}/other.db")).in_batches_of(7)
    reports = list(some_alike(25))
    bank.take(*reports)
    other.take(*reports)
    everything = published(bank)
    assert len(everything) == 25
    assert len({item["score"]["low"] for item in everything}) == 1
    assert published(other) == everything == published(bank)
    assert _paged(bank, 4) == [item["project"] for item in everything]
    other.database.close()


def test_editing_adopting_or_exiting_a_project_moves_no_other_score(
    bank: Bank, edit: EditProject
) -> None:
    bank.take(*some_reports(250))
    before = {item["project"]: item["score"] for item in published(bank)}
    edited, adopted, left, *others = before
    edit.correct(edited, ORDER, cost=Cost(low=1, high=1, served=900))
    edit.record_gate(adopted, ORDER, "consent", passed=True, on=date(2026, 11, 1))
    edit.adopt(adopted, ORDER)
    edit.move(left, ORDER, "exited")
    after = {item["project"]: item["score"] for item in published(bank)}
    assert left not in after
    assert after[edited]["low"] > before[edited]["low"]
    assert {one: after[one] for one in others} == {one: before[one] for one in others}


def test_a_new_project_moves_no_other_score(bank: Bank) -> None:
    bank.take(*some_alike(5))
    before = {item["project"]: item["score"] for item in published(bank)}
    bank.take(
        *(
            a_report(seq, "和平里外墙开裂倾斜", category="unsafe_house", days=-10)
            for seq in (16, 17, 18)
        )
    )
    after = {item["project"]: item["score"] for item in published(bank)}
    assert len(after) == 6
    assert {one: after[one] for one in before} == before


def test_the_last_rankings_are_kept_and_of_older_months_the_last(bank: Bank) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    for _ in range(KEPT + 40):
        publisher(bank)()
        bank.clock.advance(seconds=86_400)
    kept = bank.database.read(all_rankings)
    months = [(one.published_at.year, one.published_at.month) for one in kept[:-KEPT]]
    assert months == [(2026, 11), (2026, 12)]
    assert len(bank.database.read(lambda conn: past_ranks(conn, "P-000001"))) == len(kept)
    assert bank.database.read(_count) == len(kept)


def test_two_planners_who_saw_the_same_version_cannot_both_change_it(
    bank: Bank, edit: EditProject
) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    seen = Order(who="one", why="x", version=1)
    edit.adopt("P-000001", seen)
    with pytest.raises(ProjectMoved):
        edit.correct("P-000001", Order(who="two", why="y", version=1), title="别名")


def test_what_is_recorded_survives_being_stored(bank: Bank, edit: EditProject) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    edit.correct("P-000001", ORDER, cost=Cost(low=1, high=10**13, served=None))
    kept = edit.record_gate("P-000001", ORDER, "design", passed=False, on=date(2026, 2, 28))
    assert bank.database.read(lambda conn: find_project(conn, "P-000001")) == kept


def _heavier() -> tuple[Criterion, ...]:
    """The first set's criteria with other weights."""
    more = {"safety": 10, "readiness": -10}
    return tuple(
        dataclasses.replace(one, weight=one.weight + more.get(one.code, 0))
        for one in bundled_sets().current.criteria
    )


def _paged(bank: Bank, size: int) -> list[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after: Any = read_cursor(cursor) if cursor else None
        page = bank.database.read(partial(ranking_page, sets=SETS, cursor=after, size=size))
        found += [item["project"] for item in page["items"]]
        cursor = page["cursor"]
    return found


def _count(conn: Connection) -> int:
    return conn.execute(
        select(func.count()).select_from(
            scores.join(rankings, rankings.c.id == scores.c.ranking_id)
        )
    ).scalar_one()
