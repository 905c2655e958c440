"""What planners and experts do to projects over HTTP, and what everybody sees of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projectbank.front.wiring import Planning, planning_of, web_app
from services.projectbank.projects.propose import Propose
from services.runtime.database import open_database
from services.runtime.identity.access import Actor, Keys
from services.runtime.web.settings import WebSettings
from tests.unit.projectbank.bank import OPEN_DRAFTS, VOCABULARY, Bank, a_report

LAMPS, HOLES = "/api/bank/v1/projects/P-000001", "/api/bank/v1/projects/P-000004"
PLANNER = {"Authorization": "Bearer planner"}
OFFICER = {"Authorization": "Bearer officer"}


class _Keys(Keys):
    """Each role's key is its name."""

    def actor(self, key: str) -> Actor | None:
        return Actor(key, f"the {key}") if key in ("planner", "officer") else None  # type: ignore[arg-type]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = Bank(database)
    bank.take(
        *(a_report(seq, "紫荆花园东门路灯不亮", point=(29.9, 121.6)) for seq in (1, 2, 3)),
        *(a_report(seq, "学院路路面坑洼积水", category="pothole") for seq in (4, 5, 6)),
    )
    yield bank
    database.close()


@pytest.fixture
def planning(bank: Bank) -> Planning:
    return planning_of(OPEN_DRAFTS, bank.database, bank.outbox, bank.clock)


@pytest.fixture
def client(bank: Bank, planning: Planning) -> FlaskClient:
    candidates = Propose(VOCABULARY, bank.outbox, bank.clock)
    web = WebSettings(secret="s" * 32, rate_limits=False)
    return web_app(bank.database, candidates, planning, web, _Keys()).test_client()


def post(client: FlaskClient, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, json=body, headers=PLANNER)


def patch(client: FlaskClient, body: dict[str, Any]) -> Any:
    return client.patch(LAMPS, json=body, headers=PLANNER)


def adopt(client: FlaskClient, project: str = LAMPS) -> Any:
    return post(client, f"{project}/adoption", {"reason": "confirmed on the spot"})


def pass_gate(client: FlaskClient, gate: str, project: str = LAMPS, **changes: Any) -> Any:
    body = {"passed": True, "on": "2026-11-01", "reason": "the vote is in"} | changes
    return client.put(f"{project}/gates/{gate}", json=body, headers=PLANNER)


def changes(client: FlaskClient, project: str = LAMPS) -> list[dict[str, Any]]:
    answer = client.get(f"{project}/changes", headers=PLANNER).json
    assert answer is not None
    found: list[dict[str, Any]] = answer["items"]
    return found


def test_adopting_a_draft_is_told_logged_and_done_once(client: FlaskClient, bank: Bank) -> None:
    answer = adopt(client)
    assert (answer.status_code, answer.json["candidate"]) == (200, False)
    assert bank.told_projects()[-1].candidate is False
    (change,) = changes(client)
    assert (change["what"], change["before"], change["after"]) == ("candidate", True, False)
    assert (change["who"], change["why"]) == ("the planner", "confirmed on the spot")
    assert adopt(client).status_code == 409


def test_a_title_a_planner_gave_is_shown_in_every_language(client: FlaskClient) -> None:
    body = {"title": "东门照明整治", "reason": "as the board calls it"}
    assert patch(client, body).json["title"] == "东门照明整治"
    assert "东门照明整治" in client.get("/projects/P-000001?lang=en").get_data(as_text=True)


def test_an_estimate_is_exact_and_every_version_of_it_stays(client: FlaskClient) -> None:
    for low in (1234.56, 2000):
        body = {"cost": {"low": low, "high": 3000, "people_served": 40}, "reason": "a quotation"}
        answer = patch(client, body)
        assert answer.json["cost"] == {"low": low, "high": 3000, "people_served": 40}
    first, second = changes(client)
    assert first["before"] is None
    assert first["after"] == second["before"] == {"low": 1234.56, "high": 3000, "people_served": 40}


def test_what_planners_record_of_a_draft_is_public_only_once_it_is_adopted(
    client: FlaskClient,
) -> None:
    body = {"cost": {"low": 1000, "high": 3000}, "reason": "a quotation"}
    patch(client, body)
    seen = client.get(LAMPS).json
    assert seen is not None
    assert (seen["cost"], seen["gates"]) == (None, None)
    adopt(client)
    seen = client.get(LAMPS).json
    assert seen is not None
    assert (seen["cost"]["low"], seen["gates"]) == (1000, [])


@pytest.mark.parametrize(
    ("cost", "pointer", "rule"),
    [
        ({"low": 3, "high": 2}, "/cost/high", "order"),
        ({"low": -1, "high": 2}, "/cost/low", "range"),
        ({"low": 1.005, "high": 2}, "/cost/low", "cents"),
        ({"low": "1", "high": 2}, "/cost/low", "type"),
        ({"low": 1, "high": 1e30}, "/cost/high", "range"),
        ({"low": 1}, "/cost/high", "required"),
        ({"low": 1, "high": 2, "people_served": 0}, "/cost/people_served", "range"),
        ({"low": 1, "high": 2, "colour": 1}, "/cost/colour", "unknown"),
    ],
)
def test_a_wrong_estimate_names_field_and_rule(
    client: FlaskClient, cost: dict[str, Any], pointer: str, rule: str
) -> None:
    answer = client.patch(LAMPS, json={"cost": cost, "reason": "x"}, headers=PLANNER)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [(one["pointer"], one["rule"]) for one in answer.json["errors"]] == [(pointer, rule)]


def test_every_change_needs_a_reason_and_a_planner(client: FlaskClient) -> None:
    for path, body in (
        (f"{LAMPS}/adoption", {}),
        (f"{LAMPS}/state", {"state": "exited", "reason": " "}),
    ):
        answer = post(client, path, body)
        assert answer.json["errors"][0]["pointer"] == "/reason"
        assert client.post(path, json={"reason": "x"}).status_code == 401
        assert client.post(path, json={"reason": "x"}, headers=OFFICER).status_code == 403
    assert client.get(f"{LAMPS}/changes").status_code == 401


def test_a_change_decided_on_an_older_version_is_refused(client: FlaskClient) -> None:
    adopt(client)
    body = {"title": "新名", "reason": "x", "version": 1}
    answer = patch(client, body)
    assert answer.status_code == 409
    assert answer.json is not None
    assert "2" in answer.json["detail"]
    assert client.patch(LAMPS, json=body | {"version": 2}, headers=PLANNER).status_code == 200


def test_saying_the_same_again_changes_nothing(client: FlaskClient, bank: Bank) -> None:
    adopt(client)
    pass_gate(client, "site")
    told = len(bank.told_projects())
    again = client.patch(LAMPS, json={"reason": "nothing new"}, headers=PLANNER)
    assert again.json is not None
    assert len(bank.told_projects()) == told
    assert len(changes(client)) == again.json["version"] - 1


def test_a_project_goes_on_when_its_gates_are_passed(
    client: FlaskClient, planning: Planning
) -> None:
    move = {"state": "reserve", "reason": "the board agreed"}
    assert post(client, f"{LAMPS}/state", move).status_code == 409  # a draft goes nowhere
    adopt(client)
    refused = post(client, f"{LAMPS}/state", move)
    needed = [
        gate
        for gate in planning.gates.of("road_renewal")
        if planning.gates.before[gate] == "reserve"
    ]
    assert needed, "the bundled profile asks something of a project that enters the reserve"
    assert refused.status_code == 409
    assert all(gate in refused.json["detail"] for gate in needed)
    for gate in needed:
        assert pass_gate(client, gate).status_code == 200
    assert post(client, f"{LAMPS}/state", move).json["state"] == "reserve"
    assert post(client, f"{LAMPS}/state", {**move, "state": "building"}).status_code == 409


def test_a_gate_is_recorded_anew_with_what_it_was_before(
    client: FlaskClient, planning: Planning
) -> None:
    gate = planning.gates.of("road_renewal")[0]
    pass_gate(client, gate)
    pass_gate(client, gate, passed=False, on="2026-11-09", reason="two households withdrew")
    assert [(one["what"], one["after"]) for one in changes(client)] == [
        (f"gate:{gate}", {"passed": True, "on": "2026-11-01"}),
        (f"gate:{gate}", {"passed": False, "on": "2026-11-09"}),
    ]
    assert pass_gate(client, "unheard_of").status_code == 404
    assert pass_gate(client, gate, on="soon").status_code == 422


def test_what_has_left_the_bank_stays_as_it_is(client: FlaskClient) -> None:
    out = {"state": "exited", "reason": "the road is replaced by another works"}
    assert post(client, f"{LAMPS}/state", {**out, "state": "lapsed"}).status_code == 409
    assert post(client, f"{LAMPS}/state", out).json["state"] == "exited"
    assert adopt(client).status_code == 409
    listed = client.get("/api/bank/v1/projects").json
    assert listed is not None
    assert [one["id"] for one in listed["items"]] == ["P-000004"]
    assert client.get(LAMPS).status_code == 200


def test_a_draft_that_was_exited_does_not_come_back_by_itself(
    client: FlaskClient, bank: Bank
) -> None:
    post(client, f"{LAMPS}/state", {"state": "exited", "reason": "done by a case"})
    bank.take(*(a_report(seq, "紫荆花园东门路灯不亮", point=(29.9, 121.6)) for seq in (7, 8)))
    seen = client.get(LAMPS).json
    assert seen is not None
    assert seen["state"] == "exited"


def test_an_adopted_project_does_not_lapse_with_its_needs(client: FlaskClient, bank: Bank) -> None:
    adopt(client)
    bank.take(a_report(3, version=2, erased=True), a_report(6, version=2, erased=True))
    states = {one: client.get(one).json["state"] for one in (LAMPS, HOLES)}  # type: ignore[index]
    assert states == {LAMPS: "idea", HOLES: "lapsed"}


def test_a_lapsed_draft_keeps_what_was_recorded_of_it(client: FlaskClient, bank: Bank) -> None:
    body = {"title": "东门照明整治", "cost": {"low": 1, "high": 2}, "reason": "x"}
    patch(client, body)
    bank.take(a_report(3, version=2, erased=True))
    assert patch(client, body).status_code == 409
    bank.take(a_report(7, "紫荆花园东门路灯不亮", point=(29.9, 121.6)))
    seen = client.get(LAMPS, headers=PLANNER).json
    assert seen is not None
    assert (seen["state"], seen["title"], seen["cost"]["high"]) == ("idea", "东门照明整治", 2)


def test_projects_are_listed_by_state_type_group_box_and_area(client: FlaskClient) -> None:
    def found(**asked: str) -> list[str]:
        answer = client.get("/api/bank/v1/projects", query_string=asked).json
        assert answer is not None
        return [one["id"] for one in answer["items"]]

    assert found(group="roads") == ["P-000004"]
    assert found(project_type="road_renewal") == ["P-000001", "P-000004"]
    assert found(bbox="121.5,29.8,121.7,30.0") == ["P-000001"]
    assert found(bbox="0,0,1,1") == found(area="d") == found(state="building") == []
    assert found(candidate="true", category="lamp_out") == ["P-000001"]


@pytest.mark.parametrize(
    "asked", [{"bbox": "1,2,3"}, {"bbox": "3,0,1,1"}, {"state": "x"}, {"colour": "red"}]
)
def test_a_filter_that_cannot_be_is_refused(client: FlaskClient, asked: dict[str, str]) -> None:
    assert client.get("/api/bank/v1/projects", query_string=asked).status_code == 422


def test_a_rating_has_a_name_a_reason_and_every_version(client: FlaskClient) -> None:
    for low, version in ((40, 0), (55, 1)):
        body = {"low": low, "reason": "walked through", "version": version}
        answer = client.put(f"{LAMPS}/ratings/indicator_gap", json=body, headers=PLANNER)
        assert answer.status_code == 200
        assert answer.json is not None
        assert (answer.json["low"], answer.json["high"]) == (low, low)
    stale = {"low": 9, "reason": "x", "version": 1}
    assert (
        client.put(f"{LAMPS}/ratings/indicator_gap", json=stale, headers=PLANNER).status_code == 409
    )
    withdrawn = client.put(
        f"{LAMPS}/ratings/indicator_gap", json={"reason": "wrong estate"}, headers=PLANNER
    )
    assert withdrawn.status_code == 200
    kept = client.get(f"{LAMPS}/ratings", headers=PLANNER).json
    assert kept is not None
    assert [(one["version"], one["low"], one["who"]) for one in kept["items"]] == [
        (1, 40, "the planner"),
        (2, 55, "the planner"),
        (3, None, "the planner"),
    ]


@pytest.mark.parametrize(
    ("criterion", "body", "status"),
    [
        ("safety", {"low": 1, "reason": "x"}, 404),
        ("unheard_of", {"low": 1, "reason": "x"}, 404),
        ("equity", {"low": 101, "reason": "x"}, 422),
        ("equity", {"low": 50, "high": 40, "reason": "x"}, 422),
        ("equity", {"high": 40, "reason": "x"}, 422),
        ("equity", {"low": 50}, 422),
    ],
)
def test_a_rating_that_cannot_be_is_refused(
    client: FlaskClient, criterion: str, body: dict[str, Any], status: int
) -> None:
    answer = client.put(f"{LAMPS}/ratings/{criterion}", json=body, headers=PLANNER)
    assert answer.status_code == status
    assert client.put(f"{LAMPS}/ratings/{criterion}", json=body).status_code == 401


def test_what_is_not_there_cannot_be_changed(client: FlaskClient) -> None:
    missing = "/api/bank/v1/projects/P-999999"
    assert adopt(client, missing).status_code == 404
    assert client.get(f"{missing}/changes", headers=PLANNER).status_code == 404
    assert client.get(f"{missing}/ratings", headers=PLANNER).status_code == 404
    rating = {"low": 1, "reason": "x"}
    assert client.put(f"{missing}/ratings/equity", json=rating, headers=PLANNER).status_code == 404


def test_recorded_evidence_counts_at_the_next_publication(
    client: FlaskClient, planning: Planning
) -> None:
    planning.rank()
    before = client.get(f"{LAMPS}/explanation").json
    gate = planning.gates.of("road_renewal")[0]
    pass_gate(client, gate)
    client.put(
        f"{LAMPS}/ratings/indicator_gap", json={"low": 50, "reason": "walked"}, headers=PLANNER
    )
    body = {"cost": {"low": 10_000, "high": 20_000, "people_served": 40}, "reason": "a quotation"}
    patch(client, body)
    planning.rank()
    after = client.get(f"{LAMPS}/explanation", headers=PLANNER).json
    assert before is not None
    assert after is not None
    assert after["score"]["low"] > before["score"]["low"]
    told = {part["criterion"]: part for part in after["parts"]}
    assert told["indicator_gap"]["points"] == {"low": 10, "high": 10}
    assert told["cost_effectiveness"]["points"]["high"] > 7.9
    assert told["cost_effectiveness"]["who"] == "the planner"
    assert told["readiness"]["source"] == "planner"


def test_what_planners_record_of_a_draft_counts_but_is_not_told(
    client: FlaskClient, planning: Planning
) -> None:
    body = {"cost": {"low": 10_000, "high": 20_000, "people_served": 40}, "reason": "a quotation"}
    patch(client, body)
    planning.rank()
    seen = client.get(f"{LAMPS}/explanation?lang=en").json
    assert seen is not None
    part = next(one for one in seen["parts"] if one["criterion"] == "cost_effectiveness")
    assert part["sentence"] == "Recorded by a planner; it is public once the draft is adopted."
    assert part["who"] is None
    page = client.get("/projects/P-000001?lang=en").get_data(as_text=True)
    assert "10,000" not in page
    assert "the planner" not in page


def test_a_planner_publishes_the_ranking_and_nobody_else(client: FlaskClient) -> None:
    path = "/api/bank/v1/ranking"
    assert client.post(path).status_code == 401
    assert client.post(path, headers=OFFICER).status_code == 403
    answer = client.post(path, headers=PLANNER)
    assert answer.json is not None
    assert [item["rank"] for item in answer.json["items"]] == [1, 2]
    assert client.get(path).json == answer.json


def test_the_page_of_an_adopted_project_says_what_the_next_steps_need(
    client: FlaskClient, planning: Planning
) -> None:
    adopt(client)
    gate = planning.gates.of("road_renewal")[0]
    pass_gate(client, gate)
    page = client.get("/projects/P-000001?lang=en").get_data(as_text=True)
    assert "Before Reserve" in page
    assert f"{planning.gates.name(gate, 'en')}: <span" in page
    assert "not looked at yet" in page
    assert "Adopted by a planner" in page
