"""Every route of every app against every kind of caller: who is let through, who is turned away.

Each is asked for a thing that does not exist, with a body that cannot be read: who may not call
is told so, and nothing about the rest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from services.all_in_one import open_installation, web_settings
from services.runtime.identity.access import ROLES, access_rule
from services.runtime.settings import load_settings
from services.runtime.web.process import process_app
from tests.contract import scopes
from tests.contract.who_may_call import row_of, rows

APPS = ("intake", "bank", "search", "door", "process")
_AUTOMATIC = {"HEAD", "OPTIONS"}
_TABLE = "the table in tests/contract/who_may_call.py"


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    """With its parameters in angle brackets."""
    roles: str
    """What its view says, for the message when the table has no row for it."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """Of a thing that is not there."""
        numbered = re.sub(r"<(int|float)[^>]*>", "1", self.path).replace("<suffix>", "xml")
        return re.sub(r"<[^>]*>", "none-such", numbered)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Flask], Any]]:
    """The apps, and the keys of the callers: one of each role, none, and one nobody gave out."""
    home = tmp_path_factory.mktemp("home")
    settings = load_settings({"CITYMEND_HOME": str(home), "CITYMEND_RATE_LIMITS": "off"})
    installation = open_installation(settings, writer=True)
    installation.prepare()
    identity, web = installation.identity, web_settings(settings)
    apps: dict[str, Any] = {s.name: s.web() for s in installation.services}
    apps["door"] = identity.web(web, {})
    apps["process"] = process_app({}, keys=identity.door, web=web)
    keys: dict[str, str | None] = {role: identity.keyring.add_key(role, role) for role in ROLES}
    yield apps, {**keys, "stranger": None, "wrong key": "never-given-out"}
    installation.close()


@pytest.mark.parametrize("word", APPS)
def test_everybody_gets_what_the_table_says(
    town: tuple[dict[str, Flask], Mapping[str, str | None]], word: str
) -> None:
    apps, keys = town
    client = Client(apps[word])
    wrong = [
        f"{route} as {who}: {answer.status_code}, not {refusal or 'let through'}"
        for route in routes(apps[word])
        for who, key in keys.items()
        if (row := row_of(route.method, route.path))
        for refusal in [row.refusal(who)]
        if not _agrees(answer := _ask(client, route, key), refusal)
    ]
    assert not wrong, f"not as in {_TABLE}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("word", APPS)
def test_every_route_has_its_row(
    town: tuple[dict[str, Flask], Mapping[str, str | None]], word: str
) -> None:
    missing = [
        f"{route.method:<12}{re.sub('<[^>]*>', '<>', route.path):<48}{route.roles}"
        for route in routes(town[0][word])
        if row_of(route.method, route.path) is None
    ]
    assert not missing, f"routes without a row; decide, and add to {_TABLE}:\n" + "\n".join(missing)


@pytest.mark.parametrize("word", APPS)
def test_every_route_says_what_it_names(
    town: tuple[dict[str, Flask], Mapping[str, str | None]], word: str
) -> None:
    missing = [
        str(route)
        for route in routes(town[0][word])
        if scopes.row_of(route.method, route.path) is None
    ]
    assert not missing, "decide what each names, in tests/contract/scopes.py:\n" + "\n".join(
        missing
    )


def test_no_row_of_what_routes_name_is_left_over(
    town: tuple[dict[str, Flask], Mapping[str, str | None]],
) -> None:
    used = [scopes.row_of(r.method, r.path) for app in town[0].values() for r in routes(app)]
    assert [row.path for row in scopes.rows() if row not in used] == []


@pytest.mark.parametrize("word", ["intake", "bank"])
def test_a_person_without_a_session_is_led_to_the_door(
    town: tuple[dict[str, Flask], Mapping[str, str | None]], word: str
) -> None:
    client = Client(town[0][word])
    for route in routes(town[0][word]):
        row = row_of(route.method, route.path)
        if row is None or row.is_open or route.path.startswith(("/api/", "/open311")):
            continue
        answer = client.open(route.address, method=route.method, headers={"Accept": "text/html"})
        assert answer.status_code == 303, route
        assert answer.headers["Location"].startswith("/sign-in"), route


def test_no_row_is_left_over(
    town: tuple[dict[str, Flask], Mapping[str, str | None]],
) -> None:
    used = {row_of(route.method, route.path) for app in town[0].values() for route in routes(app)}
    kept = {"/bank*"}
    left = [row.path for row in rows() if row not in used and row.path not in kept]
    assert not left, f"rows of {_TABLE} that no route needs: {left}"


def test_a_star_opens_no_door() -> None:
    assert [row.path for row in rows() if row.is_open and "*" in row.path] == []


def routes(app: Flask) -> list[Route]:
    return [
        Route(method, rule.rule, _said(app, rule, method))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - _AUTOMATIC)
    ]


def _said(app: Flask, rule: Any, method: str) -> str:
    said = access_rule(app, rule, method)
    return "nobody" if said is None else " ".join(said.roles) or "everybody"


def _ask(client: Client, route: Route, key: str | None) -> TestResponse:
    headers = {"Accept": "*/*", "Content-Type": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    return client.open(route.address, method=route.method, data=b"{", headers=headers)


def _agrees(answer: TestResponse, refusal: int | None) -> bool:
    if refusal is not None:
        return answer.status_code == refusal
    # 503: what was asked for is not there yet; the caller was let through to hear it.
    return answer.status_code not in (401, 403, 500)
