"""Drafts are not the public bank: what the bank proposed by itself is the staff's until adopted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.contracts.profile.load import load_profile
from services.projectbank.front.wiring import Planning, planning_of, web_app
from services.projectbank.projects.edit import Order
from services.projectbank.projects.propose import Propose
from services.runtime.database import open_database
from services.runtime.identity.access import ROLES, Actor, Keys
from services.runtime.web.settings import WebSettings
from tests.unit.projectbank.bank import OPEN_DRAFTS, VOCABULARY, Bank, a_report

API = "/api/bank/v1"
LAMPS, HOLES = "P-000001", "P-000006"
STAFF = ("officer", "planner", "searcher", "admin")
OTHERS = (None, "resident", "device")
ADOPTED = Order(who="规划员", why="现场已核实")


class _Keys(Keys):
    """Each role's key is its name."""

    def actor(self, key: str) -> Actor | None:
        return Actor(key, f"the {key}") if key in ROLES else None


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    """Lamps with five people and holes with three; ranked, adopted by nobody."""
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = Bank(database)
    bank.take(
        *(a_report(seq, "紫荆花园东门路灯不亮") for seq in range(1, 6)),
        *(a_report(seq, "学院路路面坑洼积水", category="pothole") for seq in range(6, 9)),
    )
    yield bank
    database.close()


@pytest.fixture
def planning(bank: Bank) -> Planning:
    planning = planning_of(load_profile(), bank.database, bank.outbox, bank.clock)
    planning.rank()
    return planning


@pytest.fixture
def client(bank: Bank, planning: Planning) -> FlaskClient:
    candidates = Propose(VOCABULARY, bank.outbox, bank.clock)
    web = WebSettings(secret="s" * 32, rate_limits=False)
    return web_app(bank.database, candidates, planning, web, _Keys()).test_client()


def asked(client: FlaskClient, path: str, role: str | None) -> Any:
    return client.get(path, headers={"Authorization": f"Bearer {role}"} if role else {})


def listed(client: FlaskClient, path: str, role: str | None) -> list[str]:
    items = asked(client, path, role).get_json()["items"]
    return sorted(item.get("project") or item["id"] for item in items)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_the_staff_finds_a_draft_anywhere(client: FlaskClient, role: str | None) -> None:
    for path in ("/projects", "/projects?candidate=true", "/projects?state=idea", "/ranking"):
        assert listed(client, f"{API}{path}", role) == [], path
    for path in (
        f"{API}/projects/{LAMPS}",
        f"{API}/projects/{LAMPS}/explanation",
        f"/projects/{LAMPS}",
    ):
        assert asked(client, path, role).status_code == 404, path
    page = asked(client, "/projects", role).text
    assert LAMPS not in page
    assert HOLES not in page


@pytest.mark.parametrize("role", STAFF)
def test_the_staff_see_every_draft(client: FlaskClient, role: str) -> None:
    assert listed(client, f"{API}/projects", role) == [LAMPS, HOLES]
    assert listed(client, f"{API}/ranking", role) == [LAMPS, HOLES]
    for path in (f"{API}/projects/{LAMPS}", f"{API}/projects/{LAMPS}/explanation"):
        assert asked(client, path, role).status_code == 200
    assert "草案" in asked(client, f"/projects/{LAMPS}", role).text
    assert LAMPS in asked(client, "/projects", role).text


def test_what_is_adopted_is_everybody_s_at_its_own_rank(
    client: FlaskClient, planning: Planning
) -> None:
    staff = asked(client, f"{API}/ranking", "planner").get_json()["items"]
    second = staff[1]["project"]
    planning.edit.adopt(second, ADOPTED)

    [item] = asked(client, f"{API}/ranking", None).get_json()["items"]
    assert (item["project"], item["rank"]) == (second, 2)
    assert listed(client, f"{API}/projects", None) == [second]
    assert asked(client, f"/projects/{second}", None).status_code == 200
    page = asked(client, "/projects", None).text
    assert second in page
    assert "名次可能不连续" in page


def test_an_adopted_project_is_not_compared_with_a_draft_before_others(
    client: FlaskClient, planning: Planning
) -> None:
    staff = asked(client, f"{API}/ranking", "planner").get_json()["items"]
    first, second = (item["project"] for item in staff)
    planning.edit.adopt(second, ADOPTED)
    path = f"{API}/projects/{second}/explanation"
    for question in (f"against={first}", "against=1", "reach=1"):
        assert asked(client, f"{path}?{question}", None).status_code == 404, question
        assert asked(client, f"{path}?{question}", "planner").status_code == 200, question
    page = asked(client, f"/projects/{second}?against=1", None).text
    assert first not in page
    assert "against=1" not in asked(client, f"/projects/{second}", None).text


def test_beside_the_projects_stands_what_residents_raise_most(client: FlaskClient) -> None:
    page = asked(client, "/projects", None).text
    assert "居民反映最多的需求" in page
    assert page.index("/search/need:N-000001") < page.index("/search/need:N-000006")


def test_a_project_that_was_adopted_before_any_ranking_is_listed(
    bank: Bank, client: FlaskClient, planning: Planning
) -> None:
    bank.take(*(a_report(seq, "和平里外墙开裂", category="unsafe_house") for seq in range(9, 13)))
    planning.edit.adopt("P-000009", ADOPTED)
    page = asked(client, "/projects", None).text
    assert "已采纳，尚未排序" in page
    assert "P-000009" in page


def test_events_say_whom_a_project_is_for(bank: Bank, planning: Planning) -> None:
    assert {one.audience for one in bank.told_projects()} == {"staff"}
    planning.edit.adopt(LAMPS, ADOPTED)
    last = {one.id: one.audience for one in bank.told_projects()}
    assert last == {LAMPS: "public", HOLES: "staff"}


def test_the_next_ranking_tells_of_a_changed_setting(bank: Bank) -> None:
    planning_of(load_profile(), bank.database, bank.outbox, bank.clock).rank()
    told = len(bank.told_projects())
    opened = planning_of(OPEN_DRAFTS, bank.database, bank.outbox, bank.clock)
    opened.rank()
    opened.rank()
    assert [one.audience for one in bank.told_projects()[told:]] == ["public", "public"]
