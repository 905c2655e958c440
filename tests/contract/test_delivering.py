"""What waits to be sent is sent, tried again or given up; nothing is lost, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from services.intake.cases.case.case import Saying
from services.intake.notices.channels.port import (
    BOTH,
    ChannelAway,
    Delivered,
    Kind,
    Message,
    NotNow,
    Refused,
)
from services.intake.notices.compose import ComposeStep
from services.intake.notices.deliver import Deliver
from services.intake.notices.tables import notices
from services.intake.notices.tell import OLDEST, Notify
from services.intake.notices.tray import Tray
from services.intake.notices.wording import Wording
from services.intake.reports.report import Contact
from services.intake.reports.tables import contacts, reports
from services.intake.tables import runtime_tables
from services.runtime.lease import Lease
from tests.contract.intake import open_intake
from tests.contract.test_joining import OFFICER, Street
from tests.unit.intake.builders import demonstration


class Killed(BaseException):
    """The process is gone, whatever it would have caught."""


@dataclass
class Recording:
    """A channel that keeps what it took, and fails as it is told."""

    reaches: frozenset[Kind] = BOTH
    took: list[Message] = field(default_factory=list)
    fails: Exception | None = None
    dies_after: int | None = None
    says: Delivered = "sent"
    stumbles_over: str | None = None
    """An address for which the channel raises what nobody foresaw."""

    def send(self, message: Message) -> Delivered:
        if self.stumbles_over and message.email == self.stumbles_over:
            raise UnicodeError("not for this mail header")
        if self.fails is not None:
            raise self.fails
        self.took.append(message)
        if self.dies_after == len(self.took):
            raise Killed
        return self.says

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class House:
    """A street with a case that was answered, and what tells its people."""

    street: Street
    channel: Recording = field(default_factory=Recording)
    leases: dict[str, Lease] = field(default_factory=dict)

    def lease(self, name: str) -> Lease:
        """The same one for a role that is started again: nobody waits for it to expire."""
        intake = self.street.intake
        new = Lease(intake.database, runtime_tables, name, "one", intake.clock)
        return self.leases.setdefault(name, new)

    def deliver(self, lasts: timedelta = OLDEST) -> Deliver:
        intake = self.street.intake
        wording = Wording(demonstration(), {"zh": "城医", "en": "Citymend"})
        compose = ComposeStep(wording, self.channel, "https://city.example")
        tray = Tray(notices, compose, lasts)
        lease = self.lease("post")
        return Deliver("post", intake.database, self.channel, [tray], lease, intake.clock)

    def answered(self, *people: Contact, step: str = "decline") -> list[str]:
        """One case of a report and its voices; answered, and told of. Their numbers."""
        first = self.street.reported(contact=people[0])
        voices = [self.street.join(first, contact=each).id or "" for each in people[1:]]
        self.street.intake.number()
        case = self.street.cases.open_case.open((first,), OFFICER)
        said = Saying(outcome="not_ours", reason="不属于", note="请联系物业。")
        if step == "dispatch":
            filed = self.street.cases.take_step.take(
                case.id, case.version, "file", OFFICER, Saying(condition="out")
            )
            case, said = filed, Saying(unit="municipal")
        self.street.cases.take_step.take(case.id, case.version, step, OFFICER, said)
        self.street.intake.clock.advance(31)
        intake = self.street.intake
        role = Notify(
            "n", intake.database, self.lease("notices"), intake.clock, self.channel.reaches
        )
        while role.step():
            pass
        return [first, *voices]

    def states(self) -> list[str]:
        query = select(notices.c.delivery).order_by(notices.c.delivery)
        return list(
            self.street.intake.database.read(lambda conn: conn.execute(query).scalars().all())
        )

    def change(self, statement: Any) -> None:
        self.street.intake.database.write(lambda conn: conn.execute(statement) and None)

    def next_in(self) -> float:
        """Seconds until the only notice is tried again."""
        moment = self.street.intake.database.read(
            lambda conn: conn.execute(select(notices.c.next_at)).scalar_one()
        )
        return float((moment - self.street.intake.clock.now()).total_seconds())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    for intake in open_intake(request, tmp_path):
        yield House(Street(intake))


def neighbours(number: int) -> list[Contact]:
    return [Contact(email=f"n{each}@example.com") for each in range(number)]


def test_everybody_gets_one_message_with_the_answer_and_the_own_link(house: House) -> None:
    numbers = house.answered(Contact(email="a@example.com"), Contact(phone="13800138000"))
    role = house.deliver()
    assert role.idle() is not None
    while role.step():
        pass
    assert role.idle() is None
    assert house.states() == ["sent", "sent"]
    assert {message.report for message in house.channel.took} == set(numbers)
    assert {message.email for message in house.channel.took} == {"a@example.com", None}
    for message in house.channel.took:
        assert "请联系物业。" in message.text
        assert f"https://city.example/track/{token(house, message.report)}\n" in message.text
        assert message.stop == f"https://city.example/track/{token(house, message.report)}/notices"
        assert message.subject.startswith(f"反映 {message.report}")


def test_what_stays_in_the_mailbox_is_not_called_sent(house: House) -> None:
    house.answered(Contact(email="a@example.com"))
    house.channel.says = "kept"
    role = house.deliver()
    while role.step():
        pass
    assert house.states() == ["kept"]
    [message] = house.channel.took
    assert message.way_in == token(house, message.report)


def test_killed_between_sending_and_marking_nothing_is_lost_and_a_repeat_is_recognised(
    house: House,
) -> None:
    house.answered(*neighbours(8))
    house.channel.dies_after = 3
    with pytest.raises(Killed):
        house.deliver().step()
    assert house.states().count("sent") == 2
    house.channel.dies_after = None
    role = house.deliver()
    while role.step():
        pass
    ids = [message.id for message in house.channel.took]
    assert len(ids) == 9
    assert len(set(ids)) == 8
    assert house.channel.took[2] in house.channel.took[3:]
    assert house.states() == ["sent"] * 8


def test_what_is_refused_for_good_is_marked_and_never_tried_again(house: House) -> None:
    house.answered(*neighbours(1))
    house.channel.fails = Refused("the mail server refused it (550)")
    role = house.deliver()
    assert role.step()
    assert house.states() == ["failed"]
    house.channel.fails = None
    house.street.intake.clock.advance(86_400)
    assert not role.step()
    assert house.channel.took == []


def test_what_is_not_taken_yet_is_tried_again_ever_more_seldom_and_then_given_up(
    house: House,
) -> None:
    house.answered(*neighbours(1))
    house.channel.fails = NotNow("the mail server did not take it yet (451)")
    role, waited = house.deliver(timedelta(hours=2)), []
    while house.states() == ["waiting"]:
        assert role.step()
        if house.states() == ["waiting"]:
            waited.append(house.next_in())
            house.street.intake.clock.advance(house.next_in())
    assert waited[:4] == [30, 60, 120, 240]
    assert max(waited) == 900
    assert house.states() == ["failed"]
    assert len(waited) < 20


def test_a_fault_about_one_message_holds_up_none_of_the_others(house: House) -> None:
    house.answered(*neighbours(3))
    house.channel.stumbles_over = "n1@example.com"
    role = house.deliver()
    assert role.step()
    assert sorted(house.states()) == ["sent", "sent", "waiting"]
    house.channel.stumbles_over = "nobody@example.com"
    house.street.intake.clock.advance(31)
    assert role.step()
    assert house.states() == ["sent"] * 3


def test_a_channel_that_is_away_delays_all_and_fails_nobody(house: House) -> None:
    house.answered(*neighbours(3))
    house.channel.fails = ChannelAway("the mail server: TimeoutError")
    role = house.deliver()
    with pytest.raises(ChannelAway):
        role.step()
    assert house.states() == ["waiting"] * 3
    house.channel.fails = None
    house.street.intake.clock.advance(31)
    while role.step():
        pass
    assert len({message.id for message in house.channel.took}) == 3


def test_who_wants_the_answer_only_hears_of_no_stage(house: House) -> None:
    people = [
        Contact(email="every@example.com"),
        Contact(email="answer@example.com", notify="answer"),
        Contact(email="nothing@example.com", notify="nothing"),
    ]
    house.answered(*people, step="dispatch")
    house.deliver().step()
    assert [message.email for message in house.channel.took] == ["every@example.com"]
    assert "责任单位：市政设施中心。" in house.channel.took[0].text


def test_the_answer_reaches_who_wants_it_in_the_language_of_the_report(house: House) -> None:
    people = [
        Contact(email="answer@example.com", notify="answer", language="en"),
        Contact(email="nothing@example.com", notify="nothing"),
    ]
    house.answered(*people)
    house.deliver().step()
    [message] = house.channel.took
    assert message.email == "answer@example.com"
    assert "Not taken on" in message.text
    assert "It is not for us to do." in message.short


def test_who_leaves_or_is_erased_before_the_turn_gets_nothing(house: House) -> None:
    first, second, third = house.answered(*neighbours(3))
    house.change(update(contacts).where(contacts.c.report_id == second).values(notify="nothing"))
    house.change(update(reports).where(reports.c.id == third).values(erased=True))
    house.deliver().step()
    assert [message.report for message in house.channel.took] == [first]
    assert house.states() == ["dropped", "dropped", "sent"]


def test_whom_the_channel_cannot_reach_gets_no_notice(house: House) -> None:
    house.channel.reaches = frozenset(("email",))
    house.answered(Contact(phone="13800138000"), Contact(email="a@example.com"))
    house.deliver().step()
    assert [message.email for message in house.channel.took] == ["a@example.com"]
    assert house.states() == ["sent"]


def test_old_news_is_sent_no_more(house: House) -> None:
    house.answered(*neighbours(1))
    house.street.intake.clock.advance((OLDEST + timedelta(minutes=1)).total_seconds())
    house.channel.fails = NotNow("later")
    house.deliver().step()
    assert house.states() == ["failed"]


def token(house: House, number: str) -> str:
    query = select(reports.c.tracking_token).where(reports.c.id == number)
    found: str = house.street.intake.database.read(lambda conn: conn.execute(query).scalar_one())
    return found
