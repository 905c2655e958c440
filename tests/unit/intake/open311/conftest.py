"""A front of its own for each test, and one for tests that leave it as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.intake.open311.front import Front, open_front


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    opened = open_front(tmp_path)
    yield opened
    opened.database.close()


@pytest.fixture(scope="package")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Holds no request, and no test that uses it may leave one."""
    opened = open_front(tmp_path_factory.mktemp("still"))
    yield opened
    opened.database.close()
