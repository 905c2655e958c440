"""A command that a loaded process forks says and does what a new interpreter would."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.loaded import Loaded
from tests.support.running import Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    opened = Loaded()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def worked(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("loaded") / "home", fresh=True)
    assert loaded.run(["work", "--until-idle"], home.env(), 60).returncode == 0
    return home


@pytest.mark.parametrize(
    ("words", "code"), [(["parked", "list"], 0), (["parked", "show", "nonsense"], 1)]
)
def test_it_ends_and_writes_as_a_new_interpreter_does(
    loaded: Loaded, worked: Home, words: list[str], code: int
) -> None:
    done, expected = loaded.run(words, worked.env(), 60), worked.run(*words)
    assert (done.returncode, done.stdout, done.stderr) == (code, expected.stdout, expected.stderr)


def test_what_is_asked_wrongly_ends_with_2(loaded: Loaded, worked: Home) -> None:
    done = loaded.run(["nosuch"], worked.env(), 60)
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_each_command_has_a_home_of_its_own(loaded: Loaded, worked: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "home")
    assert loaded.run(["work", "--until-idle"], other.env(), 60).returncode == 0
    told = [
        json.loads(loaded.run(["status", "--json"], h.env(), 60).stdout) for h in (worked, other)
    ]
    assert [Path(each["home"]) for each in told] == [worked.path, other.path]


def test_what_does_not_end_in_time_is_killed(loaded: Loaded, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with pytest.raises(subprocess.TimeoutExpired):
        loaded.run(["run", "--no-demo"], home.env(), 0.2)
    assert loaded.run(["--version"], home.env(), 60).returncode == 0


def test_what_is_read_while_loading_must_be_the_same(loaded: Loaded, tmp_path: Path) -> None:
    environment = Home(tmp_path / "home").env()
    assert loaded.fits(environment)
    assert loaded.fits({**environment, "CITYMEND_PORT": "1"})
    assert not loaded.fits({**environment, "TZ": "Asia/Tokyo"})
