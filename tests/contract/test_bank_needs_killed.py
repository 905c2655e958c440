"""Killing the grouping anywhere changes nothing: it goes on as if nothing had happened."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, event

from services.projectbank.tables import runtime_tables
from services.runtime.database import open_database
from tests.unit.projectbank.bank import Bank, some_reports

REPORTS = 60
BATCH = 20


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bank.db"
    fresh: str = request.getfixturevalue("emptied_postgres")("bank")
    return fresh


@pytest.fixture
def bank(url: str) -> Iterator[Bank]:
    database = open_database(url)
    yield Bank(database).in_batches_of(BATCH)
    database.close()


@pytest.fixture
def undisturbed(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/another.db")
    another = Bank(database).in_batches_of(BATCH)
    a_year(another)
    yield another
    database.close()


def a_year(bank: Bank, group: Callable[[Bank], None] = Bank.group) -> None:
    """Reports, decisions in between, corrections, and a regrouping at the end."""
    reports = list(some_reports(REPORTS))
    bank.hear(*reports[:30])
    group(bank)
    bank.decide("merge", "N-000002", other="N-000001")
    bank.decide("split", "N-000001", reports=("R2",))
    bank.hear(*reports[30:])
    group(bank)


class Killed(BaseException):
    """As a signal would: nothing catches it."""


class _At:
    """Raises at the n-th statement, once."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def __call__(self, _conn: Connection, _cursor: object, said: str, *_: object) -> None:
        if said.startswith(("INSERT", "UPDATE", "DELETE", "SELECT")):
            self.left -= 1
            if self.left == 0:
                raise Killed


def test_a_job_killed_at_any_statement_ends_as_if_it_had_not_been(
    bank: Bank, undisturbed: Bank
) -> None:
    """Each life of the job dies a few statements later than the one before, until it is done."""
    deaths = 0

    def group(killed: Bank) -> None:
        nonlocal deaths
        patience = 1
        while killed.job.idle() is not None:
            killed.job = killed.another_job()
            at = _At(patience)
            event.listen(killed.database.engine, "before_cursor_execute", at)
            try:
                killed.job.step()
            except Killed:
                deaths += 1
                patience += 3
            else:
                patience = 1
            finally:
                event.remove(killed.database.engine, "before_cursor_execute", at)

    a_year(bank, group)
    assert deaths > 20
    assert bank.rows() == undisturbed.rows()


def test_a_process_killed_in_the_middle_is_followed_by_one_that_ends_alike(
    bank: Bank, url: str, undisturbed: Bank
) -> None:
    program = (
        "import sys\n"
        "from tests.contract.test_bank_needs_killed import BATCH, a_year\n"
        "from tests.unit.projectbank.bank import Bank\n"
        "from services.runtime.database import open_database\n"
        "def group(bank):\n"
        "    while bank.job.step():\n"
        "        print(flush=True)\n"
        "        sys.stdin.readline()\n"
        "a_year(Bank(open_database(sys.argv[1])).in_batches_of(BATCH), group)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdout.readline()
    # It has grouped one batch, and is somewhere in the second one when it dies.
    child.stdin.write("\n")
    child.stdin.flush()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert 0 < len(bank.partition()) < 30
    bank.database.write(lambda conn: conn.execute(delete(runtime_tables.leases)))
    a_year(bank)
    assert bank.rows() == undisturbed.rows()


def test_a_regrouping_killed_at_any_statement_is_made_good_by_the_next(bank: Bank) -> None:
    a_year(bank)
    before = bank.rows()
    for nth in range(1, 60, 7):
        at = _At(nth)
        event.listen(bank.database.engine, "before_cursor_execute", at)
        try:
            with contextlib.suppress(Killed):
                bank.regroup()
        finally:
            event.remove(bank.database.engine, "before_cursor_execute", at)
    bank.job = bank.another_job()
    bank.regroup()
    assert bank.rows() == before


def test_a_decision_killed_at_any_statement_was_never_made(bank: Bank) -> None:
    a_year(bank)
    before = bank.rows()
    need = next(one for one in bank.needs() if one.id != "N-000001" and one.reports)
    survived = False
    for nth in range(1, 81, 2):
        at = _At(nth)
        event.listen(bank.database.engine, "before_cursor_execute", at)
        try:
            bank.decide("merge", need.id, version=need.version, other="N-000001")
            survived = True
        except Killed:
            assert bank.rows() == before
        finally:
            event.remove(bank.database.engine, "before_cursor_execute", at)
        if survived:
            break
    assert bank.need(need.id).state == "merged"
