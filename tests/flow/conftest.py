"""Homes for flow tests: embedded, and the same on real engines."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.complaints import complaints_table
from tests.support.engines.probes import connect
from tests.support.engines.room import unique
from tests.support.inside import Outcome, opened, outcome
from tests.support.running import Home

DATA = Path(os.environ.get("CITYMEND_TEST_DATA", "../shared/data"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An embedded home that a running server owns, one for all tests of a file."""
    home = Home(tmp_path_factory.mktemp("served") / "home")
    with home.serving():
        yield home


@pytest.fixture(scope="module")
def key(served: Home) -> str:
    """An officer's key of that home."""
    given: str = served.json("keys", "add", "--role", "officer", "--name", "Tests")["key"]
    return given


@pytest.fixture
def embedded_home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def real_home(
    tmp_path: Path, postgres_url: str, fresh_kafka_url: str, elasticsearch_url: str
) -> Iterator[Home]:
    """On the session's engines, under names of this test's own; tables and topics are made."""
    with real(tmp_path, postgres_url, fresh_kafka_url, elasticsearch_url) as home:
        yield home


@contextmanager
def real(folder: Path, postgres_url: str, kafka_url: str, elasticsearch_url: str) -> Iterator[Home]:
    """A home on those engines, with databases and an index of its own."""
    with ExitStack() as stack:
        urls = {
            f"CITYMEND_{owner}_DATABASE_URL": stack.enter_context(_database(postgres_url))
            for owner in ("INTAKE", "BANK", "SEARCH", "IDENTITY")
        }
        home = Home(
            folder / "home",
            {
                **urls,
                "CITYMEND_BUS_URL": kafka_url,
                "CITYMEND_INDEX_URL": f"{elasticsearch_url}/{unique('t')}",
                "CITYMEND_SECRET": "a-secret-for-tests-of-forty-characters-..",
            },
        )
        with opened(home, writer=True):
            """Opening it as a writer makes tables and topics."""
        yield home


@pytest.fixture(params=["embedded", "real"])
def home(request: pytest.FixtureRequest) -> Home:
    chosen: Home = request.getfixturevalue(f"{request.param}_home")
    return chosen


@dataclass(frozen=True, slots=True)
class Size:
    """How much a failure test does: little in every run, much in `make long`."""

    reports: int
    rounds: int
    """How often it kills."""


@pytest.fixture(
    params=[
        pytest.param(Size(reports=600, rounds=1), id="small"),
        pytest.param(Size(reports=6000, rounds=8), id="full", marks=pytest.mark.long),
    ]
)
def size(request: pytest.FixtureRequest) -> Size:
    chosen: Size = request.param
    return chosen


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Outcome]:
    """What comes of so many complaints where nothing fails (embedded)."""
    known: dict[int, Outcome] = {}

    def of(reports: int) -> Outcome:
        if reports not in known:
            folder = tmp_path_factory.mktemp("undisturbed")
            home = Home(folder / "home")
            imported = home.json(
                "intake", "import", str(complaints_table(folder / "t.csv", reports))
            )
            assert imported["created"] == reports
            known[reports] = outcome(home)
        return known[reports]

    return of


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
