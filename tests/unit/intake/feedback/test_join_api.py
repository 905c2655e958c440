"""Joining a report over HTTP."""

from typing import Any

import pytest

from services.intake.reports import store
from services.intake.reports.report import Report
from tests.unit.intake.site_client import Site, bearing

REPORTS = "/api/intake/v1/reports"


def reported(site: Site, **said: Any) -> str:
    body = {"description": "路灯坏了。", "service_code": "street_lamp", "address": "文化路", **said}
    answer = site.client().post(REPORTS, json=body)
    assert answer.json is not None
    return str(answer.json["id"])


def test_a_voice_gets_its_own_token_and_the_second_time_none(site: Site) -> None:
    number = reported(site)
    body = {"contact": {"email": "mei@example.com"}}
    first = site.client().post(f"{REPORTS}/{number}/join", json=body)
    again = site.client().post(f"{REPORTS}/{number.lower()}/join", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert first.json["status"] == "joined"
    assert first.json["joins"] == number
    assert site.client().get(f"/track/{first.json['tracking_token']}").status_code == 200
    assert again.json == {
        "joins": number,
        "id": None,
        "tracking_token": None,
        "version": None,
        "status": "counted_already",
        "first_aid": None,
    }


def test_another_body_under_the_same_key_is_a_conflict(site: Site) -> None:
    path = f"{REPORTS}/{reported(site)}/join"
    assert site.client().post(path, json={"client_id": "k"}).status_code == 201
    assert site.client().post(path, json={"client_id": "k"}).status_code == 200
    other = {"client_id": "k", "contact": {"phone": "13800138000"}}
    assert site.client().post(path, json=other).status_code == 409


def test_what_is_for_the_staff_is_joined_by_the_staff_only(site: Site) -> None:
    path = f"{REPORTS}/{reported(site, public=False)}/join"
    assert site.client().post(path, json={}).status_code == 404
    assert site.client().post(path, json={}, headers=bearing("officer")).status_code == 201


def test_a_voice_stands_in_no_public_list(site: Site) -> None:
    number = reported(site)
    site.client().post(f"{REPORTS}/{number}/join", json={})
    listed = site.client().get(REPORTS).json
    assert listed is not None
    assert [item["id"] for item in listed["items"]] == [number]


def kept(site: Site, number: str) -> Report:
    found = site.database.read(lambda conn: store.by_id(conn, number))
    assert found is not None
    return found.report


def test_a_bare_voice_is_as_grave_as_its_kind_whatever_the_words_that_it_joins(site: Site) -> None:
    """Else one person lifts a case, and a project, by words that nobody has confirmed."""
    number = reported(site, description="灯杆下的电线裸露，孩子能摸到。")
    assert (kept(site, number).severity, kept(site, number).raised_by_words) == (4, True)
    joined = site.client().post(f"{REPORTS}/{number}/join", json={}).json
    assert joined is not None
    assert (kept(site, joined["id"]).severity, kept(site, joined["id"]).danger) == (2, None)
    site.client().post(
        f"{REPORTS}/{number}/danger",
        json={"judged": "dismissed", "why": "已经去看过"},
        headers=bearing("officer"),
    )
    opened = site.client().post(
        "/api/intake/v1/cases", json={"reports": [number]}, headers=bearing("officer")
    )
    assert opened.json is not None
    assert (opened.json["reports"], opened.json["severity"]) == (2, 2)


def test_words_of_a_danger_that_a_neighbour_adds_raise_the_report_alone(site: Site) -> None:
    number = reported(site)
    body = {"description": "电线裸露，孩子能摸到。"}
    joined = site.client().post(f"{REPORTS}/{number}/join", json=body).json
    assert joined is not None
    bare = site.client().post(f"{REPORTS}/{number}/join", json={}).json
    assert bare is not None
    assert kept(site, number).severity == 4
    assert [kept(site, each["id"]).severity for each in (joined, bare)] == [2, 2]


@pytest.mark.parametrize(
    "typed", [{"phone": "13800138000"}, {"email": "li@example.org"}], ids=["phone", "email"]
)
def test_nobody_learns_by_joining_whose_number_the_author_s_is(
    site: Site, typed: dict[str, str]
) -> None:
    of_author, of_other = reported(site, contact=typed), reported(site)
    answers = []
    for number in (of_author, of_other):
        path = f"{REPORTS}/{number}/join"
        twice = [site.client().post(path, json={"contact": typed}) for _ in range(2)]
        answers.append([(one.status_code, one.json["status"]) for one in twice if one.json])
    assert answers[0] == answers[1] == [(201, "joined"), (200, "counted_already")]


def test_a_question_takes_no_voice_and_says_why(site: Site) -> None:
    path = f"{REPORTS}/{reported(site, request_type='enquiry')}/join"
    refused = site.client().post(f"{path}?lang=en", json={})
    assert refused.status_code == 409
    assert refused.json is not None
    assert "it was a question or praise" in refused.json["detail"]
