"""Homes for flow tests: embedded, and the same on real engines."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.engines.probes import connect
from tests.support.engines.room import unique
from tests.support.running import Home

DATA = Path(os.environ.get("CITYMEND_TEST_DATA", "../shared/data"))


@pytest.fixture
def embedded_home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def real_home(
    tmp_path: Path, postgres_url: str, fresh_kafka_url: str, elasticsearch_url: str
) -> Iterator[Home]:
    """On the session's engines, under names of this test's own; tables and topics are made."""
    with ExitStack() as stack:
        urls = {
            f"CITYMEND_{owner}_DATABASE_URL": stack.enter_context(_database(postgres_url))
            for owner in ("INTAKE", "BANK", "SEARCH", "IDENTITY")
        }
        home = Home(
            tmp_path / "home",
            {
                **urls,
                "CITYMEND_BUS_URL": fresh_kafka_url,
                "CITYMEND_INDEX_URL": f"{elasticsearch_url}/{unique('t')}",
                "CITYMEND_SECRET": "a-secret-for-tests-of-forty-characters-..",
            },
        )
        for words in (("migrate",), ("topics",)):
            done = home.run(*words)
            assert done.returncode == 0, done.stderr
        yield home


@pytest.fixture(params=["embedded", "real"])
def home(request: pytest.FixtureRequest) -> Home:
    chosen: Home = request.getfixturevalue(f"{request.param}_home")
    return chosen


@pytest.fixture
def hotline_table() -> Path:
    """The real table of 4,326 messages; a visible skip where it is not there."""
    return data_file("teddycup2020c/附件3_全部留言_4326.xlsx")


def data_file(name: str) -> Path:
    path = (Path(__file__).resolve().parents[2] / DATA / name).resolve()
    if not path.exists():
        pytest.skip(f"real data is not here: {name} (CITYMEND_TEST_DATA)")
    return path


@contextmanager
def _database(postgres_url: str) -> Iterator[str]:
    name = unique("f").replace("-", "_")
    with connect(postgres_url) as connection:
        connection.execute(f'create database "{name}"'.encode())
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with connect(postgres_url) as connection:
        connection.execute(f'drop database "{name}" with (force)'.encode())
