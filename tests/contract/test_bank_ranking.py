"""What publishing a ranking and regrouping promise, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.projectbank.needs.regrouping.regroup import GroupingElsewhere, Regroup, Regrouped
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.scoring.criteria import bundled_sets
from services.projectbank.scoring.top import top_of_ranking
from services.projectbank.tables import runtime_tables
from services.runtime.database import open_database
from services.runtime.lease import Lease
from tests.unit.projectbank.bank import NOW, VOCABULARY, Bank, a_report, some_reports
from tests.unit.projectbank.scoring_builders import publisher

CRITERIA = bundled_sets().current


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bank]:
    url = f"sqlite:///{tmp_path}/bank.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("emptied_postgres")("bank")
    database = open_database(url)
    yield Bank(database)
    database.close()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/another.db")
    yield Bank(database)
    database.close()


def publish(bank: Bank) -> None:
    publisher(bank)()


def test_an_empty_bank_publishes_nothing(bank: Bank) -> None:
    publish(bank)
    assert top_of_ranking(bank.database, CRITERIA, None)["items"] == []


def test_publishing_tells_each_project_its_rank_once(bank: Bank) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    publish(bank)
    publish(bank)
    told = bank.told_projects()
    assert [project.version for project in told] == [1, 2]
    score = told[-1].published
    assert score is not None
    assert (score.rank, score.lane, score.criteria_version) == (1, "ranked", "1")
    assert 0 < score.low < score.high <= 100


def test_the_ranking_is_as_of_the_newest_report_whatever_the_clock_says(bank: Bank) -> None:
    bank.take(*(a_report(seq, days=seq) for seq in (1, 2, 3)))
    publish(bank)
    before = top_of_ranking(bank.database, CRITERIA, None)
    bank.clock.advance(seconds=400 * 86_400)
    publish(bank)
    assert top_of_ranking(bank.database, CRITERIA, None) == before
    assert before["as_of"] < NOW.isoformat()


def test_both_databases_publish_the_same_ranking(bank: Bank, another: Bank) -> None:
    for one, size in ((bank, 500), (another, 33)):
        one.in_batches_of(size).take(*some_reports(250))
        publish(one)
    ranking = top_of_ranking(bank.database, CRITERIA, None)
    assert len(ranking["items"]) > 3
    assert ranking == top_of_ranking(another.database, CRITERIA, None)


def test_a_limit_shows_the_first_places(bank: Bank) -> None:
    bank.take(*some_reports(250))
    publish(bank)
    everything = top_of_ranking(bank.database, CRITERIA, None)["items"]
    assert top_of_ranking(bank.database, CRITERIA, 2)["items"] == everything[:2]


def test_a_candidate_that_lapsed_is_no_longer_listed(bank: Bank) -> None:
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    publish(bank)
    bank.take(a_report(3, version=2, erased=True))
    assert top_of_ranking(bank.database, CRITERIA, None)["items"] == []


def test_regrouping_an_undisturbed_bank_changes_nothing(bank: Bank) -> None:
    bank.take(*some_reports(200))
    before = bank.rows()
    done = regroup(bank)
    assert done.moved == 0
    assert done.reports == len(bank.partition())
    assert bank.rows() == before


def test_regrouping_moves_what_was_corrected_and_tells_it(bank: Bank) -> None:
    bank.take(a_report(1), a_report(2))
    bank.take(
        a_report(2, version=2, subject="翠湖小区西门电梯困人", category="noise", confidence=1.0)
    )
    assert bank.partition()["R2"] == "N-000001"
    assert regroup(bank).moved == 1
    assert bank.partition()["R2"] == "N-000002"
    assert bank.need("N-000001").reports == 1
    last = {link.report: link.need for link in bank.links()}
    assert last == {"R1": "N-000001", "R2": None}


def test_the_job_goes_on_after_a_regrouping(bank: Bank, another: Bank) -> None:
    reports = list(some_reports(200))
    bank.take(*reports[:120])
    regroup(bank)
    bank.take(*reports[120:])
    another.take(*reports)
    assert bank.partition() == another.partition()


def test_regrouping_is_refused_while_another_process_groups(bank: Bank) -> None:
    elsewhere = Lease(bank.database, runtime_tables, "grouping", "elsewhere", bank.clock)
    assert elsewhere.hold()
    with pytest.raises(GroupingElsewhere):
        regroup(bank)


def regroup(bank: Bank) -> Regrouped:
    return Regroup(
        database=bank.database,
        lease=bank.lease,
        job=bank.job,
        settle=Settle(VOCABULARY, bank.candidates, bank.outbox),
        rules=bank.rules,
    )()
