"""Work handed to a running server is done once, told about, and done again after a crash."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from services.runtime import lease as lease_module
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.jobs import Doing, Job, JobBoard, JobRefused, JobRunner, Progress
from services.runtime.lease import TIME_TO_LIVE, Lease
from services.runtime.unavailable import BusUnavailable
from tests.support.eventually import eventually
from tests.support.things import NOON, TABLES, a_town


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_module, "_TRY_EVERY", 0.0)
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 0.01)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Database]:
    with a_town(f"sqlite:///{tmp_path}/town.db") as database:
        yield database


@pytest.fixture
def board(town: Database, clock: FixedClock) -> JobBoard:
    return JobBoard(town, TABLES, clock)


class Server:
    """A runner of jobs, by its holder's name."""

    def __init__(self, town: Database, board: JobBoard, clock: FixedClock) -> None:
        self._town = town
        self._board = board
        self._clock = clock

    def runner(self, holder: str, **doings: Doing) -> JobRunner:
        lease = Lease(self._town, TABLES, "jobs", holder, self._clock)
        return JobRunner(f"jobs-{holder}", self._board, doings, lease)

    @contextmanager
    def running(self, holder: str = "one", **doings: Doing) -> Iterator[JobRunner]:
        runner = self.runner(holder, **doings)
        stop = threading.Event()
        thread = threading.Thread(target=runner.run, args=(stop,), daemon=True)
        thread.start()
        try:
            yield runner
        finally:
            stop.set()
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def server(town: Database, board: JobBoard, clock: FixedClock) -> Server:
    return Server(town, board, clock)


def ignore(_told: Mapping[str, Any]) -> None:
    """Progress that nobody looks at."""


def ended(board: JobBoard, number: int) -> Job:
    def look() -> Job | None:
        job = board.find(number)
        return job if job is not None and job.state == "ended" else None

    job = eventually(look)
    assert job is not None
    return job


def test_a_job_is_done_and_its_result_told(board: JobBoard, server: Server) -> None:
    def count(arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        return {"counted": arguments["upto"]}

    number = board.post("count", {"upto": 3})
    with server.running(count=count):
        assert board.wait(number, ignore, limit=10) == {"counted": 3}


def test_jobs_are_done_one_after_the_other_in_their_order(board: JobBoard, server: Server) -> None:
    done: list[int] = []

    def note(arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        done.append(arguments["n"])
        return {}

    last = [board.post("note", {"n": n}) for n in range(5)][-1]
    with server.running(note=note):
        board.wait(last, ignore, limit=10)
    assert done == [0, 1, 2, 3, 4]


def test_progress_is_told_while_the_job_goes_on(board: JobBoard, server: Server) -> None:
    seen = threading.Event()

    def slow(_arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        progress({"read": 7})
        assert seen.wait(10)
        return {"read": 9}

    told: list[Mapping[str, Any]] = []

    def tell(progress: Mapping[str, Any]) -> None:
        told.append(progress)
        seen.set()

    number = board.post("slow", {})
    with server.running(slow=slow):
        assert board.wait(number, tell, limit=10) == {"read": 9}
    assert {"read": 7} in told


def test_a_refusal_reaches_whoever_asked_in_its_own_words(board: JobBoard, server: Server) -> None:
    def refuse(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        raise JobRefused("the table has no column 留言主题")

    number = board.post("refuse", {})
    with server.running(refuse=refuse), pytest.raises(JobRefused, match="留言主题"):
        board.wait(number, ignore, limit=10)


def test_a_job_nobody_knows_is_refused(board: JobBoard, server: Server) -> None:
    number = board.post("dance", {})
    with server.running(), pytest.raises(JobRefused, match="no such job: dance"):
        board.wait(number, ignore, limit=10)


def test_a_job_that_breaks_is_told_by_kind_and_the_next_is_done(
    board: JobBoard, server: Server
) -> None:
    def broken(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        raise ValueError("13800138000")

    numbers = [board.post("broken", {}), board.post("fine", {})]
    with server.running(broken=broken, fine=lambda _a, _p: {"fine": True}):
        with pytest.raises(JobRefused, match="ValueError") as told:
            board.wait(numbers[0], ignore, limit=10)
        assert board.wait(numbers[1], ignore, limit=10) == {"fine": True}
    assert "138" not in str(told.value)


def test_a_job_cut_off_by_a_crash_is_done_again(
    town: Database, board: JobBoard, server: Server, clock: FixedClock
) -> None:
    number = board.post("count", {})
    crashed = Lease(town, TABLES, "jobs", "crashed", clock)
    assert crashed.hold()
    board.change(number, crashed, state="running")
    clock.advance(TIME_TO_LIVE + 1)
    with server.running("after", count=lambda _a, _p: {"again": True}):
        assert board.wait(number, ignore, limit=10) == {"again": True}


def test_two_servers_do_a_job_once_however_long_it_takes(
    board: JobBoard, server: Server, clock: FixedClock
) -> None:
    begun: list[str] = []
    go = threading.Event()

    def slow(name: str) -> Callable[[Mapping[str, Any], Progress], Mapping[str, Any]]:
        def doing(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
            begun.append(name)
            assert go.wait(20)
            return {"by": name}

        return doing

    other = server.runner("other", slow=slow("other"))
    number = board.post("slow", {})
    with server.running("one", slow=slow("one")):
        eventually(lambda: begun == ["one"])
        for _ in range(5):
            clock.advance(TIME_TO_LIVE * 0.6)
            renewed_by = clock.now()
            eventually(lambda renewed_by=renewed_by: _renewed(server, renewed_by))  # type: ignore[misc]
            assert not other._lease.hold()
        go.set()
        assert board.wait(number, ignore, limit=10) == {"by": "one"}
    assert begun == ["one"]


def _renewed(server: Server, since: Any) -> bool:
    query = TABLES.leases.select()
    until = server._town.read(lambda conn: conn.execute(query).one().expires_at)
    return bool((until - since).total_seconds() >= TIME_TO_LIVE)


def test_whoever_was_overtaken_in_the_middle_writes_nothing_of_his_job(
    town: Database, board: JobBoard, server: Server, clock: FixedClock
) -> None:
    overtaker = Lease(town, TABLES, "jobs", "overtaker", clock)
    went_on: list[str] = []

    def overtaken(_arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        clock.advance(TIME_TO_LIVE + 1)
        eventually(overtaker.hold)
        progress({"read": 1})
        went_on.append("after the loss")
        return {"by": "overtaken"}

    number = board.post("slow", {})
    with server.running("one", slow=overtaken):
        eventually(lambda: overtaker._token is not None)
    job = board.find(number)
    assert job is not None
    assert (job.state, job.progress, job.result) == ("running", None, None)
    assert went_on == []


def test_a_job_that_needs_what_is_away_is_tried_again(board: JobBoard, server: Server) -> None:
    tries: list[int] = []

    def needy(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        tries.append(1)
        if len(tries) < 3:
            raise BusUnavailable("Kafka does not answer")
        return {"tries": len(tries)}

    number = board.post("needy", {})
    with server.running(needy=needy) as runner:
        eventually(lambda: "Kafka does not answer" in (runner.ready() or ""))
        assert board.wait(number, ignore, limit=10) == {"tries": 3}
        eventually(lambda: runner.ready() is None)


def test_a_waiting_job_is_named_until_it_is_done(board: JobBoard, server: Server) -> None:
    runner = server.runner("one")
    assert runner.idle() is None
    number = board.post("count", {})
    assert f"job {number} (count) is not done" in (runner.idle() or "")
    with server.running(count=lambda _a, _p: {}):
        ended(board, number)
    assert runner.idle() is None


def test_waiting_for_a_job_has_an_end(board: JobBoard) -> None:
    number = board.post("count", {})
    with pytest.raises(TimeoutError, match=f"job {number}"):
        board.wait(number, ignore, limit=0.1)


def test_a_job_that_was_never_posted_is_not_found(board: JobBoard) -> None:
    assert board.find(404) is None
