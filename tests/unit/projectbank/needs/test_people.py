"""How many people are behind a need: an interval, and never lifted by one person's many names."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.intake_events import ReportState
from services.projectbank.needs.bursts import bursts_of
from services.projectbank.needs.counting.tally import Tally
from services.projectbank.needs.need import Member, as_member
from services.projectbank.needs.reports.report import stored_report
from services.projectbank.needs.store import find_need
from services.runtime.database import open_database
from tests.unit.projectbank.bank import VOCABULARY, Bank, a_report
from tests.unit.projectbank.scoring_builders import publisher

LAMP = "紫荆花园东门路灯不亮"
ROAD = "云桥街道东风路大坑"
OTHER_LAMP = "东风村活动广场灯杆倒了"
HERE, THERE = (29.9, 121.6), (29.95, 121.7)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    yield Bank(database)
    database.close()


def lamp(seq: int, **more: object) -> ReportState:
    return a_report(seq, LAMP, point=HERE, source="resident", **more)  # type: ignore[arg-type]


def tallied(*reports: ReportState) -> Tally:
    tally = Tally(VOCABULARY)
    for report in reports:
        tally.add(_member(report))
    return tally


def _member(report: ReportState) -> Member:
    return as_member(stored_report(report), report.seq)


def ranks(bank: Bank) -> list[str]:
    publisher(bank)()
    with bank.database.engine.connect() as conn:
        rows = conn.exec_driver_sql(
            "SELECT project_id FROM scores WHERE ranking_id = (SELECT max(id) FROM rankings)"
            " ORDER BY rank"
        )
        return [row[0] for row in rows]


def two_projects(bank: Bank) -> None:
    """The other lamp is ahead by one person; this one waits behind it."""
    others = [a_report(seq, OTHER_LAMP, point=THERE, source="resident") for seq in range(1, 5)]
    bank.take(*others, *(lamp(seq) for seq in range(5, 8)))


def test_twenty_five_joins_without_a_contact_are_one_person_and_lift_no_rank(bank: Bank) -> None:
    two_projects(bank)
    before = ranks(bank)
    bank.take(*(lamp(seq, joins="R5", description="") for seq in range(8, 33)))
    need = bank.database.read(lambda conn: find_need(conn, "N-000005"))
    assert need is not None
    assert (need.people, need.people_at_most, need.verified, need.reports) == (4, 4, 0, 28)
    assert ranks(bank) == before == ["P-000001", "P-000005"]


def test_twenty_five_people_with_a_verified_contact_are_so_many(bank: Bank) -> None:
    two_projects(bank)
    assert ranks(bank) == ["P-000001", "P-000005"]
    bank.take(*(lamp(seq, joins="R5", description="", verified=True) for seq in range(8, 33)))
    need = bank.database.read(lambda conn: find_need(conn, "N-000005"))
    assert need is not None
    assert (need.people, need.verified) == (28, 25)
    assert ranks(bank) == ["P-000005", "P-000001"]


def test_a_voice_that_is_verified_later_counts_from_then_on(bank: Bank) -> None:
    bank.take(lamp(1), lamp(2, joins="R1"), lamp(3, joins="R1"))
    bank.take(lamp(3, joins="R1", version=2, verified=True))
    need = bank.database.read(lambda conn: find_need(conn, "N-000001"))
    assert need is not None
    assert (need.people, need.verified) == (3, 1)


def test_a_burst_of_voices_is_shown_with_its_time(bank: Bank) -> None:
    bank.take(lamp(1), *(lamp(seq, joins="R1") for seq in range(2, 15)))
    [burst] = bank.database.read(lambda conn: bursts_of(conn, "N-000001"))
    assert burst.voices == 14
    bank.take(*(lamp(seq, days=40 * seq) for seq in range(15, 24)))
    [burst] = bank.database.read(lambda conn: bursts_of(conn, "N-000001"))
    assert burst.voices == 14


def test_messages_of_nobody_known_propose_a_need_by_their_number_and_days() -> None:
    on_three_days = [a_report(seq, person=None, days=(seq % 3) * 10) for seq in range(5)]
    for some in itertools.permutations(on_three_days):
        tally = tallied(*some)
        counts = tally.counts
        assert (counts.proposed, counts.by_messages) == (True, True)
        assert (counts.people, counts.unknown, counts.verified) == (1, 5, 0)


@pytest.mark.parametrize(
    "days",
    [
        (0, 10, 20, 30),
        (0, 0, 0, 0, 0, 0, 0, 10),
        (0, 10, 20, 400, 410),
        (0, 0, 0, 0, 366, 367),
    ],
)
def test_fewer_messages_or_days_or_more_than_a_year_do_not(days: tuple[int, ...]) -> None:
    messages = [a_report(seq, person=None, days=day) for seq, day in enumerate(days)]
    for some in (messages, messages[::-1]):
        assert not tallied(*some).counts.proposed


def test_a_year_between_the_first_and_the_last_message_is_within_twelve_months() -> None:
    messages = [a_report(n, person=None, days=day) for n, day in enumerate((0, 0, 0, 100, 365))]
    assert tallied(*messages).counts.by_messages


def test_people_carry_a_need_that_messages_had_proposed() -> None:
    unknown = [a_report(seq, person=None, days=seq) for seq in range(5)]
    known = [a_report(seq, person=f"p{seq}", days=seq) for seq in range(5, 7)]
    for some in ([*unknown, *known], [*known, *unknown], [*unknown[:2], *known, *unknown[2:]]):
        counts = tallied(*some).counts
        assert (counts.proposed, counts.by_messages, counts.people) == (True, False, 3)
        assert (counts.moments, counts.days) == ([], {})


def test_joins_never_propose_by_their_number() -> None:
    first = a_report(1, person=None)
    joins = [a_report(seq, person=None, joins="R1", days=seq) for seq in range(2, 40)]
    assert not tallied(first, *joins).counts.proposed


def test_a_single_message_with_a_hundred_supporters_is_shown_to_planners(bank: Bank) -> None:
    bank.take(
        a_report(1, in_favour=99),
        a_report(2, "东风村河水发黑发臭", in_favour=100),
        a_report(3, ROAD, in_favour=5_000, source="resident", verified=True),
    )
    told = {
        need: bank.database.read(lambda conn, need=need: find_need(conn, need))  # type: ignore[misc]
        for need in ("N-000001", "N-000002", "N-000003")
    }
    assert {need: found.is_told for need, found in told.items() if found} == {
        "N-000001": False,
        "N-000002": True,
        # Anybody can name a number of supporters; a source that knows its people is believed.
        "N-000003": False,
    }


def test_counted_anew_the_people_are_the_same(bank: Bank) -> None:
    bank.take(
        lamp(1), lamp(2, person=None), lamp(3, joins="R1"), lamp(4, joins="R1", verified=True)
    )
    before = bank.database.read(lambda conn: find_need(conn, "N-000001"))
    bank.regroup()
    after = bank.database.read(lambda conn: find_need(conn, "N-000001"))
    assert before is not None
    assert after == before
    assert (before.people, before.unknown, before.verified) == (4, 1, 1)
