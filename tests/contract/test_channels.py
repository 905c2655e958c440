"""What every channel promises, on each of them; and what only some can."""

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from services.intake.notices.channels.opening import kinds_sent, open_channel
from services.intake.notices.channels.port import (
    BOTH,
    ChannelAway,
    Message,
    NotNow,
    Refused,
    message_id,
)
from services.intake.tables import metadata
from services.runtime.channel_urls import WrongChannel, read_channels
from services.runtime.database import Database, open_database
from tests.contract.channels import KEY, Line, Outside, certificate, gateway, line, mail_server

MESSAGE = Message(
    id=message_id("step", "C-1", "3", "person"),
    at=datetime(2026, 11, 24, 4, 0, tzinfo=UTC),
    report="20261122-7K3QX",
    email="mei@example.com",
    phone="13800138000",
    language="zh",
    subject="您的反映：已办结",
    text="已经修好。\n\nhttps://city.example/track/TOKEN\n",
    short="【城医】已办结 https://city.example/track/TOKEN",
    stop="https://city.example/track/TOKEN/notices",
)
PERSONAL = ("mei@example.com", "13800138000", "TOKEN", "已经修好")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/intake.db")
    opened.write(metadata.create_all)
    yield opened
    opened.close()


@pytest.fixture(params=["mailbox", "smtp", "sms", "webhook"])
def any_line(request: pytest.FixtureRequest, database: Database) -> Iterator[Line]:
    with line(request.param, database) as opened:
        yield opened


@pytest.fixture(params=["smtp", "sms", "webhook"])
def outer_line(request: pytest.FixtureRequest, database: Database) -> Iterator[Line]:
    with line(request.param, database) as opened:
        yield opened


def test_what_was_sent_has_arrived_whole_and_with_its_id(any_line: Line) -> None:
    any_line.channel.send(MESSAGE)
    [came] = any_line.arrived()
    assert came.id == MESSAGE.id
    assert "已办结" in came.text
    assert "https://city.example/track/TOKEN" in came.text


def test_only_what_left_the_house_was_sent(any_line: Line) -> None:
    expected = "kept" if any_line.kind == "mailbox" else "sent"
    assert any_line.channel.send(MESSAGE) == expected


def test_what_stays_in_the_house_holds_neither_code_nor_link(any_line: Line) -> None:
    """The code's digits as a number of their own: not those of the report's number."""
    number = "20612345-7K3QX"
    said = f"612345 是您的反映 {number} 的验证码\nhttps://city.example/track/TOKEN/notices"
    any_line.channel.send(
        replace(MESSAGE, subject="612345", text=said, short=said, code="612345", way_in="TOKEN")
    )
    [came] = any_line.arrived()
    if any_line.kind == "mailbox":
        words = f"•••••• 是您的反映 {number} 的验证码\nhttps://city.example/track/…/notices"
        assert came.text == f"••••••\n{words}"
        assert any_line.shown == [said]
    else:
        assert "612345 是您的反映" in came.text
        assert "https://city.example/track/TOKEN/notices" in came.text


def test_a_message_without_a_code_is_shown_nowhere(database: Database) -> None:
    with line("mailbox", database) as opened:
        opened.channel.send(replace(MESSAGE, way_in="TOKEN"))
        assert opened.shown == []


@pytest.mark.parametrize(
    ("urls", "kinds"),
    [
        ("mailbox:///", set()),
        ("smtp://m.example?from=a@b.example", {"email"}),
        (f"sms+https://g.example/#sign={KEY}", {"phone"}),
        (f"https://g.example/#sign={KEY}", {"email", "phone"}),
        ("smtp://m.example?from=a@b.example mailbox:///", {"email"}),
        (f"smtp://m.example?from=a@b.example sms+https://g.example/#sign={KEY}", set(BOTH)),
        # The mailbox takes all that comes to it: nothing goes past it.
        ("mailbox:/// smtp://m.example?from=a@b.example", set()),
    ],
)
def test_it_is_known_to_whom_messages_leave_the_house(urls: str, kinds: set[str]) -> None:
    assert kinds_sent(urls) == kinds


def test_the_same_again_bears_the_same_id_and_a_mailbox_keeps_it_once(any_line: Line) -> None:
    any_line.channel.send(MESSAGE)
    any_line.channel.send(MESSAGE)
    any_line.channel.send(replace(MESSAGE, id=message_id("step", "C-1", "4", "person")))
    ids = [came.id for came in any_line.arrived()]
    assert len(set(ids)) == 2
    assert ids.count(MESSAGE.id) == (1 if any_line.kind == "mailbox" else 2)


@pytest.mark.parametrize("for_good", [True, False])
def test_a_refusal_says_whether_it_is_for_good_and_nothing_personal(
    outer_line: Line, for_good: bool
) -> None:
    outer_line.refuse(for_good=for_good)
    with pytest.raises(Refused if for_good else NotNow) as refusal:
        outer_line.channel.send(MESSAGE)
    assert not [word for word in PERSONAL if word in str(refusal.value)]
    assert refusal.value.__cause__ is None
    outer_line.outside.code = None
    outer_line.channel.send(MESSAGE)
    assert len(outer_line.arrived()) == 1


def test_another_side_that_is_away_is_away_for_all(database: Database) -> None:
    for kind in ("smtp", "sms", "webhook"):
        with line(kind, database) as opened:
            opened.channel.send(MESSAGE)
        with pytest.raises(ChannelAway) as refusal:
            opened.channel.send(MESSAGE)
        assert not [word for word in PERSONAL if word in str(refusal.value)]


def test_the_mailbox_forgets_what_is_a_month_old(database: Database) -> None:
    with line("mailbox", database) as opened:
        opened.channel.send(MESSAGE)
        later = MESSAGE.at + timedelta(days=31)
        opened.channel.send(replace(MESSAGE, id=message_id("another"), at=later))
        assert [came.id for came in opened.arrived()] == [message_id("another")]


def test_a_mail_can_be_recognised_stopped_and_never_breaks_its_header(database: Database) -> None:
    with line("smtp", database) as opened:
        opened.channel.send(replace(MESSAGE, subject="一\r\nBcc: x@example.com"))
        with pytest.raises(Refused):
            opened.channel.send(replace(MESSAGE, email="a@b.example\nBcc: c@d.example"))
        with pytest.raises(Refused):
            opened.channel.send(replace(MESSAGE, email="电话"))
        [came] = opened.arrived()
    assert came.headers["Message-ID"] == f"<{MESSAGE.id}@city.example>"
    assert came.headers["List-Unsubscribe"] == f"<{MESSAGE.stop}>"
    assert came.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert came.headers["Date"] == "Tue, 24 Nov 2026 04:00:00 +0000"
    assert "Bcc" not in came.headers
    assert came.body.isascii()


@pytest.mark.parametrize("email", ["=?utf-8?q?a=0d=0ab?=@a.b", "=?utf-8?q?x=40y.example?=@a.b"])
def test_no_part_of_a_mail_is_read_as_more_than_it_is(database: Database, email: str) -> None:
    with line("smtp", database) as opened:
        with pytest.raises(Refused):
            opened.channel.send(replace(MESSAGE, email=email))
        opened.channel.send(replace(MESSAGE, subject="=?utf-8?q?a=0d=0aBcc:x@example.com?="))
        [came] = opened.arrived()
    assert "Bcc" not in came.headers


def test_a_mail_names_its_language_and_the_way_to_stop_it_as_every_reader_takes_them(
    database: Database,
) -> None:
    stop = f"https://citymend.a-district-with-a-long-name.example/track/{'aB3_' * 11}/notices"
    with line("smtp", database) as opened:
        opened.channel.send(replace(MESSAGE, stop=stop))
        [came] = opened.arrived()
    assert f"\nList-Unsubscribe: <{stop}>\n".encode() in came.body.replace(b"\r\n", b"\n")
    assert came.headers["Content-Language"] == "zh"


def test_mail_goes_over_tls_with_our_name_and_nowhere_else(
    database: Database, tmp_path: Path
) -> None:
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    outside = Outside()
    with mail_server(outside, context) as port:
        rest = f"127.0.0.1:{port}?from=no-reply@city.example&ca={file}"
        good = open_channel(f"smtp://city:pass%20word@{rest}", database)
        good.send(MESSAGE)
        good.close()
        strangers = (
            f"smtp://city:wrong@{rest}",
            f"smtp://city:pass%20word@127.0.0.1:{port}?from=no-reply@city.example",
        )
        for url in strangers:
            with pytest.raises(ChannelAway):
                open_channel(url, database).send(MESSAGE)
    assert [came.id for came in outside.came] == [MESSAGE.id]


def test_a_server_without_tls_gets_neither_mail_nor_password(database: Database) -> None:
    outside = Outside()
    with mail_server(outside) as port:
        url = f"smtp://city:secret@127.0.0.1:{port}?from=no-reply@city.example"
        with pytest.raises(ChannelAway):
            open_channel(url, database).send(MESSAGE)
    assert outside.came == []


def test_a_request_is_signed_over_its_body(database: Database) -> None:
    with line("webhook", database) as opened:
        opened.channel.send(MESSAGE)
        [came] = opened.arrived()
    signature = hmac.new(KEY.encode(), came.body, hashlib.sha256).hexdigest()
    assert came.headers["citymend-signature"] == f"sha256={signature}"
    assert came.headers["path"] == "/send?a=1"
    said = json.loads(came.body)
    assert said["to"] == {"email": "mei@example.com", "phone": "13800138000"}
    assert (said["sign_name"], said["language"]) == ("城医", "zh")


def test_a_gateway_gets_the_fields_that_it_knows(database: Database) -> None:
    outside = Outside()
    with gateway(outside) as port:
        names = f"sign={KEY}&to=mobile&text=content&id=serial&form=form&bearer=T0K"
        channel = open_channel(f"sms+http://127.0.0.1:{port}/#{names}", database)
        channel.send(MESSAGE)
    [came] = outside.came
    assert dict(parse_qsl(came.body.decode())) == {
        "mobile": "13800138000",
        "content": MESSAGE.short,
        "serial": MESSAGE.id,
    }
    assert came.headers["authorization"] == "Bearer T0K"


@pytest.mark.parametrize("code", [302, 401, 403, 404])
def test_trouble_with_us_refuses_nobody_for_good(database: Database, code: int) -> None:
    with line("webhook", database) as opened:
        opened.outside.code = code
        with pytest.raises(ChannelAway):
            opened.channel.send(MESSAGE)


def test_addresses_of_old_are_folded_before_they_are_used(database: Database) -> None:
    written = replace(MESSAGE, email="mailto:Mei@example.com.", phone="+86 138\u200b0013 8000")
    for kind, told in (("smtp", "Mei@example.com"), ("sms", "13800138000")):
        with line(kind, database) as opened:
            opened.channel.send(written)
            (came,) = opened.arrived()
            assert told in f"{came}"


@pytest.mark.parametrize("phone", [None, "不知道", "00000000000"])
def test_a_short_message_goes_to_nobody_without_a_number(
    database: Database, phone: str | None
) -> None:
    with line("sms", database) as opened:
        with pytest.raises(Refused):
            opened.channel.send(replace(MESSAGE, phone=phone))
        assert opened.outside.came == []


def test_the_first_channel_that_reaches_a_person_tells_that_person(database: Database) -> None:
    outside = Outside()
    with mail_server(outside) as port:
        mail = f"smtp://127.0.0.1:{port}?from=no-reply@city.example&starttls=off"
        channel = open_channel(f"{mail} mailbox:///", database)
        assert channel.reaches == {"email", "phone"}
        channel.send(replace(MESSAGE, phone=None))
        channel.send(replace(MESSAGE, id=message_id("another"), email=None))
        channel.close()
    assert [came.id for came in outside.came] == [MESSAGE.id]
    assert len(Line(channel, outside, database, "mailbox").arrived()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "ftp://host",
        "smtp://mail.example",
        "smtp://mail.example?from=a@b.example&starttls=off",
        "smtp://mail.example:port?from=a@b.example",
        "smtp://mail.example?from=a@b.example&bcc=x",
        "smtp://mail.example?from=City%20<a@b.example>",
        "smtp://mail.example?from=a@b.example&name=City%0aBcc",
        f"https://gateway.example/发送#sign={KEY}",
        "https://gateway.example/",
        "https://gateway.example/#sign=short",
        f"http://gateway.example/#sign={KEY}",
        f"sms+https://user:hunter2@gateway.example/#sign={KEY}",
        f"https://gateway.example/#sign={KEY}&form=xml",
        f"https://gateway.example/#sign={KEY}&form=form",
        f"sms+https://gateway.example/#sign={KEY}&bearer=hunter2%0aX-Other:1",
    ],
)
def test_a_wrong_address_is_told_without_its_secrets(wrong: str) -> None:
    with pytest.raises(WrongChannel) as refusal:
        read_channels(wrong)
    assert "hunter2" not in str(refusal.value)
    assert KEY not in str(refusal.value)
