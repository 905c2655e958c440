"""Every route says who may use it, and is asked before anything else is looked at."""

from typing import Any

import pytest
from flask import Flask, request
from flask.views import MethodView

from services.runtime.identity.access import (
    ANONYMOUS,
    Actor,
    KeyMissing,
    Keys,
    KeyUnknown,
    RoleRefused,
    current_actor,
    guard,
    public,
    requires,
    unguarded_routes,
)

OFFICER = Actor("officer", "Front desk", "k1")
ADMIN = Actor("admin", "Operations", "k2")
PLANNER = Actor("planner", "Bank", "k3")


class FewKeys(Keys):
    def actor(self, key: str) -> Actor | None:
        return {"officer": OFFICER, "admin": ADMIN, "planner": PLANNER}.get(key)


class Cases(MethodView):
    @requires("officer")
    def get(self) -> str:
        return current_actor().name

    @requires("admin")
    def post(self) -> str:
        return "made"


@public
class Board(MethodView):
    def get(self) -> str:
        return "board"

    @requires("officer")
    def put(self) -> str:
        return "changed"


@pytest.fixture
def app() -> Flask:
    app = Flask("guarded", static_folder=None)
    app.testing = True
    guard(app, FewKeys())
    for refused, status in ((KeyMissing, 401), (KeyUnknown, 401), (RoleRefused, 403)):
        app.register_error_handler(refused, lambda _, status=status: ("refused", status))
    app.add_url_rule("/open", view_func=public(lambda: current_actor().role), endpoint="open")
    app.add_url_rule("/cases", view_func=Cases.as_view("cases"))
    app.add_url_rule("/board", view_func=Board.as_view("board"))
    return app


def status(app: Flask, method: str, path: str, key: str | None = None) -> int:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    return app.test_client().open(path, method=method, headers=headers).status_code


def test_a_public_route_answers_a_stranger_and_knows_the_owner_of_a_key(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/open").text == "anonymous"
    assert client.get("/open", headers={"Authorization": "Bearer officer"}).text == "officer"


@pytest.mark.parametrize(
    ("key", "expected"),
    [(None, 401), ("wrong", 401), ("", 401), ("planner", 403), ("officer", 200), ("admin", 200)],
)
def test_a_route_answers_its_role_and_admin_only(
    app: Flask, key: str | None, expected: int
) -> None:
    assert status(app, "GET", "/cases", key) == expected
    assert status(app, "HEAD", "/cases", key) == expected


def test_each_method_of_a_view_names_its_own_role(app: Flask) -> None:
    assert status(app, "POST", "/cases", "officer") == 403
    assert status(app, "POST", "/cases", "admin") == 200
    assert status(app, "GET", "/board") == 200
    assert status(app, "PUT", "/board") == 401


def test_a_wrong_key_is_refused_on_a_public_route_too(app: Flask) -> None:
    assert status(app, "GET", "/open", "wrong") == 401


def test_another_scheme_of_authorization_is_not_a_key(app: Flask) -> None:
    answer = app.test_client().get("/open", auth=("proxy", "password"))
    assert (answer.status_code, answer.text) == (200, "anonymous")


def test_an_unmarked_view_answers_nobody_and_is_named(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret", methods=["GET", "POST"])
    assert unguarded_routes(app) == ["GET /forgotten", "POST /forgotten"]
    assert status(app, "GET", "/forgotten") == 401
    assert status(app, "GET", "/forgotten", "admin") == 403


def test_marked_routes_are_not_named(app: Flask) -> None:
    assert unguarded_routes(app) == []


def test_the_role_is_checked_before_the_view_reads_the_request(app: Flask) -> None:
    @requires("officer")
    def strict() -> Any:
        return request.get_json()

    app.add_url_rule("/strict", view_func=strict, methods=["POST"])
    assert app.test_client().post("/strict", data=b"not json").status_code == 401


def test_a_role_nobody_knows_cannot_be_named() -> None:
    with pytest.raises(ValueError, match="roles must be"):
        requires("mayor")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="roles must be"):
        requires()


def test_outside_a_request_nobody_is_calling() -> None:
    assert current_actor() is ANONYMOUS
