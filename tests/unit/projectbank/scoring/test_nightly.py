"""The ranking of each night."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.projectbank.scoring.published.store import all_rankings
from services.projectbank.scoring.publishing.nightly import NightlyRanking
from services.projectbank.tables import runtime_tables
from services.runtime.database import open_database
from services.runtime.lease import Lease
from tests.unit.projectbank.bank import NOW, Bank, a_report
from tests.unit.projectbank.scoring_builders import publisher

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = Bank(database)
    bank.take(*(a_report(seq) for seq in (1, 2, 3)))
    yield bank
    database.close()


def nightly(bank: Bank, holder: str = "tests") -> NightlyRanking:
    lease = Lease(bank.database, runtime_tables, "nightly", holder, bank.clock)
    return NightlyRanking("nightly", bank.database, publisher(bank), lease, bank.clock, ZONE)


def wait_until(bank: Bank, day: int, hour: int) -> None:
    wanted = datetime(2026, 11, day, hour, tzinfo=ZONE).astimezone(UTC)
    bank.clock.advance(seconds=(wanted - bank.clock.now()) / timedelta(seconds=1))


def test_a_ranking_is_published_once_a_night_and_not_by_day(bank: Bank) -> None:
    publisher(bank)()
    role = nightly(bank)
    assert NOW.astimezone(ZONE).hour == 16
    assert not role.step()
    wait_until(bank, 23, 2)
    assert role.step()
    assert not role.step()
    wait_until(bank, 23, 5)
    assert not role.step()
    wait_until(bank, 24, 4)
    assert role.step()
    assert len(bank.database.read(all_rankings)) == 3
    assert (role.ready(), role.idle()) == (None, None)


def test_the_first_ranking_is_a_persons_decision(bank: Bank) -> None:
    wait_until(bank, 23, 3)
    assert not nightly(bank).step()


def test_of_several_processes_one_publishes(bank: Bank) -> None:
    publisher(bank)()
    wait_until(bank, 23, 3)
    elsewhere = Lease(bank.database, runtime_tables, "nightly", "elsewhere", bank.clock)
    assert elsewhere.hold()
    assert not nightly(bank).step()
