"""Which endpoint is meant by an address that somebody types."""

from pathlib import Path

import pytest

from services.open311_check.exchange import Answer, Asked, Unreachable, over_http
from services.open311_check.reading import Unreadable, read_json, read_xml, value_of
from services.open311_check.suite import find_server
from tests.unit.intake.builders import NOON
from tests.unit.intake.open311.front import Front
from tests.unit.open311_check.recorded import BASE, DISCOVERY, SITE, asked_of


@pytest.mark.parametrize(
    "address",
    [
        SITE,
        f"{SITE}/",
        f"{SITE}/open311",
        BASE,
        f"{BASE}/",
        f"{DISCOVERY}.json",
        f"{DISCOVERY}.xml",
    ],
)
def test_site_endpoint_and_discovery_all_lead_to_the_endpoint(still: Front, address: str) -> None:
    server = find_server(address, lambda asked: asked_of(still, asked), NOON)
    assert server.base == BASE
    assert server.discovery in (DISCOVERY, f"{BASE}/discovery")


def test_an_address_without_a_server_is_told() -> None:
    with pytest.raises(Unreachable, match="neither"):
        find_server(SITE, lambda _: Answer(404, b""), NOON)


def test_a_discovery_document_that_names_nothing_leads_nowhere(tmp_path: Path) -> None:
    def only_discovery(asked: Asked) -> Answer:
        return Answer(200, b'{"endpoints": [1]}') if "discovery" in asked.url else Answer(404, b"")

    with pytest.raises(Unreachable):
        find_server(SITE, only_discovery, NOON)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x", "http://[x"])
def test_what_is_no_web_address_or_does_not_answer_is_unreachable(address: str) -> None:
    with pytest.raises(Unreachable):
        over_http(Asked("GET", address))


def test_the_jurisdiction_goes_with_every_call() -> None:
    asked: list[Asked] = []

    def note(each: Asked) -> Answer:
        asked.append(each)
        return Answer(200, b"[]")

    server = find_server(BASE, note, NOON, api_key="k", jurisdiction="city.example")
    server.get("requests", "json", {"status": "open"})
    server.post("json", [("service_code", "x")])
    assert "jurisdiction_id=city.example" in asked[-2].url
    assert b"jurisdiction_id=city.example" in (asked[-1].body or b"")


def test_xml_and_json_are_read_into_the_same_values() -> None:
    element = read_xml(b"<errors><error><code>1</code><description/></error></errors>")
    assert value_of(element) == [{"code": "1", "description": None}]
    assert value_of(read_xml(b"<services/>")) == []
    assert read_json('["字"]'.encode()) == ["字"]


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>", b"", b"<a>\xff</a>"]
)
def test_xml_that_is_none_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_xml(body)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_json_that_is_none_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(body)
