"""Needs over HTTP: lists, one need with its story, and what planners decide."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from services.contracts.profile.load import load_profile
from services.projectbank.front.wiring import planning_of, web_app
from services.projectbank.projects.propose import Propose
from services.runtime.database import open_database
from services.runtime.identity.access import Actor
from services.runtime.web.settings import WebSettings
from tests.unit.projectbank.bank import ESTATE, VOCABULARY, Bank, a_report

NEEDS = "/api/bank/v1/needs"
PLANNER = {"Authorization": "Bearer planner"}
LAMP = "紫荆花园东门路灯不亮"
LIFT = "翠湖小区西门电梯困人"
HERE = (29.9, 121.6)
DECISIONS = ("confirm", "dismiss", "reopen", "merge", "split", "move", "pin")


class _Keys:
    """Each role's key is its name."""

    def actor(self, key: str) -> Actor | None:
        return Actor(key, f"Ms {key}") if key in ("planner", "officer") else None  # type: ignore[arg-type]

    def holder(self, account_id: str, epoch: int) -> Actor | None:
        return None

    def staff(self) -> Sequence[Actor]:
        return ()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = Bank(database)
    bank.take(
        a_report(1, LAMP, point=HERE, area_path=ESTATE),
        a_report(2, LAMP, point=(29.9001, 121.6), area_path=ESTATE),
        a_report(3, "", joins="R1", area_path=ESTATE),
        *(a_report(seq, LIFT, category="pothole", days=300) for seq in (4, 5, 6, 7)),
        a_report(8, "东风村河水发黑发臭"),
    )
    yield bank
    database.close()


@pytest.fixture
def client(bank: Bank) -> FlaskClient:
    planning = planning_of(load_profile(), bank.database, bank.outbox, bank.clock)
    candidates = Propose(VOCABULARY, bank.outbox, bank.clock)
    web = WebSettings(secret="s" * 32, rate_limits=False)
    return web_app(bank.database, candidates, planning, web, _Keys()).test_client()


def ids(client: FlaskClient, **query: str) -> list[str]:
    answer = client.get(NEEDS, headers=PLANNER, query_string=query)
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    return [item["id"] for item in answer.json["items"]]


def decide(client: FlaskClient, kind: str, need: str, **body: Any) -> Any:
    sent = {"reason": "seen on the spot", **body}
    return client.post(f"{NEEDS}/{need}/{kind}", json=sent, headers=PLANNER)


def version(client: FlaskClient, need: str) -> int:
    answer = client.get(f"{NEEDS}/{need}", headers=PLANNER).json
    assert answer is not None
    found: int = answer["version"]
    return found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["N-000001", "N-000004"]),
        ({"category": "pothole"}, ["N-000004"]),
        ({"group": "lighting"}, ["N-000001"]),
        ({"area": "d-east"}, ["N-000001"]),
        ({"area": "d-eas"}, []),
        ({"area": "%"}, []),
        ({"state": "proposed"}, ["N-000001", "N-000004"]),
        ({"since": "2027-01-01T00:00:00Z"}, ["N-000004"]),
        ({"until": "2027-01-01T00:00:00Z"}, ["N-000001"]),
        ({"bbox": "121,29,122,30"}, ["N-000001"]),
        ({"bbox": "120,29,121,30"}, []),
        ({"sort": "people"}, ["N-000004", "N-000001"]),
        ({"report": "R8"}, ["N-000008"]),
        ({"report": "R3", "state": "forming"}, []),
    ],
)
def test_needs_are_found_by_what_is_asked(
    client: FlaskClient, query: dict[str, str], found: list[str]
) -> None:
    assert ids(client, **query) == found


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"bbox": "1,2,3"}, "/bbox"),
        ({"sort": "name"}, "/sort"),
        ({"since": "2026-01-01"}, "/since"),
        ({"state": "nonsense"}, "/state"),
        ({"cursor": "WzEsMl0"}, "/cursor"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_wrong_question_names_the_parameter(
    client: FlaskClient, query: dict[str, str], pointer: str
) -> None:
    answer = client.get(NEEDS, headers=PLANNER, query_string=query)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize("sort", ["number", "people"])
def test_pages_follow_one_another(client: FlaskClient, sort: str) -> None:
    everything = ids(client, sort=sort)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"sort": sort, "page_size": "1"} | ({"cursor": cursor} if cursor else {})
        page = client.get(NEEDS, headers=PLANNER, query_string=query).json
        assert page is not None
        seen += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
    assert seen == everything


def test_a_need_tells_why_each_report_is_in_it(client: FlaskClient) -> None:
    need = client.get(f"{NEEDS}/N-000001?lang=en", headers=PLANNER).json
    assert need is not None
    first, second, third = need["members"]["items"]
    assert (first["report"], first["how"], first["beside"]) == ("R1", "founded", None)
    assert first["why"] == "It was the first of its kind."
    assert (second["beside"], second["distance"]) == ("R1", 11)
    assert second["overlap"] > 0.9
    assert "with what began with report R1. It lies 11 m from there." in second["why"]
    assert third["why"] == "It adds a voice to report R1."
    assert need["decisions"] == []


def test_without_pins_it_tells_how_places_matters_and_words_agree(
    bank: Bank, client: FlaskClient
) -> None:
    bank.take(
        a_report(9, "云溪花园小区北门路灯不亮"),
        a_report(10, "云溪花园小区路灯坏了一周没人修"),
    )
    need = client.get(f"{NEEDS}/N-000009?lang=en", headers=PLANNER).json
    assert need is not None
    first, second = need["members"]["items"]
    assert first["figures"] is None
    figures = second["figures"]
    assert figures["covered"] > 0.7
    assert 0 < figures["words"] < 1
    share = {name: round(figure * 1000) // 10 for name, figure in figures.items()}
    assert second["why"] == (
        "With what began with report R9 it agrees to "
        f"{share['covered']} % in the place it names, to "
        f"{share['matter']} % in the matter and to "
        f"{share['words']} % in all words."
    )
    told = client.get(f"{NEEDS}/N-000009?lang=zh", headers=PLANNER).json
    assert told is not None
    assert "事项相符" in told["members"]["items"][1]["why"]


def test_a_campaign_is_shown_with_messages_and_people(bank: Bank, client: FlaskClient) -> None:
    text = (
        "我们小区门口的路灯已经坏了三个月，晚上老人孩子出门非常危险，请有关部门尽快派人修理，谢谢"
    )
    copies = [
        a_report(9, LAMP, description=text, point=HERE, person="a"),
        a_report(10, LAMP, description=f"您好！{text}", point=HERE, person="a"),
        a_report(11, LAMP, description=text, point=HERE, person="b"),
        a_report(12, LAMP, description=text, point=HERE, person=None),
        a_report(13, LAMP, description=text, point=HERE, person=None),
    ]
    bank.take(*copies)
    need = client.get(f"{NEEDS}/N-000001", headers=PLANNER).json
    assert need is not None
    assert need["campaigns"] == [{"report": "R9", "messages": 5, "people": 3}]


def test_a_text_that_stands_in_many_needs_is_a_form_and_no_campaign(
    bank: Bank, client: FlaskClient
) -> None:
    text = (
        "市政服务热线受理单：事项类别、处理部门、办理时限、回访方式等内容"
        "由系统自动填写，请勿修改此处文字内容"
    )
    seq = 9
    for place in range(5):
        for _ in range(3):
            at = (29.0 + place * 0.1, 121.0)
            bank.take(a_report(seq, LAMP, description=text, point=at, person=f"p{seq}"))
            seq += 1
    need = client.get(f"{NEEDS}/N-000009", headers=PLANNER).json
    assert need is not None
    assert (need["reports"], need["campaigns"]) == (3, [])


def test_the_reasons_are_told_in_chinese_too(client: FlaskClient) -> None:
    need = client.get(f"{NEEDS}/N-000001?lang=zh", headers=PLANNER).json
    assert need is not None
    assert need["members"]["items"][2]["why"] == "为反映 R1 附议。"


def test_a_decision_answers_with_the_needs_as_they_are_then(client: FlaskClient) -> None:
    seen = version(client, "N-000004")
    answer = decide(client, "merge", "N-000004", version=seen, into="N-000001")
    assert answer.status_code == 200
    said = answer.json
    assert said["version"] == f"need:N-000004@{seen + 1}"
    assert (said["need"]["state"], said["need"]["merged_into"]) == ("merged", "N-000001")
    assert (said["other"]["id"], said["other"]["reports"]) == ("N-000001", 7)
    assert (said["decision"]["who"], said["decision"]["kind"]) == ("Ms planner", "merge")
    need = client.get(f"{NEEDS}/N-000001?lang=en", headers=PLANNER).json
    assert need is not None
    assert [one["kind"] for one in need["decisions"]] == ["merge"]
    moved = [one for one in need["members"]["items"] if one["report"] == "R5"]
    assert moved[0]["why"] == ("Ms planner merged need N-000004 into this one: seen on the spot")


def test_splitting_moving_and_pinning_name_reports(client: FlaskClient) -> None:
    made = decide(
        client, "split", "N-000004", version=version(client, "N-000004"), reports=["R4", "R5"]
    )
    assert (made.status_code, made.json["other"]["reports"]) == (201, 2)
    new = made.json["other"]["id"]
    moved = decide(client, "move", new, version=version(client, new), reports=["R5"], to="N-000004")
    assert (moved.json["need"]["reports"], moved.json["other"]["reports"]) == (1, 3)
    pinned = decide(client, "pin", "N-000004", version=version(client, "N-000004"), reports=["R5"])
    assert pinned.status_code == 200
    members = client.get(f"{NEEDS}/N-000004/reports", headers=PLANNER).json
    assert members is not None
    assert {one["report"]: one["pinned"] for one in members["items"]} == {
        "R5": True,
        "R6": False,
        "R7": False,
    }
    log = client.get(f"{NEEDS}/N-000004/decisions", headers=PLANNER).json
    assert log is not None
    assert [one["kind"] for one in log["items"]] == ["pin", "move", "split"]


def test_an_older_version_is_a_conflict_that_says_what_changed(client: FlaskClient) -> None:
    seen = version(client, "N-000001")
    decide(client, "confirm", "N-000001", version=seen)
    answer = client.post(
        f"{NEEDS}/N-000001/dismiss?lang=en",
        json={"version": seen, "reason": "not ours"},
        headers=PLANNER,
    )
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json is not None
    assert f"at version {seen + 1} now, confirmed, with 3 reports" in answer.json["detail"]
    assert [error["pointer"] for error in answer.json["errors"]] == ["/version", "/version"]
    assert "Ms planner decided: confirm" in answer.json["errors"][1]["detail"]


def test_a_conflict_is_told_in_chinese_words(client: FlaskClient) -> None:
    decide(client, "confirm", "N-000001", version=version(client, "N-000001"))
    answer = client.post(
        f"{NEEDS}/N-000001/dismiss?lang=zh", json={"version": 1, "reason": "无关"}, headers=PLANNER
    )
    assert answer.json is not None
    assert "状态 已确认" in answer.json["detail"]
    assert answer.json["errors"][1]["detail"].startswith("Ms planner 已决定：确认")


@pytest.mark.parametrize(
    ("kind", "body", "status", "pointer"),
    [
        ("confirm", {"reason": "x"}, 422, "/version"),
        ("confirm", {"version": 1, "reason": "  "}, 422, "/reason"),
        ("confirm", {"version": 1, "reason": "x", "colour": "red"}, 422, "/colour"),
        ("split", {"reports": []}, 422, "/reports"),
        ("split", {"reports": ["R1"]}, 422, "/reports"),
        ("split", {"reports": ["R4", "R5", "R6", "R7"]}, 422, "/reports"),
        ("move", {"reports": ["R4"]}, 422, "/to"),
        ("move", {"reports": ["R4"], "to": "N-000004"}, 422, "/to"),
        ("merge", {"into": "N-000004"}, 422, "/into"),
        ("merge", {"into": "N-000001", "other_version": 99}, 409, "/other_version"),
    ],
)
def test_a_refusal_names_the_field(
    client: FlaskClient, kind: str, body: dict[str, Any], status: int, pointer: str
) -> None:
    if "reason" not in body:
        body = {"version": version(client, "N-000004"), **body}
    answer = client.post(
        f"{NEEDS}/N-000004/{kind}",
        json={"reason": "seen"} | body if "reason" not in body else body,
        headers=PLANNER,
    )
    assert answer.status_code == status, answer.json
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("kind", DECISIONS)
def test_only_planners_decide(client: FlaskClient, kind: str) -> None:
    assert client.post(f"{NEEDS}/N-000001/{kind}", json={}).status_code == 401
    officer = {"Authorization": "Bearer officer"}
    assert client.post(f"{NEEDS}/N-000001/{kind}", json={}, headers=officer).status_code == 403


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_need_that_is_not_there_is_not_found(client: FlaskClient, kind: str) -> None:
    body: dict[str, Any] = {"version": 1}
    if kind in ("split", "pin", "move"):
        body["reports"] = ["R1"]
    if kind in ("merge", "move"):
        body["into" if kind == "merge" else "to"] = "N-000001"
    assert decide(client, kind, "N-000099", **body).status_code == 404
    assert client.get(f"{NEEDS}/N-000099", headers=PLANNER).status_code == 404
    assert client.get(f"{NEEDS}/N-000099/reports", headers=PLANNER).status_code == 404


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("", 2),
        ("?area=d-east&sort=people&bbox=121,29,122,30", 2),
        ("/N-000001", 8),
        ("/N-000004", 8),
        ("/N-000001/reports", 4),
        ("/N-000001/decisions", 2),
    ],
)
def test_each_question_costs_the_same_number_of_statements(
    bank: Bank, client: FlaskClient, path: str, statements: int
) -> None:
    said: list[str] = []
    event.listen(bank.database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert client.get(f"{NEEDS}{path}", headers=PLANNER).status_code == 200
    asked = [one for one in said if one.startswith("SELECT")]
    assert len(asked) == statements, "\n".join(asked)
