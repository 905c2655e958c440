"""The service list, definitions and discovery."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from services.contracts.profile.service_attributes import DATATYPES
from tests.unit.intake.builders import demonstration
from tests.unit.intake.open311.front import Front, open_front

LIST_MEMBERS = [
    "service_code",
    "service_name",
    "description",
    "metadata",
    "type",
    "keywords",
    "group",
]


def test_what_residents_know_is_listed_in_both_formats(still: Front) -> None:
    found = still.json("services")
    codes = [each["service_code"] for each in found]
    types = demonstration().problem_types
    everyday = {code for code, kind in types.items() if kind.kind == "everyday"}
    assert set(codes) == everyday | {"other"}
    assert [each.findtext("service_code") for each in still.xml("services")] == codes
    assert all(list(each) == LIST_MEMBERS for each in found)
    assert {each["type"] for each in found} == {"realtime", "batch", "blackbox"}
    assert all("," not in each["group"] for each in found)


def test_with_extensions_every_problem_type_is_listed(still: Front) -> None:
    usual = [each["service_code"] for each in still.json("services")]
    told = still.json("services", extensions="true")
    codes = [each["service_code"] for each in told]
    assert sorted(codes) == sorted(demonstration().problem_types)
    assert [code for code in codes if code in usual] == usual
    assert all(list(each) == LIST_MEMBERS for each in told)
    names = [each.findtext("service_code") for each in still.xml("services", extensions="true")]
    assert names == codes


def test_what_surveyors_find_is_defined_and_taken_without_being_listed(front: Front) -> None:
    types = demonstration().problem_types.values()
    found = next(kind.code for kind in types if kind.kind == "health_check")
    assert found not in [each["service_code"] for each in front.json("services")]
    assert front.json(f"services/{found}")["service_code"] == found
    number = front.created({"service_code": found, "lat": "29.9", "long": "121.6"})
    (told,) = front.json(f"requests/{number['service_request_id']}")
    assert told["service_code"] == found


def test_services_of_one_group_stand_together(still: Front) -> None:
    groups = [each["group"] for each in still.json("services")]
    changes = sum(one != following for one, following in pairwise(groups))
    assert changes + 1 == len(set(groups))


def test_six_services_ask_for_more_in_every_datatype(still: Front) -> None:
    asking = [each["service_code"] for each in still.json("services") if each["metadata"]]
    assert len(asking) >= 6
    attributes = [a for code in asking for a in still.json(f"services/{code}")["attributes"]]
    assert {each["datatype"] for each in attributes} == set(DATATYPES)
    assert {each["required"] for each in attributes} == {True, False}
    assert {each["variable"] for each in attributes} == {True, False}
    for code in asking:
        orders = [each["order"] for each in still.json(f"services/{code}")["attributes"]]
        assert orders == list(range(1, len(orders) + 1))


def test_a_service_that_asks_nothing_has_an_empty_definition(still: Front) -> None:
    assert still.json("services/leak") == {"service_code": "leak", "attributes": []}
    assert still.get("services/leak.xml").text.endswith(
        "<service_code>leak</service_code><attributes/></service_definition>"
    )


def test_only_lists_have_values(still: Front) -> None:
    attributes = still.json("services/street_lamp")["attributes"]
    assert [("values" in each, each["datatype"]) for each in attributes] == [
        (True, "singlevaluelist"),
        (False, "string"),
    ]
    assert still.xml("services/street_lamp").findtext("attributes/attribute/values/value/key")


def test_discovery_names_this_server(still: Front) -> None:
    for path in ("/open311/discovery.json", "/open311/v2/discovery.json"):
        told = still.http.get(path, headers={"Host": "127.0.0.1:8400"}).json
        assert told is not None
        (endpoint,) = told["endpoints"]
        assert endpoint["url"] == "http://127.0.0.1:8400/open311/v2"
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["type"] == "test"
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert told["contact"] in told["key_service"]


def _changeset(front: Front) -> datetime:
    told = front.http.get("/open311/discovery.json").json
    assert told is not None
    return datetime.fromisoformat(told["endpoints"][0]["changeset"])


def test_the_changeset_moves_when_the_services_do_and_only_then(tmp_path: Path) -> None:
    profile = demonstration()
    first = open_front(tmp_path, profile=profile)
    since = _changeset(first)
    first.wait(3600)
    assert _changeset(first) == since
    again = open_front(tmp_path, profile=profile, database=first.database)
    again.wait(7200)
    assert _changeset(again) == since
    fewer = replace(profile, service_attributes={})
    other = open_front(tmp_path, profile=fewer, database=first.database)
    moved = _changeset(other)
    assert moved > since
    back = open_front(tmp_path, profile=profile, database=first.database)
    assert _changeset(back) > moved
    first.database.close()
