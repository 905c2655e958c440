"""The calls of GeoReport keep to a description of them, whatever is sent, right or wrong."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from werkzeug.wrappers import Request, Response

from services.runtime.web.origin import mount
from tests.contract.open311_description import description
from tests.contract.openapi_checks import keep_to_the_document
from tests.unit.intake.open311.front import KEY, Front, open_front

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_WHERE = "/described.json"
_SERVICES = ["street_lamp", "leak", "lift_fault", "wages"]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator["WSGIApplication"]:
    front = open_front(tmp_path_factory.mktemp("described"))
    requests = [front.filed(description="first"), front.filed(address_string="云桥路 3 号")]
    told = json.dumps(description(_SERVICES, requests, [_token(front)]))

    @Request.application
    def document(_: Request) -> Response:
        return Response(told, content_type="application/json")

    yield mount({"/": front.app, _WHERE: document})
    front.database.close()


def _token(front: Front) -> str:
    """Of a request of the first service that answers one."""
    batch = next(each for each in front.json("services") if each["type"] == "batch")
    said = {"service_code": batch["service_code"], "address_string": "云桥路 3 号"}
    return front.created(said)["token"]


def test_every_call_answers_as_it_is_described(described: "WSGIApplication") -> None:
    answers = keep_to_the_document(described, _WHERE, key=KEY, examples=6)
    assert len(answers) == 14
    never_right = [call for call, counts in answers.items() if not counts[200]]
    assert never_right == []
