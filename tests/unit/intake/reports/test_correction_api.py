"""Correcting a category over HTTP: for officers, with a reason, and the next suggestion knows."""

from typing import Any

from werkzeug.test import TestResponse

from tests.unit.intake.site_client import Site, bearing

REPORTS = "/api/intake/v1/reports"
WORDS = {
    "subject": "河面浮萍成片",
    "description": "浮萍漫到桥头了，请来捞一捞。",
    "address": "南桥头",
}
CORRECTION = {"category": "river_pollution", "why": "说的是河面浮萍"}


def reported(site: Site) -> str:
    answer = site.client().post(REPORTS, json=WORDS)
    assert answer.json is not None
    return str(answer.json["id"])


def corrected(site: Site, number: str, role: str | None, **said: Any) -> TestResponse:
    headers = bearing(role) if role else {}
    path = f"{REPORTS}/{number}/category"
    return site.client().post(path, json={**CORRECTION, **said}, headers=headers)


def test_the_next_report_in_these_words_gets_the_category_by_itself(site: Site) -> None:
    for number in (reported(site), reported(site)):
        answer = corrected(site, number, "officer")
        assert answer.status_code == 200
        assert answer.json is not None
        assert answer.json["version"] == f"report:{number}@2"
        assert answer.json["category"]["decided_by"] == "officer"
    third = site.client().get(f"{REPORTS}/{reported(site)}", headers=bearing("officer")).json
    assert third is not None
    assert third["category"]["code"] == "river_pollution"
    assert third["category"]["decided_by"] == "suggestion"
    assert third["category"]["confidence"] >= 0.55


def test_only_officers_correct_and_only_with_a_reason(site: Site) -> None:
    number = reported(site)
    assert corrected(site, number, None).status_code == 401
    assert corrected(site, number, "planner").status_code == 403
    assert corrected(site, "none", "officer").status_code == 404
    for said, pointer in (({"category": "no_such"}, "/category"), ({"why": " "}, "/why")):
        answer = corrected(site, number, "officer", **said)
        assert answer.status_code == 422
        assert answer.json is not None
        assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]
