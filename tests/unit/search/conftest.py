"""A shelf for every test of search that needs one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.search.shelf import Shelf, open_shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with open_shelf(tmp_path) as made:
        yield made
