"""Joining a report over HTTP."""

from typing import Any

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
