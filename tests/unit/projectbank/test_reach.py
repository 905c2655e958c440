"""A planner who works for a part of the town sees and touches what belongs to it; what is public
stays everybody's."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from services.contracts.profile.load import load_profile
from services.projectbank.front.wiring import Planning, planning_of, web_app
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.proposals.proposal import Proposal
from services.projectbank.needs.proposals.store import save_proposals
from services.projectbank.needs.reach import EVERYTHING, Reach, Reaching
from services.projectbank.needs.tables import needs
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.edit import Order
from services.projectbank.projects.propose import Propose
from services.projectbank.projects.store import find_project
from services.runtime.database import Database, open_database
from services.runtime.identity.access import ROLES, Actor, Keys, Scope
from services.runtime.web.settings import WebSettings
from tests.unit.projectbank.bank import ESTATE, VOCABULARY, Bank, a_report

API = "/api/bank/v1"
WEST = ("d", "d-west")
LAMPS, HOLES, NOWHERE = "P-000001", "P-000006", "P-000009"
LAMP_NEED, HOLE_NEED, LOST_NEED = "N-000001", "N-000006", "N-000009"
UNITS = Reaching({"lamp_out": "municipal", "pothole": "roads"}, {"d-west": "west_office"})
SCOPES = {
    "east": Scope(areas=("d-east",)),
    "west": Scope(areas=("d-west",)),
    "municipal": Scope(units=("municipal",)),
    "west_office": Scope(units=("west_office",)),
    "nobody": Scope(areas=("d-east",), units=("roads",)),
}
SEEN = {
    "planner": {LAMPS, HOLES, NOWHERE},
    "east": {LAMPS, NOWHERE},
    "west": {HOLES, NOWHERE},
    "municipal": {LAMPS, NOWHERE},
    "west_office": {HOLES},
    "nobody": set[str](),
}
NEED_OF = {LAMPS: LAMP_NEED, HOLES: HOLE_NEED, NOWHERE: LOST_NEED}
PROPOSALS = {
    "M-000001-000006": (LAMP_NEED, HOLE_NEED),
    "M-000001-000009": (LAMP_NEED, LOST_NEED),
    "S-000006-00000001": (HOLE_NEED,),
}
"""Proposals with all that they name."""


def proposed_to(who: str) -> set[str]:
    """Whatever lies wholly in what the planner works on."""
    own = {NEED_OF[project] for project in SEEN[who]}
    return {one for one, named in PROPOSALS.items() if own.issuperset(named)}


class _Keys(Keys):
    """A role's key is its name; so is that of each planner with a scope, and of an officer."""

    def actor(self, key: str) -> Actor | None:
        if key.startswith("officer of "):
            return Actor("officer", key, scope=SCOPES[key.removeprefix("officer of ")])
        if key in SCOPES:
            return Actor("planner", key, scope=SCOPES[key])
        return Actor(key, f"the {key}") if key in ROLES else None


def filled(database: Database) -> Bank:
    """Lamps in the east, holes in the west, and lamps of which nobody knows where."""
    bank = Bank(database)
    bank.take(
        *(a_report(seq, "紫荆花园东门路灯不亮", area_path=ESTATE) for seq in range(1, 6)),
        *(
            a_report(seq, "学院路路面坑洼积水", category="pothole", area_path=WEST)
            for seq in range(6, 9)
        ),
        *(a_report(seq, "河滨步道路灯全部不亮了") for seq in range(9, 13)),
    )
    database.write(lambda conn: save_proposals(conn, [_proposal(one) for one in PROPOSALS]))
    return bank


def _proposal(name: str) -> Proposal:
    need, *other = PROPOSALS[name]
    return Proposal(
        id=name,
        kind="merge" if other else "split",
        need=need,
        other=other[0] if other else None,
        reports=(f"R{int(need[2:])}",),
        beside=(f"R{int(other[0][2:])}",) if other else (),
        likely=500,
        people=1,
        figures=Figures(500, 500, 500, 500),
    )


def planned(bank: Bank) -> Planning:
    """Ranked, adopted by nobody."""
    made = planning_of(load_profile(), bank.database, bank.outbox, bank.clock)
    made.rank()
    return dataclasses.replace(made, drafts=DraftRule("staff", UNITS))


def served(bank: Bank, planning: Planning) -> FlaskClient:
    candidates = Propose(VOCABULARY, bank.outbox, bank.clock)
    web = WebSettings(secret="s" * 32, rate_limits=False)
    return web_app(bank.database, candidates, planning, web, _Keys()).test_client()


@contextmanager
def opened(folder: Path) -> Iterator[FlaskClient]:
    """For whoever asks the routes of the bank elsewhere."""
    database = open_database(f"sqlite:///{folder}/bank.db")
    bank = filled(database)
    yield served(bank, planned(bank))
    database.close()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    yield filled(database)
    database.close()


@pytest.fixture
def planning(bank: Bank) -> Planning:
    return planned(bank)


@pytest.fixture
def client(bank: Bank, planning: Planning) -> FlaskClient:
    return served(bank, planning)


def ask(client: FlaskClient, who: str | None, path: str, method: str = "GET", **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {who}"} if who else {}
    answer: TestResponse = client.open(path, method=method, headers=headers, **more)
    return answer


def listed(client: FlaskClient, who: str | None, path: str) -> set[str]:
    items = ask(client, who, f"{API}{path}").get_json()["items"]
    return {item.get("project") or item["id"] for item in items}


@pytest.mark.parametrize("who", SEEN)
def test_lists_show_what_the_planner_works_on(client: FlaskClient, who: str) -> None:
    own = SEEN[who]
    for path in ("/projects", "/projects?candidate=true", "/ranking"):
        assert listed(client, who, path) == own, path
    for path in ("/needs", "/needs?sort=people", "/needs?area=d"):
        every = own if "area" not in path else own - {NOWHERE}
        assert listed(client, who, path) == {NEED_OF[one] for one in every}, path
    assert listed(client, who, "/needs/proposals") == proposed_to(who)
    page = ask(client, who, "/projects").text
    assert {one for one in SEEN["planner"] if f"/projects/{one}" in page} == own


@pytest.mark.parametrize("who", SEEN)
def test_one_by_one_the_same_is_there_and_the_rest_is_not(client: FlaskClient, who: str) -> None:
    for project, need in NEED_OF.items():
        expected = 200 if project in SEEN[who] else 404
        for path in (
            f"{API}/projects/{project}",
            f"{API}/projects/{project}/changes",
            f"{API}/projects/{project}/ratings",
            f"{API}/projects/{project}/explanation",
            f"/projects/{project}",
            f"{API}/needs/{need}",
            f"{API}/needs/{need}/reports",
            f"{API}/needs/{need}/decisions",
        ):
            assert ask(client, who, path).status_code == expected, path
    assert listed(client, who, "/needs?report=R1") == {LAMP_NEED} & {
        NEED_OF[one] for one in SEEN[who]
    }


@pytest.mark.parametrize("who", [who for who in SEEN if who != "planner"])
def test_what_belongs_to_others_is_changed_by_no_call(
    bank: Bank, client: FlaskClient, who: str
) -> None:
    why: dict[str, Any] = {"reason": "现场已核实"}
    for project, need in NEED_OF.items():
        if project in SEEN[who]:
            continue
        before = bank.need(need)
        said = {**why, "version": before.version}
        calls = [
            ("POST", f"/needs/{need}/{kind}", said) for kind in ("confirm", "dismiss", "reopen")
        ]
        calls += [
            ("POST", f"/needs/{need}/describe", {**said, "severity": 3}),
            ("POST", f"/needs/{need}/merge", {**said, "into": "N-000099"}),
            ("POST", f"/needs/{need}/split", {**said, "reports": ["R1"]}),
            ("POST", f"/needs/{need}/pin", {**said, "reports": ["R1"]}),
            ("POST", f"/needs/{need}/move", {**said, "reports": ["R1"], "to": "N-000099"}),
            ("POST", f"/projects/{project}/adoption", why),
            ("POST", f"/projects/{project}/state", {**why, "state": "exited"}),
            ("PATCH", f"/projects/{project}", {**why, "title": "别的"}),
            ("PUT", f"/projects/{project}/ratings/feasibility", {**why, "low": 50}),
        ]
        for method, path, body in calls:
            answer = ask(client, who, f"{API}{path}", method, json=body)
            assert answer.status_code == 404, (path, answer.text)
        assert bank.need(need) == before
        kept = bank.database.read(partial(find_project, project=project))
        assert kept is not None
        assert kept.candidate


def test_nothing_is_merged_with_or_moved_to_what_belongs_to_others(
    bank: Bank, client: FlaskClient
) -> None:
    said = {"reason": "现场已核实", "version": bank.need(LAMP_NEED).version}
    merged = ask(
        client, "east", f"{API}/needs/{LAMP_NEED}/merge", "POST", json={**said, "into": HOLE_NEED}
    )
    moved = ask(
        client,
        "east",
        f"{API}/needs/{LAMP_NEED}/move",
        "POST",
        json={**said, "to": HOLE_NEED, "reports": ["R1"]},
    )
    assert (merged.status_code, moved.status_code) == (404, 404)
    own = ask(client, "east", f"{API}/needs/{LAMP_NEED}/confirm", "POST", json=said)
    assert (own.status_code, bank.need(LAMP_NEED).state) == (200, "confirmed")


def test_what_is_adopted_is_read_by_all_and_changed_by_its_planners_alone(
    client: FlaskClient, planning: Planning
) -> None:
    planning.edit.adopt(HOLES, Order(who="规划员", why="现场已核实"))
    assert HOLES in listed(client, "east", "/projects")
    assert HOLES in listed(client, "east", "/ranking")
    for path in (f"{API}/projects/{HOLES}", f"{API}/projects/{HOLES}/explanation"):
        assert ask(client, "east", path).status_code == 200
    body = {"reason": "不要了", "state": "exited"}
    state = f"{API}/projects/{HOLES}/state"
    assert ask(client, "east", state, "POST", json=body).status_code == 404
    assert ask(client, "east", f"{API}/projects/{HOLES}/changes").status_code == 404
    assert ask(client, "west", state, "POST", json=body).status_code == 200


def test_no_draft_of_others_is_compared_with(client: FlaskClient) -> None:
    items = ask(client, "planner", f"{API}/ranking").get_json()["items"]
    rank = {item["project"]: item["rank"] for item in items}
    for against in (HOLES, rank[HOLES]):
        path = f"{API}/projects/{LAMPS}/explanation?against={against}"
        assert ask(client, "planner", path).status_code == 200
        assert ask(client, "east", path).status_code == 404
    page = ask(client, "east", f"/projects/{LAMPS}?against={rank[HOLES]}").text
    assert HOLES not in page
    found = ask(client, "east", f"{API}/ranking").get_json()["find_out_next"]
    assert HOLES not in {one["project"] for one in found}


def test_officers_see_the_drafts_of_their_own_areas(client: FlaskClient) -> None:
    assert listed(client, "officer of west", "/projects") == {HOLES, NOWHERE}
    assert ask(client, "officer of west", f"{API}/projects/{LAMPS}").status_code == 404


def test_who_works_for_a_part_publishes_no_ranking_of_the_whole(client: FlaskClient) -> None:
    for who in SCOPES:
        assert ask(client, who, f"{API}/ranking", "POST").status_code == 403
    assert ask(client, "planner", f"{API}/ranking", "POST").status_code == 200


def test_the_rule_of_a_row_is_the_rule_of_a_query(bank: Bank) -> None:
    for scope in (*SCOPES.values(), Scope(areas=("d",)), Scope(areas=("d-eas",)), Scope()):
        reach = UNITS.of(Actor("planner", "p", scope=scope))
        query = select(needs.c.id).where(*reach.conditions(needs))
        asked = bank.database.read(partial(_ids, query=query))
        assert asked == {need.id for need in bank.needs() if reach.holds(need)}
    assert UNITS.of(Actor("planner", "p")) == EVERYTHING == Reach()


def _ids(conn: Connection, query: Any) -> set[str]:
    return set(conn.execute(query).scalars())
