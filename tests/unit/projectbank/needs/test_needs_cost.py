"""A batch costs the same however large the needs are that it touches."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from services.runtime.database import open_database
from tests.unit.projectbank.bank import Bank, a_report, some_reports

LAMP = "紫荆花园东门路灯不亮"


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    yield Bank(database)
    database.close()


class Cost:
    """Statements and rows read while it watches."""

    def __init__(self, bank: Bank) -> None:
        self.statements: list[str] = []
        self._engine = bank.database.engine

    def __enter__(self) -> "Cost":
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, *args: object) -> None:
        said = str(args[2])
        if said.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            self.statements.append(said)


def cost_of(bank: Bank, first: int, reports: int) -> list[str]:
    """Of one batch of reports for one need."""
    bank.hear(*(a_report(seq, LAMP) for seq in range(first, first + reports)))
    with Cost(bank) as cost:
        bank.job.step()
    return cost.statements


def test_a_batch_takes_as_many_statements_for_a_large_need_as_for_a_small_one(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in range(1, 11)))
    small = cost_of(bank, 11, 5)
    bank.take(*(a_report(seq, LAMP) for seq in range(16, 700)))
    large = cost_of(bank, 700, 5)
    assert len(large) == len(small) == 34, "\n".join(large)


def test_a_batch_of_many_reports_takes_as_many_statements_as_one_of_few(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in range(1, 11)))
    assert len(cost_of(bank, 11, 100)) == len(cost_of(bank, 111, 2))


def test_a_batch_reads_no_member_of_a_need_that_somebody_joins(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in range(1, 11)))
    said = cost_of(bank, 11, 5)
    assert not [one for one in said if "FROM need_members JOIN reports" in one]
    assert not [one for one in said if "FROM need_members" in one and "need_id IN" in one]


def test_a_version_that_counts_nothing_new_touches_no_need(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in range(1, 11)))
    before = len(bank.events())
    bank.hear(a_report(3, LAMP, version=2, severity=3))
    with Cost(bank) as cost:
        bank.job.step()
    assert not [one for one in cost.statements if "need_tallies" in one or "FROM needs" in one]
    assert len(bank.events()) == before


def test_the_job_goes_on_from_a_decision_without_reading_everybody_again(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in range(1, 11)))
    bank.decide("split", "N-000001", reports=("R4",))
    bank.decide("confirm", "N-000001")
    said = cost_of(bank, 11, 3)
    assert not [one for one in said if "need_members.position > ?" in one]
    bank.job = bank.another_job()
    said = cost_of(bank, 14, 3)
    assert [one for one in said if "need_members.position > ?" in one]


def test_counts_kept_step_by_step_are_those_of_everybody_at_once(bank: Bank) -> None:
    for report in some_reports(50):
        bank.take(report)
    step_by_step = bank.rows()
    bank.regroup()
    at_once = bank.rows()
    for table in ("need_tallies", "need_people", "needs", "need_members"):
        assert at_once[table] == step_by_step[table], table


@pytest.mark.long
def test_the_ten_thousandth_member_costs_no_more_than_the_tenth(bank: Bank) -> None:
    bank.take(*(a_report(seq, LAMP) for seq in range(1, 11)))
    small = cost_of(bank, 11, 5)
    bank.take(*(a_report(seq, LAMP) for seq in range(16, 10_001)))
    assert len(cost_of(bank, 10_001, 5)) == len(small)
    assert bank.need("N-000001").people == 10_005
