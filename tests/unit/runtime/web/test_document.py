"""The OpenAPI document tells the truth about keys and errors, and a person can read it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.runtime.web.problems import MEDIA_TYPE

PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    body: dict[str, Any] = client.get("/api/demo/openapi.json").get_json()
    return body


def test_the_document_is_openapi_3_1_of_the_full_paths(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert "/api/demo/v1/things/{thing_id}" in document["paths"]


def test_public_operations_need_no_key_and_others_a_bearer(document: dict[str, Any]) -> None:
    things = document["paths"]["/api/demo/v1/things"]
    thing = document["paths"]["/api/demo/v1/things/{thing_id}"]
    assert things["post"]["security"] == []
    assert thing["get"]["security"] == [{"key": []}]
    assert thing["get"]["x-roles"] == ["admin", "officer"]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_error_of_every_operation_is_a_problem(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for verb in set(operations) & {"get", "post", "put"}:
            responses = operations[verb]["responses"]
            errors = {status: answer for status, answer in responses.items() if status >= "400"}
            assert {"400", "401", "422", "429", "503"} <= set(errors)
            assert "default" not in responses
            assert all(answer["content"] == PROBLEM for answer in errors.values())
    guarded = document["paths"]["/api/demo/v1/things/{thing_id}"]["put"]["responses"]
    assert {"403", "404", "409", "413", "415"} <= set(guarded)


def test_no_reference_of_the_document_dangles(document: dict[str, Any]) -> None:
    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(value) for value in node.values()))
        if isinstance(node, list):
            return set().union(*(references(value) for value in node))
        return set()

    schemas = document["components"]["schemas"]
    for reference in references(document):
        assert reference.startswith("#/components/schemas/")
        assert reference.rsplit("/", 1)[1] in schemas


def test_limits_of_fields_are_in_the_document(document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["ThingBody"]["properties"]
    assert (properties["name"]["minLength"], properties["name"]["maxLength"]) == (1, 10)
    assert (properties["lat"]["minimum"], properties["lat"]["maximum"]) == (-90, 90)
    assert properties["seen_at"]["format"] == "date-time"


def test_the_documentation_page_names_every_operation_and_shape(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = client.get("/api/demo/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for shape in document["components"]["schemas"]:
        assert f'id="shape-{shape}"' in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
