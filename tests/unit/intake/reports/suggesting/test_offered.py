"""Kinds to pick from, where words leave it open."""

import pytest
from flask.testing import FlaskClient

from services.contracts.profile.model import OTHER
from services.intake.reports.suggesting.suggest import Suggester
from tests.unit.intake.builders import demonstration
from tests.unit.intake.site_client import Site

SUGGEST = Suggester(demonstration().problem_types)


@pytest.mark.parametrize(
    "said",
    [
        "门口有个东西坏了",
        "楼下很吵，而且路边堆了东西",
        "There is a big pothole on River Road",
        "电梯坏了",
    ],
)
def test_the_suggestion_comes_first_and_two_others_after_it(said: str) -> None:
    text = f"{said}\n{said}"
    first, *others = SUGGEST.likely(text)
    assert first == SUGGEST(text)
    assert len({first.code, *(one.code for one in others)}) == 3
    assert all(one.confidence <= first.confidence for one in others)
    assert OTHER not in {one.code for one in (first, *others)}


def test_of_words_that_tell_nothing_nothing_is_offered() -> None:
    assert SUGGEST.likely("嗯。\n嗯。") == ()


def test_front_ends_ask_for_the_same_kinds_and_say_which_was_accepted(site: Site) -> None:
    client: FlaskClient = site.client()
    said = {"description": "楼下很吵，而且路边堆了东西"}
    items = client.post("/api/intake/v1/suggestions", json=said).json["items"]  # type: ignore[index]
    assert len(items) == 3
    assert set(items[0]) == {"code", "name", "question", "confidence"}
    report = {**said, "address": "文化路 12 号", "service_code": items[2]["code"]}
    for suggested, decided in ((True, "suggestion"), (False, "reporter")):
        sent = client.post("/api/intake/v1/reports", json={**report, "suggested": suggested})
        told = client.get(f"/api/intake/v1/reports/{sent.json['id']}").json  # type: ignore[index]
        assert told is not None
        category = told["category"]
        assert (category["code"], category["decided_by"]) == (items[2]["code"], decided)
        assert category["accepted"] is suggested


def test_a_suggestion_request_without_words_is_refused_by_its_field(site: Site) -> None:
    refused = site.client().post("/api/intake/v1/suggestions", json={})
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["errors"][0]["pointer"] == "/description"
