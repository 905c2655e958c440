"""Every answer of GeoReport has the shape that the specification gives it, whatever is asked."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from services.contracts.profile.service_attributes import ServiceAttribute
from services.open311_check.reading import read_xml, value_of
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import demonstration
from tests.unit.intake.open311 import schemas
from tests.unit.intake.open311.front import KEY, LAMP, V2, Front, open_front

_MAY_REFUSE = {200, 400, 403, 404, 413}
QUICK = settings(
    max_examples=80,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
NAMES = (
    "service_request_id",
    "service_code",
    "status",
    "start_date",
    "end_date",
    "updated_after",
    "updated_before",
    "bbox",
    "lat",
    "long",
    "radius",
    "page",
    "page_size",
    "extensions",
    "jurisdiction_id",
)
ODD = st.text(max_size=30) | st.sampled_from(
    [
        "2026-11-22T12:00:00+08:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "-1",
        "0",
        "1e999",
        "nan",
        "99999999999999999999",
        "open",
        "closed",
        "121.5,29.8,121.7,30",
        "true",
        "street_lamp",
        "\x00",
        "'; drop table reports; --",
    ]
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


@pytest.fixture
def front(intake: Intake, tmp_path: Path) -> Front:
    return open_front(tmp_path, database=intake.database)


def _holds(schema: schemas.Schema, value: Any) -> None:
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(value)


def _answer_to(attribute: ServiceAttribute) -> str:
    if attribute.is_list:
        return next(iter(attribute.choices))
    return {"number": "1", "datetime": "2026-11-22T12:00:00Z"}.get(attribute.datatype, "字")


def _fine(code: str) -> dict[str, str]:
    """Everything that a service asks, required or not."""
    asked = demonstration().service_attributes.get(code, ())
    answers = {f"attribute[{each.code}]": _answer_to(each) for each in asked if each.variable}
    return {"service_code": code, "lat": "29.9", "long": "121.6", **answers}


def test_services_definitions_and_discovery_have_their_shapes(front: Front) -> None:
    services = front.json("services", extensions="true")
    _holds(schemas.SERVICES, services)
    for service in services:
        definition = front.json(f"services/{service['service_code']}")
        _holds(schemas.DEFINITION, definition)
        assert bool(definition["attributes"]) == service["metadata"]
    _holds(schemas.DISCOVERY, front.json("discovery"))


def test_every_service_takes_what_its_definition_asks(intake: Intake, front: Front) -> None:
    shapes = {
        "realtime": schemas.REALTIME,
        "batch": schemas.BATCH,
        "blackbox": schemas.BLACKBOX,
    }
    for service in front.json("services", extensions="true"):
        answer = front.post(_fine(service["service_code"]))
        assert answer.status_code == 200, answer.text
        _holds(shapes[service["type"]], answer.json)
        if service["type"] == "batch":
            told = front.json(f"tokens/{answer.json[0]['token']}")  # type: ignore[index]
            _holds(schemas.TOKEN, told)
    intake.number()
    found = front.json("requests")
    assert found
    _holds(schemas.REQUESTS, found)
    _holds(schemas.ONE_REQUEST, front.json(f"requests/{found[0]['service_request_id']}"))
    _holds(schemas.EXTENDED_REQUESTS, front.json("requests", extensions="true"))


def test_xml_says_what_json_says(front: Front) -> None:
    number = front.filed(description="a <b> & c\r\nd", address_string="云桥路 3 号")
    for path in (
        "services",
        "services/street_lamp",
        "services/lift_fault",
        "services/leak",
        "requests",
        f"requests/{number}",
        "discovery",
    ):
        assert value_of(front.xml(path)) == _as_text(front.json(path)), path
    error = read_xml(front.get("services/nope.xml").data)
    assert value_of(error) == front.get("services/nope.json").json


def _as_text(value: Any) -> Any:
    """A JSON value with its leaves as XML writes them."""
    if isinstance(value, dict):
        return {name: _as_text(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_as_text(below) for below in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)


@pytest.mark.parametrize(
    "path", ["services/nope.json", "requests/nope.json", "tokens/nope.json", "services.json/x"]
)
def test_errors_have_their_shape(front: Front, path: str) -> None:
    answer = front.http.get(f"{V2}/{path}", headers={"Accept": "application/json"})
    _holds(schemas.ERRORS, answer.json)


def test_a_schema_refuses_what_the_specification_does_not_name(front: Front) -> None:
    front.filed()
    (found,) = front.json("requests")
    with pytest.raises(jsonschema_rs.ValidationError):
        _holds(schemas.REQUESTS, [{**found, "email": "a@example.org"}])
    with pytest.raises(jsonschema_rs.ValidationError):
        _holds(schemas.REQUESTS, [{**found, "updated_datetime": "2026-11-22"}])


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    front = open_front(tmp_path_factory.mktemp("lasting"))
    front.filed()
    yield front
    front.database.close()


@QUICK
@given(
    arguments=st.dictionaries(st.sampled_from(NAMES), ODD, max_size=4),
    form=st.sampled_from(["xml", "json"]),
)
def test_no_arguments_break_the_list(lasting: Front, arguments: dict[str, str], form: str) -> None:
    _is_an_answer(lasting.http.get(f"{V2}/requests.{form}", query_string=arguments))


@QUICK
@given(
    kind=st.sampled_from(["services", "requests", "tokens", ""]),
    name=ODD,
    suffix=st.sampled_from([".xml", ".json", "", ".", ".csv"]),
)
def test_no_name_breaks_a_call(lasting: Front, kind: str, name: str, suffix: str) -> None:
    told = lasting.http.get(f"{V2}/{kind}/{quote(name.encode('utf-8', 'replace'))}{suffix}")
    if told.status_code not in (301, 308):
        _is_an_answer(told)


@QUICK
@given(
    said=st.dictionaries(
        st.sampled_from(
            [*LAMP, "description", "address_string", "address_id", "email", "phone", "datum"]
        )
        | st.from_regex(r"attribute\[[a-z\]\[]{0,5}\]?(\[\])?", fullmatch=True),
        ODD,
        max_size=5,
    ),
    form=st.sampled_from(["xml", "json"]),
)
def test_no_form_breaks_creating(lasting: Front, said: dict[str, str], form: str) -> None:
    pairs = MultiDict({**LAMP, **said, "api_key": KEY})
    _is_an_answer(lasting.http.post(f"{V2}/requests.{form}", data=pairs))


@QUICK
@given(body=st.binary(max_size=200), boundary=st.sampled_from(["", "; boundary=x"]))
def test_no_bytes_break_creating(lasting: Front, body: bytes, boundary: str) -> None:
    kinds = {"": "application/x-www-form-urlencoded", "; boundary=x": "multipart/form-data"}
    told = lasting.http.post(
        f"{V2}/requests.json?api_key={KEY}", data=body, content_type=kinds[boundary] + boundary
    )
    _is_an_answer(told)


def _is_an_answer(told: TestResponse) -> None:
    """Readable in its format, and a refusal only in the shape of errors."""
    assert told.status_code in _MAY_REFUSE, (told.status_code, told.text)
    if told.mimetype == "application/json":
        value = told.json
        if told.status_code >= 400:
            _holds(schemas.ERRORS, value)
    else:
        root = ET.fromstring(told.data)
        assert (root.tag == "errors") == (told.status_code >= 400)
