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
    """Until its ranking is published, which is the last that a new home does by itself."""

    def ranked() -> bool:
        answer = home.request("GET", "/api/bank/v1/ranking")
        return answer.status == 200 and bool(answer.body["items"])

    eventually(ranked, timeout=120)
