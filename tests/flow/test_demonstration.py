"""A new home shows a demonstration, and gives it up for real data."""

from pathlib import Path

import pytest

from tests.flow.refusing import refused
from tests.support.complaints import complaints_table
from tests.support.eventually import eventually
from tests.support.inside import outcome
from tests.support.running import Home, stop

pytestmark = pytest.mark.slow
COUNT = 100


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return complaints_table(tmp_path / "table.csv", COUNT)


def test_real_data_is_refused_beside_the_demonstration_and_can_take_its_place(
    tmp_path: Path, table: Path
) -> None:
    home = Home(tmp_path / "home")
    key = home.json("keys", "add", "--role", "officer", "--name", "Stays")["key"]
    assert home.json("demo")["created"] > 0
    assert "--replace-demo" in refused(home.run("intake", "import", str(table)))
    refused(home.run("demo"))

    replaced = home.json("intake", "import", str(table), "--replace-demo")

    assert replaced["created"] == COUNT
    assert outcome(home).totals["report"] == COUNT
    assert home.json("intake", "import", str(table))["unchanged"] == COUNT
    with home.serving():
        assert home.request("GET", "/api/intake/v1/reports", key=key).status == 200


def test_a_table_that_cannot_be_read_leaves_the_demonstration(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shown = home.json("demo")["created"]
    unreadable = tmp_path / "table.xlsx"
    unreadable.write_bytes(b"%PDF-1.7\n")
    refused(home.run("intake", "import", str(unreadable), "--replace-demo"))
    assert outcome(home).totals["report"] == shown


def test_a_running_server_shows_the_demonstration_and_gives_it_up_for_real_data(
    tmp_path: Path, table: Path
) -> None:
    home = Home(tmp_path / "home")
    server = home.start("run")
    try:
        home.wait_until_up(server)
        _wait_for_the_demonstration(home)
        refused(home.run("intake", "import", str(table)))
        assert home.json("intake", "import", str(table), "--replace-demo")["created"] == COUNT
        home.json("work", "--until-idle")
        assert home.json("search", "find", "", "--kind", "report")["total"] == COUNT
        assert stop(server) == 0
    finally:
        home.end_all()
    assert outcome(home).totals["report"] == COUNT


def test_real_data_may_come_while_the_demonstration_is_still_being_loaded(
    tmp_path: Path, table: Path
) -> None:
    home = Home(tmp_path / "home")
    server = home.start("run")
    try:
        home.wait_until_up(server)
        assert home.json("intake", "import", str(table), "--replace-demo")["created"] == COUNT
        home.json("work", "--until-idle")
        assert home.json("search", "find", "", "--kind", "report")["total"] == COUNT
        assert stop(server) == 0
    finally:
        home.end_all()
    assert outcome(home).totals["report"] == COUNT


def _wait_for_the_demonstration(home: Home) -> None:
    """Until all of its story was told."""
    eventually(lambda: not (home.path / "demonstration.loading").exists(), timeout=120)


def test_a_first_start_that_was_stopped_half_way_begins_anew(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    server = home.start("run")
    try:
        home.wait_until_up(server)
        assert (home.path / "demonstration.loading").exists()
        stop(server)
        server = home.start("run")
        home.wait_until_up(server)
        _wait_for_the_demonstration(home)
        home.json("work", "--until-idle")
        whole = home.json("search", "find", "", "--kind", "report")["total"]
        assert stop(server) == 0
    finally:
        home.end_all()
    other = Home(tmp_path / "other")
    assert whole == other.json("demo")["created"]


def test_the_demonstration_shows_every_state_and_a_thread_to_a_finished_project(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    home.json("demo")
    key = home.json("keys", "add", "--role", "officer", "--name", "Looks")["key"]
    with home.serving():
        cases = home.request("GET", "/api/intake/v1/cases?page_size=200", key=key).body["items"]
        states = {case["state"] for case in cases}
        assert {"handling", "verifying", "suspended", "shelved", "closed", "void"} <= states
        assert {case["outcome"] for case in cases} >= {"repaired", "answered", "passed_on"}
        assert any(case["reopened"] for case in cases)
        assert any(case["late"] for case in cases)
        projects = home.request("GET", "/api/bank/v1/projects?page_size=200").body["items"]
        assert {"building", "evaluated", "planned", "suspended"} <= {
            project["state"] for project in projects
        }
        assert not any(project["candidate"] for project in projects)
        [done] = [project for project in projects if project["state"] == "evaluated"]
        path = f"/api/search/v1/records/project:{done['id']}/thread"
        thread = home.request("GET", path, key=key).body
        assert thread["cases"]["items"]
        assert thread["reports"]["total"] >= 3
        assert [need["id"] for need in thread["needs"]["items"]] == done["needs"]
