"""A town's database on either dialect; import `url` and `town` where promises are tried on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.database import Database
from tests.support.things import a_town


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/town.db"
    fresh: str = request.getfixturevalue("emptied_postgres")("town")
    return fresh


@pytest.fixture
def town(url: str) -> Iterator[Database]:
    with a_town(url) as database:
        yield database
