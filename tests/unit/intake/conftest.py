"""The whole of intake's web side on an empty database, for whoever asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.unit.intake.site_client import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path)
    yield opened
    opened.database.close()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.client()
