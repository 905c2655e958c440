"""Each process of an embedded home is killed, alone: nobody is left behind and nothing is lost."""

import http.client
import json
import signal
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import psutil
import pytest

from tests.bench.load import a_report
from tests.flow.conftest import Size
from tests.support.complaints import complaints_table
from tests.support.eventually import eventually
from tests.support.inside import BankWatch, Outcome, opened, outcome, work
from tests.support.ledger import Ledger, assert_exactly_once
from tests.support.running import Answer, Home, stop

pytestmark = pytest.mark.slow
_SEARCH = "/api/search/v1/records"
SEATS = 4
"""So many requests may wait for `after=` at the same time."""


@pytest.mark.parametrize("name", ["web", "work"])
def test_a_killed_child_is_started_again_and_nothing_is_lost(
    embedded_home: Home, size: Size, name: str
) -> None:
    ledger = Ledger()
    with embedded_home.serving() as supervisor:
        for _ in range(size.rounds):
            before = _pids(embedded_home)
            with ledger.sending(embedded_home):
                _more_accepted(ledger, size.reports // 20)
                _child(embedded_home, name).kill()
                _started_again(embedded_home, name, before[name])
                _more_accepted(ledger, size.reports // 20)
            survivor = "web" if name == "work" else "work"
            assert _child(embedded_home, survivor).pid == before[survivor]
        assert supervisor.poll() is None
        embedded_home.json("work", "--until-idle")
    if name == "work":
        assert not ledger.refused, "whoever reports is not told of work's trouble"
    assert_exactly_once(embedded_home, ledger)


def test_nobody_outlives_a_killed_supervisor_and_the_next_one_goes_on(
    embedded_home: Home, size: Size
) -> None:
    ledger = Ledger()
    for _ in range(size.rounds):
        with embedded_home.serving() as supervisor, ledger.sending(embedded_home):
            _more_accepted(ledger, size.reports // 20)
            supervisor.kill()
            eventually(lambda: not embedded_home.processes(), timeout=60)
    with embedded_home.serving():
        ledger.send_many(embedded_home, 20)
        embedded_home.json("work", "--until-idle")
    assert_exactly_once(embedded_home, ledger)


def test_a_new_supervisor_need_not_wait_for_the_children_of_the_killed_one(
    embedded_home: Home, size: Size
) -> None:
    ledger = Ledger()
    with embedded_home.serving() as first:
        with ledger.sending(embedded_home):
            _more_accepted(ledger, size.reports // 20)
            first.kill()
            second = embedded_home.start("run", "--no-demo")
            eventually(lambda: _has_children_of(embedded_home, second.pid), timeout=120)
            _more_accepted(ledger, size.reports // 20)
        embedded_home.json("work", "--until-idle")
        assert stop(second) == 0
    work(embedded_home)
    assert_exactly_once(embedded_home, ledger)


def test_work_killed_in_the_middle_leaves_the_same_needs_ranking_and_index(
    embedded_home: Home,
    size: Size,
    undisturbed: Callable[[int], Outcome],
    tmp_path: Path,
) -> None:
    expected = undisturbed(size.reports)
    table = complaints_table(tmp_path / "table.csv", size.reports)
    assert embedded_home.json("intake", "import", str(table))["created"] == size.reports
    with opened(embedded_home) as installation:
        watch = BankWatch(installation)
        # Not waited for: before its pages answer its work is half done.
        server = embedded_home.start("run", "--no-demo")
        kills = 2 * size.rounds
        for kill in range(kills):
            aim = 1 + kill * size.reports // kills
            # Found before it is needed: looking through all processes takes too long then.
            worker = _child(embedded_home, "work")
            _grouped(watch, aim)
            worker.kill()
            assert watch().grouped < size.reports, "the kill came too late to be in the middle"
            _started_again(embedded_home, "work", worker.pid)
        embedded_home.wait_until_up(server)
        assert stop(server) == 0
    assert outcome(embedded_home) == expected


def test_an_import_whose_server_is_killed_is_finished_by_the_next_one(
    embedded_home: Home,
    size: Size,
    undisturbed: Callable[[int], Outcome],
    tmp_path: Path,
) -> None:
    expected = undisturbed(size.reports)
    table = complaints_table(tmp_path / "table.csv", size.reports)
    with embedded_home.serving():
        command = embedded_home.start("intake", "import", str(table), "--json", log="import")
        with opened(embedded_home) as installation:
            watch = BankWatch(installation)
            eventually(lambda: watch().stored > 0, timeout=120)
        _child(embedded_home, "work").kill()
        assert command.wait(200) == 0
    assert outcome(embedded_home) == expected


def test_on_sigterm_every_request_in_flight_is_answered_and_the_exit_is_0(
    embedded_home: Home,
) -> None:
    ledger = Ledger()
    with embedded_home.serving() as supervisor, ThreadPoolExecutor(SEATS + 1) as clients:
        ledger.send_many(embedded_home, 20)
        # On a busy machine the index is not there yet when the first page is.
        eventually(lambda: embedded_home.request("GET", _SEARCH).status == 200, timeout=60)
        halfway = _half_a_report(embedded_home)
        asked = {clients.submit(_await_what_never_comes, embedded_home) for _ in range(SEATS + 1)}
        # The one without a seat is sent away at once; so the others are in flight.
        sent_away, waiting = wait(asked, timeout=30, return_when=FIRST_COMPLETED)
        assert [request.result().status for request in sent_away] == [503]
        supervisor.send_signal(signal.SIGTERM)
        assert [request.result().status for request in waiting] == [504] * SEATS
        body = _body()
        halfway.send(body[len(body) // 2 :])
        with halfway.getresponse() as response:
            assert response.status == 201
            ledger.accepted.append(json.load(response)["id"])
        halfway.close()
        assert supervisor.wait(60) == 0
    work(embedded_home)
    assert_exactly_once(embedded_home, ledger)


def test_under_load_sigterm_keeps_every_report_whose_answer_arrived(
    embedded_home: Home, size: Size
) -> None:
    ledger = Ledger()
    for _ in range(size.rounds):
        with (
            embedded_home.serving() as supervisor,
            ledger.sending(embedded_home, per_second=400, senders=8),
        ):
            _more_accepted(ledger, size.reports // 4)
            supervisor.send_signal(signal.SIGTERM)
            assert supervisor.wait(60) == 0
            assert not embedded_home.processes()
    work(embedded_home)
    assert_exactly_once(embedded_home, ledger)


def _more_accepted(ledger: Ledger, count: int) -> None:
    """Return when so many further reports were accepted."""
    aim = len(ledger.accepted) + count
    eventually(lambda: len(ledger.accepted) >= aim, timeout=90)


def _started_again(home: Home, name: str, before: int) -> None:
    eventually(lambda: _child(home, name).pid != before, timeout=90)


def _grouped(watch: BankWatch, aim: int) -> None:
    eventually(lambda: watch().grouped >= aim, timeout=120)


def _child(home: Home, name: str) -> psutil.Process:
    child = eventually(lambda: home.child(name), timeout=60)
    assert child is not None
    return child


def _pids(home: Home) -> dict[str, int]:
    return {name: _child(home, name).pid for name in ("web", "work")}


def _has_children_of(home: Home, supervisor: int) -> bool:
    """Whether web and work are this supervisor's and nobody else's are left."""
    children = [child for name in ("web", "work") if (child := home.child(name)) is not None]
    return [child.ppid() for child in children] == [supervisor] * 2


def _await_what_never_comes(home: Home) -> Answer:
    """A request that stays in flight for some seconds and is then answered with 504."""
    return home.request("GET", f"{_SEARCH}?after=report:20200101-22222@1")


def _half_a_report(home: Home) -> http.client.HTTPConnection:
    """The request for one report, of whose body the first half has arrived."""
    body = _body()
    connection = http.client.HTTPConnection("127.0.0.1", home.port, timeout=60)
    connection.putrequest("POST", "/api/intake/v1/reports")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[: len(body) // 2])
    return connection


def _body() -> bytes:
    return json.dumps(a_report(0)).encode()
