"""Proposals over HTTP: how they are shown, and what accepting and dismissing does."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from services.contracts.profile.load import load_profile
from services.projectbank.front.wiring import planning_of, web_app
from services.projectbank.needs.decisions.description import Description
from services.projectbank.needs.proposals.nightly import NightlyReview
from services.projectbank.projects.propose import Propose
from services.runtime.clock import FixedClock
from services.runtime.database import open_database
from services.runtime.identity.access import Actor, Scope
from services.runtime.web.settings import WebSettings
from tests.contract.test_bank_proposals import (
    DRY_NEED,
    FUMES_NEED,
    MERGE,
    RUBBISH_NEED,
    a_doubtful_town,
)
from tests.unit.projectbank.bank import ESTATE, NOW, VOCABULARY, Bank, a_report
from tests.unit.projectbank.needs.test_proposals import RUBBISH

PROPOSALS = "/api/bank/v1/needs/proposals"
ZONE = ZoneInfo("Asia/Shanghai")


class _Keys:
    """Each role's key is its name; "east" is a planner of one area."""

    def actor(self, key: str) -> Actor | None:
        if key == "east":
            return Actor("planner", key, scope=Scope(areas=("d-east",)))
        return Actor(key, f"Ms {key}") if key in ("planner", "officer") else None  # type: ignore[arg-type]

    def holder(self, account_id: str, epoch: int) -> Actor | None:
        return None

    def staff(self) -> Sequence[Actor]:
        return ()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    database = open_database(f"sqlite:///{tmp_path}/bank.db")
    bank = a_doubtful_town(Bank(database))
    bank.review()
    yield bank
    database.close()


@pytest.fixture
def client(bank: Bank) -> FlaskClient:
    planning = planning_of(load_profile(), bank.database, bank.outbox, bank.clock)
    candidates = Propose(VOCABULARY, bank.outbox, bank.clock)
    web = WebSettings(secret="s" * 32, rate_limits=False)
    return web_app(bank.database, candidates, planning, web, _Keys()).test_client()


def listed(client: FlaskClient, who: str = "planner", **query: Any) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {who}"}
    answer = client.get(PROPOSALS, headers=headers, query_string=query)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def reply(client: FlaskClient, proposal: str, verb: str, **body: Any) -> Any:
    headers = {"Authorization": "Bearer planner"}
    sent = {"reason": "看过现场", **body}
    return client.post(f"{PROPOSALS}/{proposal}/{verb}", json=sent, headers=headers)


def test_what_moves_most_people_comes_first(client: FlaskClient) -> None:
    assert [(one["kind"], one["people"]) for one in listed(client)] == [("split", 2), ("merge", 1)]
    assert [one["kind"] for one in listed(client, kind="merge")] == ["merge"]


def test_a_merge_names_its_needs_its_reports_and_why(client: FlaskClient) -> None:
    [one] = listed(client, kind="merge", lang="en")
    assert (one["id"], one["need"]["id"], one["other"]["id"]) == (MERGE, RUBBISH_NEED, FUMES_NEED)
    assert [side["need"] for side in one["sides"]] == [RUBBISH_NEED, FUMES_NEED]
    assert [
        [(said["report"], said["speaks"]) for said in side["items"]] for side in one["sides"]
    ] == [[("R8", True)], [("R7", False), ("R9", True)]]
    assert one["sides"][0]["items"][0]["subject"] == "紫荆花园垃圾堆放无人清运"
    assert one["why"].startswith("Their most alike reports, R8 and R9, agree to ")
    assert one["why"].endswith("1 person would be counted with the others.")
    assert 0.5 < one["likely"] < 1
    assert set(one["figures"]) == {"covered", "named", "matter", "words"}


def test_a_split_names_both_parts_and_says_why_in_the_readers_language(
    client: FlaskClient,
) -> None:
    [one] = listed(client, kind="split")
    assert (one["need"]["id"], one["other"]) == (DRY_NEED, None)
    assert [[said["report"] for said in side["items"]] for side in one["sides"]] == [
        ["R13", "R14"],
        ["R10", "R11", "R12"],
    ]
    assert one["why"].startswith("建议拆出的反映与其余反映平均而言，所提地点吻合 ")
    assert one["why"].endswith("拆分后将有 2 人另行计算。")


def test_pages_follow_one_another(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer planner"}
    first = client.get(PROPOSALS, headers=headers, query_string={"page_size": 1}).json
    assert first is not None
    query = {"page_size": 1, "cursor": first["cursor"]}
    second = client.get(PROPOSALS, headers=headers, query_string=query).json
    assert second is not None
    assert [first["items"][0]["kind"], second["items"][0]["kind"]] == ["split", "merge"]
    assert second["cursor"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"kind": "move"}, "/kind"),
        ({"cursor": "WzEsMl0"}, "/cursor"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_wrong_question_names_the_parameter(
    client: FlaskClient, query: dict[str, str], pointer: str
) -> None:
    headers = {"Authorization": "Bearer planner"}
    answer = client.get(PROPOSALS, headers=headers, query_string=query)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_accepting_a_merge_is_a_planners_decision(client: FlaskClient, bank: Bank) -> None:
    [one] = listed(client, kind="merge")
    answer = reply(client, MERGE, "accept", version=one["need"]["version"])
    assert answer.status_code == 200, answer.text
    decision = answer.json["decision"]
    assert (decision["kind"], decision["who"], decision["reason"]) == (
        "merge",
        "Ms planner",
        "看过现场",
    )
    assert bank.partition()["R8"] == FUMES_NEED
    assert listed(client, kind="merge") == []


def test_accepting_a_split_takes_out_the_named_reports(client: FlaskClient, bank: Bank) -> None:
    [one] = listed(client, kind="split")
    answer = reply(client, one["id"], "accept", version=one["need"]["version"])
    assert answer.status_code == 200, answer.text
    apart = answer.json["other"]["id"]
    assert {report for report, need in bank.partition().items() if need == apart} == {"R13", "R14"}
    bank.review()
    assert listed(client, kind="split") == []


def test_a_need_that_changed_since_it_was_seen_is_not_decided_about(
    client: FlaskClient, bank: Bank
) -> None:
    [one] = listed(client, kind="merge")
    bank.decide("confirm", RUBBISH_NEED)
    answer = reply(client, MERGE, "accept", version=one["need"]["version"])
    assert answer.status_code == 409
    assert [error["pointer"] for error in answer.json["errors"]][:1] == ["/version"]
    assert [one["id"] for one in listed(client, kind="merge")] == [MERGE]


def test_what_was_dismissed_is_asked_again_over_a_new_report_alone(
    client: FlaskClient, bank: Bank
) -> None:
    answer = reply(client, MERGE, "dismiss")
    assert answer.status_code == 200, answer.text
    assert answer.json == {
        "id": MERGE,
        "kind": "merge",
        "need": RUBBISH_NEED,
        "other": FUMES_NEED,
    }
    bank.review()
    assert listed(client, kind="merge") == []
    bank.take(a_report(15, "紫荆花园楼下餐馆油烟扰民，垃圾堆放"))
    bank.review()
    assert [one["id"] for one in listed(client, kind="merge")] == [MERGE]


def test_a_dismissed_split_is_not_asked_again(client: FlaskClient, bank: Bank) -> None:
    [one] = listed(client, kind="split")
    assert reply(client, one["id"], "dismiss").status_code == 200
    bank.review()
    assert listed(client, kind="split") == []


@pytest.mark.parametrize("verb", ["accept", "dismiss"])
def test_an_answer_without_a_reason_is_refused(client: FlaskClient, verb: str) -> None:
    body = {"version": 0} if verb == "accept" else {}
    answer = reply(client, MERGE, verb, **{**body, "reason": " "})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/reason"]


@pytest.mark.parametrize("verb", ["accept", "dismiss"])
def test_what_was_answered_is_there_no_more(client: FlaskClient, verb: str) -> None:
    assert reply(client, MERGE, "dismiss").status_code == 200
    body = {"version": 0} if verb == "accept" else {}
    answer = reply(client, MERGE, verb, **body)
    assert answer.status_code == 404
    assert answer.json["detail"] == "没有这条合并或拆分建议，或已处理。"


def test_a_settled_need_is_proposed_no_more_before_the_next_look(
    client: FlaskClient, bank: Bank
) -> None:
    bank.decide("dismiss", FUMES_NEED)
    assert listed(client, kind="merge") == []
    assert reply(client, MERGE, "dismiss").status_code == 404


def test_the_words_of_a_report_elsewhere_are_not_shown_to_whoever_works_here(
    client: FlaskClient, bank: Bank
) -> None:
    """A planner said where the need is; one of its reports still lies in another area."""
    bank.take(a_report(8, RUBBISH, version=2, area_path=("d", "d-west")))
    bank.decide("describe", bank.partition()["R8"], said=Description(area_path=ESTATE))
    bank.review()

    def subject(who: str) -> str | None:
        [one] = listed(client, who, kind="merge")
        said = {report["report"]: report for side in one["sides"] for report in side["items"]}
        found: str | None = said["R8"]["subject"]
        return found

    assert (subject("planner"), subject("east")) == (RUBBISH, None)


def test_a_page_costs_the_same_statements_however_much_is_on_it(
    client: FlaskClient, bank: Bank
) -> None:
    statements: list[str] = []
    event.listen(
        bank.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    listed(client, page_size=1)
    one = len(statements)
    statements.clear()
    listed(client)
    assert len(statements) == one <= 6


class _Night:
    """A bank whose clock is set by hand."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def step(self, hour: int, days: int = 0) -> bool:
        local = NOW.astimezone(ZONE) + timedelta(days=days)
        clock = FixedClock(local.replace(hour=hour, minute=30))
        self.bank.clock = clock
        nightly = NightlyReview(
            "nightly", self.bank.database, self.bank.another_review(), clock, ZONE
        )
        return nightly.step()


def test_needs_are_looked_through_once_a_night_when_something_came(bank: Bank) -> None:
    night = _Night(bank)
    assert not night.step(2, days=1), "nothing came since the look before"
    bank.take(a_report(15, "东风村河水又黑又臭"))
    assert not night.step(14, days=1)
    assert night.step(2, days=2)
    bank.take(a_report(16, "东风村河水依旧黑臭"))
    assert not night.step(3, days=2), "once a night"
    assert night.step(2, days=3)


def test_a_home_that_sleeps_at_night_looks_when_it_is_awake(bank: Bank) -> None:
    bank.take(a_report(15, "东风村河水又黑又臭"))
    assert _Night(bank).step(14, days=2)


def test_the_first_look_waits_until_the_first_table_is_grouped(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    bank = Bank(database, batch=1)
    night = _Night(bank)
    assert not night.step(14), "there is nothing yet"
    bank.hear(a_report(1), a_report(2))
    bank.job.step()
    assert not night.step(14)
    bank.group()
    assert night.step(14)
    database.close()
