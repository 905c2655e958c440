"""A report's page opens again by its number and a code; who may not know learns nothing."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from services.intake.finding.at_the_console import Unsent
from services.intake.finding.code import LASTS, MOST_TRIES, Codes
from services.intake.finding.find_again import CodeOver, FindAgain, WrongCode
from services.intake.finding.tables import finds
from services.intake.finding.wiring import code_tray, finding_in, unsent_codes
from services.intake.notices.channels.tables import mailbox
from services.intake.notices.deliver import Deliver
from services.intake.notices.wiring import telling
from services.intake.reports import store
from services.intake.reports.report import Contact
from services.intake.tables import metadata, runtime_tables
from services.runtime.lease import Lease
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import a_report, demonstration

SECRET = "a secret of the tests only, 32 chars"
PHONE, EMAIL = "13800138000", "Mei@Example.com"


class Desk:
    """Somebody who reported, and the way back to the report."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        contact = Contact(phone=PHONE, email=EMAIL)
        self.number = intake.report(a_report(contact=contact))
        self.finding: FindAgain = finding_in(intake.database, SECRET, intake.clock, intake.outbox)
        lease = Lease(intake.database, runtime_tables, "post", "one", intake.clock)
        tell = telling(
            "mailbox:///", "https://x.example", demonstration(), intake.database, intake.clock
        )
        self.post = Deliver(
            "p", intake.database, tell.channel, [code_tray(tell, SECRET)], lease, intake.clock
        )

    def ask(self, number: str | None = None, address: str = PHONE) -> str:
        return self.finding.ask(number or self.number, address, "zh")

    def code(self, asked: str) -> str:
        """As whoever runs the server reads it."""
        while self.post.step():
            pass
        code = Codes(SECRET.encode()).of(asked)
        assert code in {each.code for each in self.unsent()}
        return code

    def unsent(self) -> list[Unsent]:
        return unsent_codes(self.intake.database, SECRET, self.intake.clock).every()

    def everything(self) -> str:
        """All that the database holds, as somebody reads it who got hold of it."""
        rows = self.intake.database.read(
            lambda conn: [conn.execute(select(table)).all() for table in metadata.sorted_tables]
        )
        return str(rows)

    def token(self) -> str:
        kept = self.intake.database.read(lambda conn: store.by_id(conn, self.number))
        assert kept is not None
        return kept.keeping.tracking_token


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    for intake in open_intake(request, tmp_path):
        yield Desk(intake)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize(
    "address",
    [
        PHONE,
        "+86 138-0013-8000",
        "１３８\u200b００１３\u202f８０００",
        "tel:13800138000。",
        "mei@example.COM ",
        "mailto:mei＠example.com.",
        "王梅 <mei@exam\u00adple.com>",
    ],
)
def test_the_code_that_was_sent_opens_the_page_once(desk: Desk, address: str) -> None:
    asked = desk.ask(f" {desk.number.lower()} ", address)
    code = desk.code(asked)
    assert desk.finding.is_open(asked)
    assert desk.finding.enter(asked, f"{code[:3]} {code[3:]}") == desk.token()
    with pytest.raises(CodeOver):
        desk.finding.enter(asked, code)


def test_no_code_lies_anywhere_in_the_database(desk: Desk) -> None:
    code = desk.code(desk.ask())
    letters, asked = desk.intake.database.read(
        lambda conn: [conn.execute(select(table)).all() for table in (mailbox, finds)]
    )
    assert f"•••••• 是查看您的反映 {desk.number} 的验证码，10 分钟内有效。" in letters[0].text
    assert code not in desk.everything()
    assert PHONE not in str((letters, asked))


def test_what_lies_in_the_mailbox_was_sent_to_nobody(desk: Desk) -> None:
    desk.code(desk.ask())
    rows = desk.intake.database.read(lambda conn: conn.execute(select(finds)).all())
    assert [row.delivery for row in rows] == ["kept"]


def test_codes_that_nothing_sent_are_told_while_they_are_good(desk: Desk) -> None:
    first, stranger = desk.ask(), desk.ask(address="13800138001")
    told = desk.unsent()
    assert [(each.report, each.code) for each in told] == [(desk.number, desk.code(first))]
    assert told[0].until == desk.intake.clock.now() + LASTS
    desk.finding.enter(first, desk.code(first))
    assert desk.unsent() == []
    late = desk.ask()
    assert desk.finding.is_open(late)
    assert desk.finding.is_open(stranger)
    desk.intake.clock.advance(LASTS.total_seconds() + 1)
    assert desk.unsent() == []


def test_a_code_that_left_the_house_is_told_to_nobody_else(desk: Desk) -> None:
    desk.ask()
    sent = update(finds).values(delivery="sent")
    desk.intake.database.write(lambda conn: conn.execute(sent) and None)
    assert desk.unsent() == []


@pytest.mark.parametrize(
    ("number", "address"),
    [(None, "13800138001"), (None, "other@example.com"), ("20260101-NNNNN", PHONE), (None, "()")],
)
def test_what_does_not_belong_together_is_answered_the_same_and_nothing_is_sent(
    desk: Desk, number: str | None, address: str
) -> None:
    asked = desk.ask(number, address)
    assert desk.finding.is_open(asked)
    assert not desk.post.step()
    for left in range(MOST_TRIES - 1, 0, -1):
        with pytest.raises(WrongCode) as refusal:
            desk.finding.enter(asked, Codes(SECRET.encode()).of(asked))
        assert refusal.value.left == left
    with pytest.raises(CodeOver):
        desk.finding.enter(asked, "000000")
    assert not desk.finding.is_open(asked)


def test_after_five_tries_the_right_code_is_too_late(desk: Desk) -> None:
    asked = desk.ask()
    code = desk.code(asked)
    for left in range(MOST_TRIES - 1, 0, -1):
        with pytest.raises(WrongCode) as refusal:
            desk.finding.enter(asked, wrong(code))
        assert refusal.value.left == left
    with pytest.raises(CodeOver):
        desk.finding.enter(asked, wrong(code))
    with pytest.raises(CodeOver):
        desk.finding.enter(asked, code)


def test_after_ten_minutes_the_right_code_is_too_late_and_none_is_sent(desk: Desk) -> None:
    asked, unsent = desk.ask(), desk.ask()
    code = desk.code(asked)
    desk.intake.clock.advance(LASTS.total_seconds() + 1)
    with pytest.raises(CodeOver):
        desk.finding.enter(asked, code)
    assert not desk.finding.is_open(unsent)


def test_a_report_gets_few_codes_an_hour_and_nobody_is_told(desk: Desk) -> None:
    asked = [desk.ask() for _ in range(5)]
    while desk.post.step():
        pass
    assert desk.intake.rows("mailbox") == 3
    assert all(desk.finding.is_open(each) for each in asked)
    desk.intake.clock.advance(3_601)
    desk.code(desk.ask())


def test_many_who_ask_at_once_get_no_more_codes(desk: Desk) -> None:
    asking = [threading.Thread(target=desk.ask) for _ in range(8)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    sent = select(finds).where(finds.c.report_id == desk.number)
    assert len(desk.intake.database.read(lambda conn: conn.execute(sent)).all()) == 3


def test_requests_of_yesterday_are_forgotten(desk: Desk) -> None:
    desk.ask()
    desk.intake.clock.advance(86_401)
    desk.ask()
    assert desk.intake.rows("finds") == 1


def test_an_erased_report_is_not_found(desk: Desk) -> None:
    erase = text("update reports set erased = :yes")
    desk.intake.database.write(lambda conn: conn.execute(erase, {"yes": True}) and None)
    desk.ask()
    assert not desk.post.step()


def test_who_typed_the_code_has_a_verified_contact_and_it_is_told(desk: Desk) -> None:
    asked = desk.ask()
    desk.finding.enter(asked, desk.code(asked))
    desk.intake.number()
    kept = desk.intake.database.read(lambda conn: store.by_id(conn, desk.number))
    assert kept is not None
    assert (kept.report.pseudonym_verified, kept.report.version) == (True, 2)
    assert [state.pseudonym_verified for state in desk.intake.states()][-1] is True
    again = desk.ask()
    desk.finding.enter(again, desk.code(again))
    kept = desk.intake.database.read(lambda conn: store.by_id(conn, desk.number))
    assert kept is not None
    assert kept.report.version == 2


def test_a_code_to_another_contact_than_the_one_that_tells_people_apart_vouches_for_nobody(
    desk: Desk,
) -> None:
    """Else one mailbox could stand behind any number of telephone numbers."""
    asked = desk.ask(address=EMAIL)
    desk.finding.enter(asked, desk.code(asked))
    kept = desk.intake.database.read(lambda conn: store.by_id(conn, desk.number))
    assert kept is not None
    assert not kept.report.pseudonym_verified
