"""Signing in with a browser, and what a session may do afterwards."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.runtime.clock import FixedClock
from services.runtime.door import wiring
from services.runtime.door.pages import local_path
from services.runtime.door.wiring import Identity
from services.runtime.identity.access import Keys, current_actor, public, requires
from services.runtime.identity.accounts import Accounts
from services.runtime.migrations.moving import migrate
from services.runtime.web.app import About, create_app
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.settings import WebSettings

WEB = WebSettings(secret="s" * 40, rate_limits=False)
BROWSER = {"Accept": "text/html,*/*;q=0.8"}
ENGLISH = {**BROWSER, "Accept-Language": "en"}
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OWN = "a lamp for every corner"


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[Identity]:
    clock = FixedClock(datetime(2026, 11, 22, 8, tzinfo=UTC))
    built = wiring.build(f"sqlite:///{tmp_path}/identity.db", clock)
    migrate(built.database, wiring.MIGRATIONS)
    yield built
    built.database.close()


@pytest.fixture
def accounts(identity: Identity) -> Accounts:
    return identity.accounts


@pytest.fixture
def door(identity: Identity) -> FlaskClient:
    app = identity.web(WEB, {"officer": "/desk"})
    return app.test_client()


def work(keys: Keys) -> Flask:
    """Another service of the same origin, with one route of an API and one page."""
    api = Blueprint("bills", __name__, url_prefix="/api/work/v1/bills", description="Bills")
    pages = flask.Blueprint("pages", __name__)

    @api.post("")
    @requires("officer")
    @api.response(200)
    def pay() -> dict[str, str]:
        return {"paid_by": current_actor().name}

    @pages.get("/token")
    @public
    def token() -> str:
        return flask.render_template_string("{{ csrf_token() }}")

    @pages.get("/desk")
    @requires("officer")
    def desk() -> str:
        return current_actor().name

    about = About("work", "Work", "0")
    return create_app(about, web=WEB, keys=keys, blueprints=[api], pages=[pages])


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def sign_in(door: FlaskClient, login: str, password: str, wanted: str = "") -> tuple[int, str, str]:
    """Status, where to and the page."""
    form = {"login": login, "password": password, "next": wanted}
    form["csrf_token"] = token_of(door.get("/sign-in", headers=ENGLISH).text)
    answer = door.post("/sign-in", data=form, headers=ENGLISH)
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def carry_session(door: FlaskClient, app: Flask) -> FlaskClient:
    """The same browser at another app of the origin."""
    client = app.test_client()
    cookie = door.get_cookie("citymend")
    assert cookie is not None
    client.set_cookie("citymend", cookie.value)
    return client


def ready_officer(accounts: Accounts) -> str:
    return accounts.add("li.wei", "李巍", "officer", must_change=False)


def test_signing_in_leads_to_the_wanted_page_or_to_where_the_role_begins(
    door: FlaskClient, accounts: Accounts
) -> None:
    password = ready_officer(accounts)
    assert sign_in(door, "li.wei", password, "/desk?late=yes")[:2] == (303, "/desk?late=yes")
    assert sign_in(door, "li.wei", password)[:2] == (303, "/desk")
    assert sign_in(door, "li.wei", password, "https://elsewhere.example/")[:2] == (303, "/desk")


@pytest.mark.parametrize("wanted", ["//host/x", "/\\host", "https://host", "x", "", "/a\n"])
def test_only_a_path_of_this_origin_is_gone_back_to(wanted: str) -> None:
    assert local_path(wanted) is None
    assert local_path("/bank?page=2") == "/bank?page=2"


def test_a_wrong_password_and_an_unknown_name_look_the_same(
    door: FlaskClient, accounts: Accounts
) -> None:
    ready_officer(accounts)
    seen = [sign_in(door, login, "wrong") for login in ("li.wei", "nobody")]
    assert [status for status, _, _ in seen] == [422, 422]
    sentences = {"The name or the password is not right." in page for _, _, page in seen}
    assert sentences == {True}
    assert door.get("/account", headers=BROWSER).headers["Location"] == "/sign-in?next=/account"


def test_too_many_wrong_passwords_say_how_long_to_wait(
    door: FlaskClient, accounts: Accounts
) -> None:
    password = ready_officer(accounts)
    for _ in range(5):
        sign_in(door, "li.wei", "wrong")
    status, _, page = sign_in(door, "li.wei", password)
    assert status == 422
    assert "try again in 1 minute." in page


def test_a_given_password_opens_nothing_but_the_choice_of_an_own_one(
    door: FlaskClient, identity: Identity
) -> None:
    password = identity.accounts.add("li.wei", "李巍", "officer")
    assert sign_in(door, "li.wei", password, "/desk")[:2] == (303, "/account")
    client = carry_session(door, work(identity.door))
    assert client.get("/desk", headers=BROWSER).headers["Location"] == "/account"
    assert client.get("/desk").status_code == 403
    page = door.get("/account", headers=ENGLISH).text
    form = {"old": password, "new": OWN, "again": OWN, "csrf_token": token_of(page)}
    differing = door.post("/account", data={**form, "again": "x"}, headers=ENGLISH)
    assert differing.status_code == 422
    assert "The two new passwords differ." in differing.text
    weak = door.post("/account", data={**form, "new": "short", "again": "short"}, headers=ENGLISH)
    assert "at least 10 characters" in weak.text
    assert door.post("/account", data=form, headers=ENGLISH).headers["Location"] == "/desk"
    assert carry_session(door, work(identity.door)).get("/desk").text == "李巍"
    assert client.get("/desk").status_code == 401


def test_a_session_writes_only_with_a_form_token_also_where_keys_need_none(
    door: FlaskClient, identity: Identity
) -> None:
    sign_in(door, "li.wei", ready_officer(identity.accounts))
    client = carry_session(door, work(identity.door))
    assert client.post("/api/work/v1/bills").status_code == 400
    token = client.get("/token").text
    paid = client.post("/api/work/v1/bills", headers={"X-CSRFToken": token})
    assert (paid.status_code, paid.json) == (200, {"paid_by": "李巍"})
    key = identity.keyring.add_key("officer", "Counter")
    by_key = client.post("/api/work/v1/bills", headers={"Authorization": f"Bearer {key}"})
    assert by_key.json == {"paid_by": "Counter"}


def test_signing_out_ends_it_here_and_an_operator_ends_it_everywhere(
    door: FlaskClient, identity: Identity
) -> None:
    password = ready_officer(identity.accounts)
    sign_in(door, "li.wei", password)
    page = door.get("/account", headers=BROWSER).text
    assert "李巍" in page
    door.post("/sign-out", data={"csrf_token": token_of(page)})
    assert door.get("/account").status_code == 303
    sign_in(door, "li.wei", password)
    identity.accounts.end_sessions("li.wei")
    assert door.get("/account").status_code == 303


def test_a_session_ends_after_a_working_day_even_when_it_is_used(
    door: FlaskClient, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(door, "li.wei", ready_officer(accounts))
    assert door.get("/account").status_code == 200
    later = time.time() + 12 * 3600 + 1
    monkeypatch.setattr("services.runtime.identity.ticket.time.time", lambda: later)
    assert door.get("/account").status_code == 303


def test_the_header_names_who_is_signed_in_and_what_their_role_may_open(
    identity: Identity,
) -> None:
    links = (("/desk", "受理台", "Desk", frozenset({"officer"})),)
    app = identity.web(replace(WEB, staff_navigation=links), {})  # type: ignore[arg-type]
    client = app.test_client()
    assert "/desk" not in client.get("/sign-in", headers=ENGLISH).text
    identity.accounts.add("zhou.min", "周敏", "planner", must_change=False)
    sign_in(client, "li.wei", ready_officer(identity.accounts))
    page = client.get("/account", headers=ENGLISH).text
    assert 'href="/desk"' in page
    assert 'href="/account">李巍' in page
    sign_in(client, "zhou.min", identity.accounts.reset("zhou.min"))
    assert 'href="/desk"' not in client.get("/account", headers=ENGLISH).text


def test_a_page_for_the_signed_in_is_kept_by_no_cache(
    door: FlaskClient, accounts: Accounts
) -> None:
    sign_in(door, "li.wei", ready_officer(accounts))
    assert door.get("/account", headers=BROWSER).headers["Cache-Control"] == "no-store"


def test_a_cookie_from_before_signing_out_is_refused_at_once_by_every_process(
    door: FlaskClient, identity: Identity, tmp_path: Path
) -> None:
    other = wiring.build(f"sqlite:///{tmp_path}/identity.db", FixedClock(NOW))
    elsewhere = other.web(WEB, {}).test_client()
    sign_in(door, "li.wei", ready_officer(identity.accounts))
    page = door.get("/account", headers=BROWSER).text
    cookie = door.get_cookie("citymend")
    assert cookie is not None
    copies = [identity.web(WEB, {}).test_client(), elsewhere]
    for copy in copies:
        copy.set_cookie("citymend", cookie.value)
        assert copy.get("/account").status_code == 200
    door.post("/sign-out", data={"csrf_token": token_of(page)})
    assert [copy.get("/account").status_code for copy in copies] == [303, 303]
    other.database.close()


def test_after_two_quick_resets_elsewhere_a_fresh_sign_in_is_believed(
    door: FlaskClient, identity: Identity, tmp_path: Path
) -> None:
    other = wiring.build(f"sqlite:///{tmp_path}/identity.db", FixedClock(NOW))
    sign_in(door, "li.wei", ready_officer(identity.accounts))
    assert door.get("/account").status_code == 200
    other.accounts.reset("li.wei")
    password = other.accounts.reset("li.wei")
    sign_in(door, "li.wei", password)
    assert door.get("/account").status_code == 200
    other.database.close()
