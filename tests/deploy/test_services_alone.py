"""Each service, installed with its own extra into a bare environment, starts without the others."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from services import by_word
from services.own_settings import DATABASES, ROLES, told
from services.runtime.settings import ENGINES
from tests.support.bare import Bare, NoIndex, bare_environment, built_wheel
from tests.support.engines.room import required_engines
from tests.support.running import Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

_ENGINES: Mapping[str, str] = {
    "postgres": "psycopg",
    "kafka": "kafka",
    "elasticsearch": "elasticsearch",
    "tantivy": "tantivy",
}
"""The module that each engine's extra brings."""
_ON = {
    "intake": ("postgres", "kafka"),
    "bank": ("postgres", "kafka"),
    "search": ("postgres", "kafka", "elasticsearch"),
}
_ANSWERS = {
    "intake": "/api/intake/v1/reports",
    "bank": "/api/bank/v1/ranking",
    "search": "/api/search/v1/records?q=x",
}
_FILES = {
    "intake": {"intake", "photos"},
    "bank": {"projectbank"},
    "search": {"search", "index"},
}
_SHARED = {"bus", "identity", "secret", "owner"}


@dataclass(frozen=True, slots=True)
class Alone:
    """One service in an environment of its own."""

    word: str
    bare: Bare

    def home(self, path: Path, **environment: str) -> Home:
        """With the vocabulary for a profile: the demonstration's lies where the code is."""
        given = {"CITYMEND_PROFILE": "", **environment}
        return Home(path, given, root=self.bare.folder, program=self.bare.program)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return built_wheel(tmp_path_factory.mktemp("wheel"))
    except NoIndex as lack:
        if required_engines() or os.environ.get("CI"):
            pytest.fail(str(lack), pytrace=False)
        pytest.skip(str(lack))


@pytest.fixture(scope="module", params=by_word.WORDS)
def alone(
    request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Alone:
    """Installed for real engines; one environment for all tests of a service."""
    word = request.param
    bare = bare_environment(tmp_path_factory.mktemp(word) / "venv", wheel)
    bare.install(by_word._SERVICES[word].extra, *_ON[word])
    return Alone(word, bare)


def test_it_has_its_own_libraries_and_no_others(alone: Alone) -> None:
    own = set(by_word._SERVICES[alone.word].libraries) | {
        _ENGINES[name] for name in _ON[alone.word]
    }
    everybodys = {name for one in by_word._SERVICES.values() for name in one.libraries}
    known = everybodys | set(_ENGINES.values())
    assert alone.bare.lacks(*known) == known - own


def test_its_commands_tell_what_they_do(alone: Alone, tmp_path: Path) -> None:
    home = alone.home(tmp_path / "home")
    for words in (["--help"], [alone.word, "--help"], [alone.word, "run", "--help"]):
        done = home.run(*words)
        assert done.returncode == 0, done.stderr
        assert "Usage: citymend" in done.stdout
    assert not home.path.exists()


def test_another_service_is_told_to_be_missing_with_what_to_install(
    alone: Alone, tmp_path: Path
) -> None:
    home = alone.home(tmp_path / "home")
    for word in set(by_word.WORDS) - {alone.word}:
        done = home.run(word, "run", "--role", "relay")
        assert done.returncode == 2
        assert f"install citymend[{by_word._SERVICES[word].extra}]" in done.stderr
        assert "Traceback" not in done.stderr
    assert not any(path.suffix == ".db" for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_its_database_on_real_engines_ends_with_2(
    alone: Alone, tmp_path: Path, role: str
) -> None:
    others = {
        "CITYMEND_IDENTITY_DATABASE_URL": "postgresql://127.0.0.1:1/identity",
        "CITYMEND_BUS_URL": "kafka://127.0.0.1:1",
        "CITYMEND_INDEX_URL": "http://127.0.0.1:1",
        "CITYMEND_SECRET": "a-secret-for-tests-of-forty-characters-..",
    }
    given = {name: url for name, url in others.items() if name in told(alone.word, role)}
    home = alone.home(tmp_path / "home", **given)
    done = home.run(alone.word, "run", "--role", role)
    assert done.returncode == 2
    assert f"{DATABASES[alone.word]}: missing" in done.stderr
    assert not home.path.exists()


def test_its_roles_run_in_a_home_where_nothing_of_the_others_appears(
    alone: Alone, tmp_path: Path
) -> None:
    if alone.word == "search":
        alone.bare.install("search", "tantivy")
    home = alone.home(tmp_path / "home")
    assert not {name for name in ENGINES if name in home.environment}
    with home.serving_roles([(alone.word, role) for role in ROLES]) as roles:
        port = roles.ports[alone.word]
        assert home.request("GET", "/readyz", port=port).status == 200
        answer = home.request("GET", _ANSWERS[alone.word], port=port)
        assert answer.status in (200, 401), answer
    done = home.run("status")
    assert done.returncode == 0, done.stderr
    made = {path.name.partition(".")[0] for path in home.path.iterdir() if path.suffix != ".log"}
    assert made <= _FILES[alone.word] | _SHARED
    assert made >= {min(_FILES[alone.word] - {"photos", "index"})}
