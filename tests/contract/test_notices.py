"""One answer reaches everybody on a case exactly once, also when the worker is killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from services.intake.cases.case.case import Saying
from services.intake.cases.listing.listing import WantedCases
from services.intake.notices.channels.mailbox import MailboxChannel
from services.intake.notices.channels.port import Delivered, Message
from services.intake.notices.channels.tables import mailbox
from services.intake.notices.compose import ComposeStep
from services.intake.notices.deliver import Deliver
from services.intake.notices.listing import letters, newest
from services.intake.notices.tables import notices
from services.intake.notices.tell import OLDEST, Notify
from services.intake.notices.tray import Tray
from services.intake.notices.wording import Wording
from services.intake.reports.report import Contact
from services.intake.tables import runtime_tables
from services.runtime.database import Database
from services.runtime.identity.access import EVERYWHERE, Scope
from services.runtime.lease import Lease
from tests.contract.intake import Statements, open_intake
from tests.contract.test_joining import OFFICER, Street
from tests.unit.intake.builders import a_report, demonstration

PEOPLE = 1_000


class Killed(Exception):
    """What the test throws into the middle of the work."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def street(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Street]:
    for intake in open_intake(request, tmp_path):
        yield Street(intake)


def notifier(street: Street, holder: str = "one") -> Notify:
    intake = street.intake
    lease = Lease(intake.database, runtime_tables, "notices", holder, intake.clock)
    return Notify("intake-notices", intake.database, lease, intake.clock)


class Dying(MailboxChannel):
    """A mailbox whose owner is killed right after it kept so many messages."""

    def __init__(self, database: Database, after: int | None) -> None:
        super().__init__(database)
        self.left = after

    def send(self, message: Message) -> Delivered:
        delivered = super().send(message)
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise Killed
        return delivered


def posted(street: Street, lease: Lease, dies_after: int | None = None) -> None:
    """Send all that waits."""
    intake = street.intake
    channel = Dying(intake.database, dies_after)
    compose = ComposeStep(Wording(demonstration(), {}), channel, "https://city.example")
    trays = [Tray(notices, compose, OLDEST)]
    role = Deliver("post", intake.database, channel, trays, lease, intake.clock)
    while role.step():
        pass


def answered(street: Street, people: int) -> None:
    number = street.reported(contact=Contact(email="first@example.com"))
    for each in range(people - 1):
        street.join(number, contact=Contact(email=f"n{each}@example.com"))
    street.join(number, "no contact at all")
    street.intake.number()
    case = street.cases.open_case.open((number,), OFFICER)
    said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
    street.cases.take_step.take(case.id, case.version, "decline", OFFICER, said)


def test_nobody_is_told_while_a_step_can_be_undone(street: Street) -> None:
    answered(street, 2)
    role = notifier(street)
    assert not role.step()
    street.intake.clock.advance(31)
    assert role.step()
    assert not role.step()
    assert street.intake.rows("notices") == 2


def test_a_thousand_are_told_once_each_though_the_worker_dies_in_the_middle(
    street: Street,
) -> None:
    answered(street, PEOPLE)
    street.intake.clock.advance(31)
    role, engine = notifier(street), street.intake.database.engine
    assert role.step()

    def die(_c: object, _k: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO notices "):
            raise Killed

    event.listen(engine, "after_cursor_execute", die)
    with pytest.raises(Killed):
        role.step()
    event.remove(engine, "after_cursor_execute", die)
    assert street.intake.rows("notices") == 500
    with Statements(street.intake.database) as statements:
        while role.step():
            pass
    assert street.intake.rows("notices") == PEOPLE
    assert len(statements.seen) <= 14, statements.seen


@pytest.mark.parametrize("people", [20, pytest.param(PEOPLE, marks=pytest.mark.long)])
def test_each_lies_in_the_mailbox_once_though_the_post_dies_in_the_middle(
    street: Street, people: int
) -> None:
    answered(street, people)
    street.intake.clock.advance(31)
    role = notifier(street)
    while role.step():
        pass
    lease = Lease(street.intake.database, runtime_tables, "post", "one", street.intake.clock)
    with pytest.raises(Killed):
        posted(street, lease, dies_after=people * 2 // 3)
    posted(street, lease)
    assert street.intake.rows("mailbox") == people


def test_the_newest_notices_are_those_of_ones_own_units(street: Street) -> None:
    answered(street, 2)
    street.intake.clock.advance(31)
    assert notifier(street).step()
    now = street.intake.clock.now()

    def seen(wanted: WantedCases) -> int:
        return len(street.intake.database.read(lambda conn: newest(conn, 1, wanted, now)))

    assert seen(WantedCases()) == 1
    assert seen(WantedCases(units=("housing_bureau",))) == 0


def test_letters_about_other_areas_hide_none_about_ones_own(street: Street) -> None:
    intake = street.intake

    def letter(**place: object) -> str:
        number = intake.report(a_report(**place))
        row = {"id": number, "report_id": number, "at": intake.clock.now()}
        kept = mailbox.insert().values(**row, subject="", text="")
        intake.database.write(lambda conn: conn.execute(kept))
        intake.clock.advance(1)
        return number

    def seen(scope: Scope) -> list[str]:
        rows = intake.database.read(lambda conn: letters(conn, 1, demonstration(), scope))
        return [row.report_id for row in rows]

    here, there = letter(address="某处"), letter(lat=30.416, long=123.148)
    assert seen(EVERYWHERE) == [there]
    assert seen(Scope(areas=("no_such_area",))) == [here]
