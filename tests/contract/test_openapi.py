"""Each service answers as its OpenAPI document says, to strangers and staff, whatever is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from services.all_in_one import Installation, open_installation
from services.runtime.draining import drain
from services.runtime.identity.access import unguarded_routes
from services.runtime.settings import load_settings
from tests.contract.openapi_checks import keep_to_the_document
from tests.support.openapi_documents import WORDS
from tests.unit.runtime.web.demo import demo_app


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home: Path = tmp_path_factory.mktemp("home")
    settings = load_settings({"CITYMEND_HOME": str(home), "CITYMEND_RATE_LIMITS": "off"})
    opened = open_installation(settings, writer=True)
    opened.prepare()
    client = Client(opened.service("intake").web())
    for floor in range(3):
        said = {"description": "电梯每天停运", "subject": "电梯", "address": f"云桥新村{floor}栋"}
        assert client.post("/api/intake/v1/reports", json=said).status_code == 201
    drain(opened.roles(), 60)
    yield opened
    opened.close()


@pytest.mark.parametrize("caller", ["stranger", "admin"])
@pytest.mark.parametrize("word", WORDS)
def test_a_service_keeps_to_its_document(
    installation: Installation, word: str, caller: str
) -> None:
    key = installation.identity.keyring.add_key("admin", "Tests") if caller == "admin" else None
    app = installation.service(word).web()
    answers = keep_to_the_document(app, f"/api/{word}/openapi.json", key=key)
    assert answers
    refused = {name for name, counts in answers.items() if counts[401] or counts[403]}
    assert not refused or caller == "stranger"


@pytest.mark.parametrize("word", WORDS)
def test_every_route_of_a_service_says_who_may_use_it(
    installation: Installation, word: str
) -> None:
    app = installation.service(word).web()
    assert isinstance(app, Flask)
    assert unguarded_routes(app) == []


def test_an_answer_that_is_not_in_the_document_is_found() -> None:
    app = demo_app(rate_limits=False)
    with pytest.raises(BaseException, match="500"):
        keep_to_the_document(app, "/api/demo/openapi.json")
