"""The command line as people and programs meet it, embedded; real engines in test_thread."""

import json
import re
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from services import __version__
from services.demonstration import TABLE
from tests.flow.refusing import refused
from tests.support.complaints import complaints_table
from tests.support.running import Home

pytestmark = pytest.mark.slow
COUNT = 100


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return complaints_table(tmp_path_factory.mktemp("tables") / "table.csv", COUNT)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, table: Path) -> Home:
    """A home without a server whose reports have gone all the way."""
    home = Home(tmp_path_factory.mktemp("commands") / "home")
    assert home.json("intake", "import", str(table))["created"] == COUNT
    home.json("work", "--until-idle")
    return home


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["work", "--until-idle"], {"events", "parked", "seconds"}),
        (["bank", "rank", "--limit", "2"], {"criteria_version", "as_of", "items", "find_out_next"}),
        (["bank", "regroup"], {"reports", "moved", "needs"}),
        (["bank", "propose"], {"merges", "splits", "new", "withdrawn"}),
        (["search", "find", "电梯"], {"total", "as_of", "items", "facets", "cursor", "corrected"}),
        (["search", "rebuild"], None),
        (["status"], {"home", "server", "waiting", "parked"}),
        (["parked", "list"], {"items"}),
        (["parked", "replay"], {"replayed", "failed"}),
        (["profile", "check", str(TABLE.parent)], {"faults", "warnings"}),
        (["keys", "add", "--role", "planner", "--name", "Wang"], {"key"}),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_with_json_the_last_line_is_one_object(
    filled: Home, words: list[str], names: set[str] | None
) -> None:
    done = filled.run(*words, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(told, dict)
    assert names is None or told.keys() == names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--version"], f"citymend, version {__version__}"),
        (["status"], "parked: 0"),
        (["topics"], "topics are as the contracts say"),
        (["migrate"], "tables are this release's"),
        (["parked", "list"], "0 parked"),
        (["search", "find", "电梯", "--kind", "report"], "found"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_people_are_told_in_words(filled: Home, words: list[str], said: str) -> None:
    done = replace(filled, fresh=True).run(*words)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_a_ranking_is_shown_as_far_as_it_is_asked_for_and_keeps_its_order(filled: Home) -> None:
    everything = filled.json("bank", "rank")["items"]
    first = filled.json("bank", "rank", "--limit", "2")["items"]
    assert [item["project"] for item in first] == [item["project"] for item in everything[:2]]
    assert [item["rank"] for item in everything] == list(range(1, len(everything) + 1))


def test_the_public_finds_less_than_the_administrator(filled: Home) -> None:
    everything = filled.json("search", "find", "", "--kind", "report")["total"]
    shown = filled.json("search", "find", "", "--kind", "report", "--as", "public")["total"]
    assert everything == COUNT > shown


def test_a_rehearsed_import_foretells_and_stores_nothing(
    filled: Home, tmp_path: Path, table: Path
) -> None:
    longer = complaints_table(tmp_path / "longer.csv", COUNT + 10)
    foretold = filled.json("intake", "import", str(longer), "--dry-run")
    assert (foretold["created"], foretold["unchanged"]) == (10, COUNT)
    again = filled.json("intake", "import", str(longer), "--dry-run")
    assert (again["created"], again["unchanged"]) == (10, COUNT)


@pytest.mark.parametrize(
    "words",
    [
        ["intake", "import", "nowhere.xlsx"],
        ["intake", "import", str(Path(__file__))],
        ["intake", "import", str(TABLE), "--preset", "no-such-preset"],
        ["search", "find", "x", "--kind", "dream"],
        ["search", "find", "x", "--page-size", "many"],
        ["parked", "show", "search:999999"],
        ["parked", "show", "nonsense"],
        ["parked", "replay", "nonsense"],
        ["keys", "add", "--role", "admin", "--name", " "],
        ["accounts", "add", "--login", "x1", "--name", "X", "--role", "officer", "--area", "none"],
        ["intake", "deadline", "--from", "0001-01-01T00:00+08:00", "--limit", "4工作时"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_cannot_be_done_ends_with_1_and_one_sentence(filled: Home, words: list[str]) -> None:
    refused(filled.run(*words))


def test_a_profile_with_a_fault_is_named_by_file_and_row(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    shutil.copytree(TABLE.parent, profile)
    areas = profile / "areas.csv"
    lines = areas.read_text(encoding="utf-8").splitlines()
    areas.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    done = Home(tmp_path / "home").run("profile", "check", str(profile))
    assert done.returncode == 1
    assert f"areas.csv:{len(lines) + 1}: duplicate_code" in done.stdout
    assert "Traceback" not in done.stderr


def test_every_wrong_setting_is_told_at_once_and_no_password_with_it(tmp_path: Path) -> None:
    home = Home(
        tmp_path / "home",
        {
            "CITYMEND_BUS_URL": "kafak://someone:hunter2@broker:9092",
            "CITYMEND_TIMEZONE": "Mars/Olympus",
            "CITYMEND_PORT": "seventy",
            "CITYMEND_RATE_LIMITS": "perhaps",
            "CITYMEND_PROFILE": str(tmp_path / "nowhere"),
            "CITYMEND_NOSUCH": "1",
        },
    )
    done = home.run("status")
    assert done.returncode == 2
    for name in home.environment:
        assert name in done.stderr
    assert "hunter2" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_real_engines_are_not_used_without_a_shared_secret(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", {"CITYMEND_BUS_URL": "kafka://127.0.0.1:1"})
    done = home.run("status")
    assert done.returncode == 2
    assert "CITYMEND_SECRET" in done.stderr


def test_a_key_can_be_given_out_before_anything_else_exists(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    key = home.json("keys", "add", "--role", "officer", "--name", "First")["key"]
    with home.serving():
        assert home.request("GET", "/api/intake/v1/reports", key=key).status == 200
        assert home.request("GET", "/api/intake/v1/reports", key=key + "x").status == 401


def test_work_that_does_not_end_in_time_names_what_is_left(tmp_path: Path, table: Path) -> None:
    home = Home(tmp_path / "home")
    home.json("intake", "import", str(table))
    said = refused(home.run("work", "--until-idle", "--limit", "0"))
    # Which of them is the first depends on how far the others came meanwhile.
    assert re.search(r"not idle after 0 s: [a-z-]+: [1-9]\d* (events|records|reports) ", said), said


def test_what_a_running_server_is_given_to_do_ends_as_what_a_command_does_itself(
    served: Home, tmp_path: Path, table: Path
) -> None:
    alone = Home(tmp_path / "alone")
    told: list[list[object]] = []
    for home in (alone, served):
        imported = home.json("intake", "import", str(table))
        home.json("work", "--until-idle")
        again = home.json("intake", "import", str(table))
        ranked = home.json("bank", "rank")
        regrouped = home.json("bank", "regroup")
        home.json("search", "rebuild")
        home.json("work", "--until-idle")
        found = home.json("search", "find", "电梯", "--kind", "report")["total"]
        told.append([imported, again, ranked, regrouped, found])
    assert told[0] == told[1]
    refused(served.run("intake", "import", str(Path(__file__))))
    refused(served.run("intake", "import", "nowhere.csv"))


@pytest.mark.parametrize(
    "words", [["run"], ["migrate"], ["topics"]], ids=lambda words: " ".join(words)
)
def test_what_needs_the_home_to_itself_is_refused_while_a_server_owns_it(
    served: Home, words: list[str]
) -> None:
    assert "owns this home" in refused(served.run(*words))


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        home = Home(tmp_path / "home")
        assert "is taken" in refused(home.run("run", "--no-demo", "--port", port))
    assert not home.processes()


def test_run_is_refused_where_real_engines_are_named(tmp_path: Path) -> None:
    engines = {"CITYMEND_BUS_URL": "kafka://127.0.0.1:1", "CITYMEND_SECRET": "s" * 40}
    home = Home(tmp_path / "home", engines)
    assert "each role is its own process" in refused(home.run("run"))
