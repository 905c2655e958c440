"""Services are found by their words, and nothing of one is imported before somebody asks for it."""

import importlib.util
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from click.testing import CliRunner

from services import __main__ as command_line
from services import by_word
from services.by_word import NotInstalled, installed, migrations_of, part_of, refuse_absent
from services.command import profile
from services.intake.terminal import DATUMS

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
_LOADED = "import sys; from services.__main__ import main\n"
_LOADED += "try: main(sys.argv[1:], prog_name='citymend')\n"
_LOADED += "except SystemExit: pass\n"
_LOADED += "print('loaded:', *sorted(sys.modules))"


def loaded_by(home: Path, *words: str) -> set[str]:
    """The modules in memory after a command, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *words],
        cwd=ROOT,
        env={"CITYMEND_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("nonsense",)])
def test_the_list_of_commands_loads_none_of_them(tmp_path: Path, words: tuple[str, ...]) -> None:
    loaded = loaded_by(tmp_path, *words)
    assert not {name for name in loaded if name.startswith("services.")} - {
        "services.__main__",
    }


@pytest.mark.parametrize("word", by_word.WORDS)
def test_help_of_a_role_loads_no_service_no_database_and_no_server(
    tmp_path: Path, word: str
) -> None:
    loaded = loaded_by(tmp_path / "home", word, "run", "--help")
    strange = ("services.intake", "services.projectbank", "services.search", "services.all_in_one")
    assert not {name for name in loaded if name.startswith((*strange, "granian", "alembic"))}
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("search", "find", "x"),
        ("search", "verify"),
        ("search", "rebuild"),
    ],
    ids=" ".join,
)
def test_a_command_about_search_loads_and_makes_nothing_of_the_others(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    loaded = loaded_by(tmp_path / "home", *words)
    assert "services.search.wiring" in loaded
    assert not {
        name for name in loaded if name.startswith(("services.intake", "services.projectbank"))
    }
    made = {path.name.partition(".")[0] for path in (tmp_path / "home").iterdir()}
    assert made <= {"search", "bus", "index", "secret", "owner"}


def test_the_list_of_commands_names_each_by_its_own_name_and_says_what_it_does() -> None:
    context = command_line.main.make_context("citymend", ["--help"], resilient_parsing=True)
    for name in command_line.main.list_commands(context):
        command = command_line.main.get_command(context, name)
        assert command is not None
        assert command.name == name
        said = command_line._COMMANDS[name][1]
        assert bool(said) != command.hidden
        assert not said or command.get_short_help_str(200)[:12] == said[:12], name
    assert command_line.main.get_command(context, "nonsense") is None


@pytest.mark.parametrize("word", by_word.WORDS)
def test_the_libraries_of_a_service_are_those_of_its_extra(word: str) -> None:
    known = by_word._SERVICES[word]
    brought_by = packages_distributions()
    brought = {brought_by[name][0].lower().replace("_", "-") for name in known.libraries}
    assert brought == {line.partition(">=")[0].lower() for line in EXTRAS[known.extra]}


def test_a_service_without_its_libraries_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(by_word, "find_spec", lambda name: None if name == "numpy" else found(name))
    assert installed() == ["intake", "search"]
    refuse_absent("intake", "search")
    with pytest.raises(NotInstalled, match=r"bank .*\(numpy\); install citymend\[projectbank\]"):
        part_of("bank", "wiring")
    said = CliRunner().invoke(command_line.main, ["bank", "run", "--role", "relay"])
    assert said.exit_code == 2
    assert "install citymend[projectbank]" in said.output
    assert "Traceback" not in said.output


def test_migrations_are_found_without_importing_the_service() -> None:
    assert migrations_of("bank") == "services.projectbank.migrations"
    assert migrations_of(by_word.IDENTITY) == "services.runtime.identity.migrations"


def test_datums_that_may_be_named_are_those_that_intake_converts() -> None:
    assert profile._DATUMS == DATUMS
