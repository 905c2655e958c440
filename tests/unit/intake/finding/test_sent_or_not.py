"""No page says that something was sent where nothing leaves the house; no staff reads a code."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from services.intake.finding.code import Codes
from services.intake.finding.wiring import code_tray
from services.intake.notices.channels.port import BOTH, Kind
from services.intake.notices.deliver import Deliver
from services.intake.notices.wiring import telling
from services.intake.reports import store
from services.intake.tables import runtime_tables
from services.runtime.clock import SystemClock
from services.runtime.identity.access import Actor, Keys
from services.runtime.lease import Lease
from tests.unit.intake.builders import demonstration
from tests.unit.intake.site.test_site import ENGLISH, hidden, sent
from tests.unit.intake.site_client import Site, open_site

SECRET = "a secret of the tests only, 32 chars"
PHONE = "13800138000"
REAL = replace(demonstration(), fictional=False)


class Staff(Keys):
    """Whoever may read the mailbox."""

    def actor(self, key: str) -> Actor | None:
        known = {"officer": Actor("officer", "李巍", "k1"), "admin": Actor("admin", "王敏", "k2")}
        return known.get(key)


def asked_for(site: Site, token: str, address: str = PHONE) -> tuple[str, str]:
    """The address of the page where the code is typed, and its words."""
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert kept is not None
    browser = site.client()
    form = {**hidden(browser.get("/find")), "number": kept.report.id, "address": address}
    where = browser.post("/find", data=form).location
    return where, browser.get(where, headers=ENGLISH).text


def post(site: Site) -> None:
    """Send what waits, by the default channel."""
    clock = SystemClock()
    tell = telling("mailbox:///", "https://city.example", demonstration(), site.database, clock)
    lease = Lease(site.database, runtime_tables, "post", "one", clock)
    role = Deliver("p", site.database, tell.channel, [code_tray(tell, SECRET)], lease, clock)
    while role.step():
        pass


@pytest.mark.parametrize("role", ["officer", "admin"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_staff_cannot_open_a_residents_page_by_the_code_that_was_asked_for(
    tmp_path: Path, role: str, language: str
) -> None:
    site = open_site(tmp_path, Staff(), sends=frozenset())
    token = sent(site.client(), phone=PHONE)
    where, _ = asked_for(site, token)
    post(site)
    code = Codes(SECRET.encode()).of(where.rpartition("/")[2])
    reader = site.client()
    headers = {"Authorization": f"Bearer {role}", "Accept-Language": language}
    for kind in ("text/html", "application/json"):
        page = reader.get("/desk/mailbox", headers={**headers, "Accept": kind}).text
        assert "••••••" in page
        assert code not in page
        assert token not in page


def test_the_code_is_read_at_the_console_of_the_demonstration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = open_site(tmp_path, Staff(), sends=frozenset())
    token = sent(site.client(), phone=PHONE)
    where, page = asked_for(site, token)
    post(site)
    code = Codes(SECRET.encode()).of(where.rpartition("/")[2])
    shown = capsys.readouterr()
    assert code in shown.out
    assert code not in shown.err
    assert "Nothing was sent." in page
    assert "at the console of the server" in page
    browser = site.client()
    form = {**hidden(browser.get(where)), "code": code}
    assert browser.post(where, data=form).location == f"/track/{token}"


@pytest.mark.parametrize(
    ("sends", "address", "promise"),
    [
        (BOTH, PHONE, "six digits are on their way to you"),
        (("phone",), PHONE, "six digits are on their way to you"),
        (("email",), PHONE, "to telephones we cannot send anything yet"),
        (("phone",), "mei@example.com", "to e-mail addresses we cannot send anything yet"),
        ((), PHONE, "to telephones we cannot send anything yet"),
    ],
)
def test_what_a_page_promises_is_what_can_be_sent(
    tmp_path: Path, sends: Sequence[Kind], address: str, promise: str
) -> None:
    site = open_site(tmp_path, sends=frozenset(sends), profile=REAL)
    token = sent(site.client(), phone=PHONE)
    _, page = asked_for(site, token, address)
    assert promise in page
    assert ("on their way" in page) == (promise.startswith("six"))


@pytest.mark.parametrize(
    ("path", "with_all", "with_none"),
    [
        (
            "/find",
            "We send a code to the telephone number or e-mail",
            "We cannot send messages yet",
        ),
        (
            "/track/{token}",
            "To the telephone number that you gave.",
            "We cannot send messages there",
        ),
        ("/track/{token}/notices", "To the telephone number that", "We cannot send messages there"),
        (
            "/report/done?token={token}",
            "the number above finds it again",
            "the only way back to it",
        ),
        ("/report?open=contact", "What do we tell you?", "Messages cannot be sent yet"),
        ("/track", "With its number it is found again", ""),
    ],
)
def test_no_page_says_that_something_is_sent_where_nothing_is(
    tmp_path: Path, path: str, with_all: str, with_none: str
) -> None:
    pages = []
    for each, sends in (("all", BOTH), ("none", frozenset())):
        (tmp_path / each).mkdir()
        site = open_site(tmp_path / each, sends=sends, profile=REAL)
        token = sent(site.client(), phone=PHONE)
        browser = site.client()
        pages.append(browser.get(path.format(token=token), headers=ENGLISH).text)
    assert with_all in pages[0]
    assert with_none == "" or with_none not in pages[0]
    assert with_none in pages[1]
    assert with_none != "" or with_all not in pages[1]
