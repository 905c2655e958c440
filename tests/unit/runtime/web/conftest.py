"""The demo service and a caller of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.runtime.web.demo import demo_app


@pytest.fixture(scope="session")
def app() -> Flask:
    return demo_app(rate_limits=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
