"""Looking through the needs for what may be one or several, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from services.projectbank.needs.members.tables import members
from services.projectbank.needs.proposals.proposal import Proposal
from services.projectbank.needs.proposals.review import Reviewed, ReviewElsewhere, ReviewNeeds
from services.projectbank.needs.proposals.store import all_proposals, last_review
from services.projectbank.needs.proposals.tables import proposals
from services.projectbank.tables import runtime_tables
from services.runtime.database import open_database
from services.runtime.lease import Lease, LeaseLost
from tests.unit.projectbank.bank import NOW, Bank, a_report, some_reports
from tests.unit.projectbank.needs.test_proposals import (
    BOTH,
    DRY,
    DRY_ELSEWHERE,
    FUMES,
    OTHERS,
    RUBBISH,
)

FUMES_NEED, RUBBISH_NEED, DRY_NEED = "N-000007", "N-000008", "N-000010"
MERGE = "M-000007-000008"


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    url = f"sqlite:///{tmp_path}/bank.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("emptied_postgres")("bank")
    database = open_database(url)
    yield a_doubtful_town(Bank(database))
    database.close()


def a_doubtful_town(bank: Bank) -> Bank:
    """Two needs of one estate that a third report ties together; and a need of two estates, as an
    earlier release may have grouped them."""
    subjects = (*OTHERS, FUMES, RUBBISH, BOTH, *DRY, *DRY_ELSEWHERE)
    bank.take(*(a_report(seq, subject) for seq, subject in enumerate(subjects, start=1)))
    strayed = members.c.report_id.in_(("R13", "R14"))
    bank.database.write(
        lambda conn: conn.execute(
            update(members).where(strayed).values(need_id=DRY_NEED, placed_in=10, shape=10)
        )
    )
    bank.job.forget()
    return bank


def found(bank: Bank, kind: str) -> list[Proposal]:
    return [one for one in bank.proposals() if one.kind == kind]


def test_a_merge_and_a_split_are_proposed_with_their_reports(bank: Bank) -> None:
    assert bank.review() == Reviewed(merges=1, splits=1, new=2, withdrawn=0)
    [merge], [split] = found(bank, "merge"), found(bank, "split")
    assert (merge.id, merge.need, merge.other) == (MERGE, RUBBISH_NEED, FUMES_NEED)
    assert (merge.reports, merge.beside, merge.people) == (("R8",), ("R9",), 1)
    assert (split.need, split.other, split.people) == (DRY_NEED, None, 2)
    assert (split.reports, split.beside) == (("R13", "R14"), ("R10", "R11", "R12"))


def test_looking_again_finds_the_same_and_changes_nothing(bank: Bank) -> None:
    bank.review()
    before = bank.proposals()
    assert bank.review() == Reviewed(merges=1, splits=1, new=0, withdrawn=0)
    assert bank.proposals() == before


def test_the_same_is_found_on_either_database_and_wherever_batches_ended(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    urls = (f"sqlite:///{tmp_path}/one.db", request.getfixturevalue("emptied_postgres")("bank"))
    answers = []
    for url, batch in zip(urls, (500, 7), strict=True):
        database = open_database(url)
        town = Bank(database, batch=batch)
        town.hear(*some_reports(250))
        town.group()
        town.review()
        answers.append(town.proposals())
        database.close()
    assert answers[0] == answers[1]
    assert {one.kind for one in answers[0]} >= {"merge"}


def test_a_look_that_was_killed_between_two_writes_is_completed_by_the_next(bank: Bank) -> None:
    bank.review()
    whole = bank.proposals()
    bank.database.write(
        lambda conn: conn.execute(proposals.delete().where(proposals.c.id == MERGE))
    )
    assert bank.review() == Reviewed(merges=1, splits=1, new=1, withdrawn=0)
    assert bank.proposals() == whole


def test_what_nothing_speaks_for_any_more_is_withdrawn(bank: Bank) -> None:
    bank.review()
    bank.take(a_report(9, "", version=2, erased=True))
    assert bank.review() == Reviewed(merges=0, splits=1, new=0, withdrawn=1)


def test_needs_that_are_settled_are_left_alone(bank: Bank) -> None:
    bank.decide("dismiss", DRY_NEED)
    bank.decide("dismiss", RUBBISH_NEED)
    assert bank.review() == Reviewed(merges=0, splits=0, new=0, withdrawn=0)


def test_a_confirmed_need_is_merged_into_not_away(bank: Bank) -> None:
    bank.decide("confirm", RUBBISH_NEED)
    bank.review()
    [merge] = found(bank, "merge")
    assert (merge.need, merge.other) == (FUMES_NEED, RUBBISH_NEED)


def test_what_a_planner_moved_is_proposed_neither_to_leave_nor_to_come_back(bank: Bank) -> None:
    bank.decide("move", FUMES_NEED, other=RUBBISH_NEED, reports=("R9",))
    bank.decide("pin", DRY_NEED, reports=("R14",))
    assert bank.review() == Reviewed(merges=0, splits=0, new=0, withdrawn=0)


def pairs(bank: Bank) -> list[set[str | None]]:
    return [{one.need, one.other} for one in found(bank, "merge")]


def test_what_a_planner_split_is_proposed_again_over_a_new_report_alone(bank: Bank) -> None:
    outcome = bank.decide("split", FUMES_NEED, reports=("R9",))
    parted = {FUMES_NEED, outcome.decision.target}
    bank.review()
    assert parted not in pairs(bank)
    bank.take(a_report(15, f"{FUMES}，垃圾堆放"))
    assert bank.partition()["R15"] in parted
    bank.review()
    assert parted in pairs(bank)


def test_a_need_that_planners_merged_is_not_proposed_to_be_split_there(bank: Bank) -> None:
    bank.decide("merge", "N-000003", other=RUBBISH_NEED)
    bank.decide("merge", "N-000004", other=RUBBISH_NEED)
    bank.review()
    assert [one.need for one in found(bank, "split")] == [DRY_NEED]


def test_one_look_at_a_time(bank: Bank) -> None:
    other = Lease(bank.database, runtime_tables, "proposals", "another process", bank.clock)
    assert other.hold()
    with pytest.raises(ReviewElsewhere):
        bank.review()


def test_whoever_lost_the_lease_writes_nothing(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    review = bank.another_review()
    look = ReviewNeeds._look

    def overtaken(self: ReviewNeeds, conn: object) -> object:
        seen = look(self, conn)  # type: ignore[arg-type]
        table = runtime_tables.leases
        taken = update(table).where(table.c.name == "proposals").values(token=99)
        with bank.database.engine.begin() as another:
            another.execute(taken)
        return seen

    monkeypatch.setattr(ReviewNeeds, "_look", overtaken)
    with pytest.raises(LeaseLost):
        review()
    assert bank.database.read(all_proposals) == {}
    assert bank.database.read(last_review) is None


def test_when_it_was_done_is_remembered(bank: Bank) -> None:
    bank.review()
    last = bank.database.read(last_review)
    assert last is not None
    assert (last.at, last.position) == (NOW, 14)
