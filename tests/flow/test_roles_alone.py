"""Every role as a process that is told its own settings only, in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.own_settings import ROLES
from tests.support.apart import Apart, all_roles
from tests.support.eventually import eventually
from tests.support.running import Home, stop

pytestmark = pytest.mark.slow
_REPORT = {
    "description": "门口的路灯不亮",
    "service_code": "street_lamp",
    "address": "幸福里3号楼",
}


@pytest.fixture
def roles(real_home: Home, tmp_path: Path) -> Iterator[Apart]:
    """All of them on real engines, by service and role."""
    with all_roles(real_home, tmp_path) as running:
        yield running


@pytest.mark.timeout(600)
def test_a_report_goes_from_one_to_the_next_and_nobody_makes_a_file(
    roles: Apart,
) -> None:
    made = _ask(roles, "intake", "POST", "/api/intake/v1/reports", _REPORT, expected=201)
    found = f"/api/search/v1/records?q=&after={made['version']}"
    eventually(lambda: _status(roles, "search", found) == 200, timeout=120)
    assert _status(roles, "bank", "/api/bank/v1/criteria") == 200
    for (word, role), running in roles.items():
        assert running.processes[f"{word}-{role}"].poll() is None
        names = [path.name for path in running.home.path.iterdir()]
        assert [name for name in names if not name.endswith(".log")] == [], (word, role)


def _ask(
    roles: Apart,
    word: str,
    method: str,
    path: str,
    body: Any = None,
    *,
    expected: int,
) -> Any:
    running = roles[word, "api"]
    answer = running.home.request(method, path, body, port=running.ports[word])
    assert answer.status == expected, answer
    return answer.body


def _status(roles: Apart, word: str, path: str) -> int:
    running = roles[word, "api"]
    return running.home.request("GET", path, port=running.ports[word]).status


def test_search_in_a_new_home_makes_its_own_files_and_no_others(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with home.serving_roles([("search", role) for role in ROLES]) as running:
        assert home.request("GET", "/readyz", port=running.ports["search"]).status == 200
    made = {path.name.partition(".")[0] for path in home.path.iterdir() if path.suffix != ".log"}
    assert made == {"search", "index", "bus", "identity", "secret"}


@pytest.mark.parametrize(
    ("role", "checks"),
    [
        ("relay", {"projectbank-relay"}),
        ("worker", {"projectbank-reports", "projectbank-grouping", "bank-purging"}),
    ],
)
def test_what_serves_nobody_says_where_it_is_asked_whether_it_is_well(
    tmp_path: Path, role: str, checks: set[str]
) -> None:
    home = Home(tmp_path / "home")
    process = home.start("bank", "run", "--role", role, "--port", str(home.port))
    try:
        home.wait_until_up(process)
        answer = home.request("GET", "/readyz")
        assert answer.status == 200
        assert checks <= answer.body["checks"].keys()
        assert stop(process) == 0
    finally:
        home.end_all()
