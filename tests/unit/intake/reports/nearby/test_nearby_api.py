"""Nearby reports over HTTP: who may see which, and what a question must hold."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.unit.intake.site_client import Site, bearing

REPORTS = "/api/intake/v1/reports"
PLACE = {"lat": 30.43, "long": 123.13}


def report(site: Site, **said: Any) -> str:
    body = {
        "description": "路灯坏了。晚上看不见路，" + "请修。" * 60,
        "service_code": "street_lamp",
    }
    answer = site.client().post(REPORTS, json={**body, **PLACE, **said})
    assert answer.json is not None
    return str(answer.json["id"])


def items(answer: TestResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    return list(answer.json["items"])


def test_anybody_may_look_for_what_was_said_here_already(site: Site) -> None:
    number = report(site, support={"for": 4, "against": 1})
    for about in ({"category": "street_lamp"}, {"group": "street_asset"}, {"category": "manhole"}):
        [found] = items(site.client().get(f"{REPORTS}/nearby", query_string={**PLACE, **about}))
        assert (found["id"], found["people"], found["metres"]) == (number, 5, 0)
        assert len(found["excerpt"]) == 120
        assert "pseudonym" not in found


@pytest.mark.parametrize(
    ("query", "pointer", "rule"),
    [
        ({**PLACE}, "/category", "either"),
        ({**PLACE, "category": "manhole", "group": "lift"}, "/category", "either"),
        ({**PLACE, "group": "no_such"}, "/group", "known_code"),
        ({**PLACE, "category": "no_such"}, "/category", "known_code"),
        ({"lat": 30.43, "group": "lift"}, "/long", "required"),
        ({**PLACE, "group": "lift", "radius": 1001}, "/radius", "range"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_field(
    site: Site, query: dict[str, Any], pointer: str, rule: str
) -> None:
    answer = site.client().get(f"{REPORTS}/nearby", query_string=query)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [(fault["pointer"], fault["rule"]) for fault in answer.json["errors"]] == [
        (pointer, rule)
    ]


def test_duplicates_are_for_officers(site: Site) -> None:
    this, other = report(site), report(site, public=False)
    path = f"{REPORTS}/{this.lower()}/duplicates"
    assert site.client().get(path).status_code == 401
    assert site.client().get(path, headers=bearing("planner")).status_code == 403
    found = items(site.client().get(path, headers=bearing("officer")))
    assert [each["id"] for each in found] == [other]
    missing = site.client().get(f"{REPORTS}/none/duplicates", headers=bearing("officer"))
    assert missing.status_code == 404
