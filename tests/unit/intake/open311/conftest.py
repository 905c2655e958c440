"""A front of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.intake.open311.front import Front, open_front


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    opened = open_front(tmp_path)
    yield opened
    opened.database.close()
