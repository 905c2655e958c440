"""GET /api/search/v1/records: parameters, readers, pages, waiting."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.clock import FixedClock
from services.runtime.parked import ParkingLot
from services.runtime.web.paging import write_cursor
from services.search.awaiting import MOST_WAITERS, Mark
from services.search.index.document import Fact
from services.search.index.port import DEEPEST_OFFSET
from services.search.tables import runtime_tables
from services.search.wiring import CONSUMER
from tests.unit.search.documents import MORNING, a_document
from tests.unit.search.shelf import Shelf, open_shelf

RECORDS = "/api/search/v1/records"


def get(shelf: Shelf, query: str = "", role: str | None = None) -> Any:
    answer = shelf.client(role).get(f"{RECORDS}?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def status(shelf: Shelf, query: str, role: str | None = None) -> int:
    return shelf.client(role).get(f"{RECORDS}?{query}").status_code


def test_an_answer_has_total_as_of_items_facets_and_cursor(shelf: Shelf) -> None:
    shelf.put(a_document("1", "小區電梯壞了", body="<b>電梯</b>", category="lift"))

    answer = get(shelf, f"q={quote('电梯')}")

    assert answer["total"] == 1
    assert answer["as_of"] == MORNING.isoformat()
    assert answer["cursor"] is None
    assert answer["facets"]["category"] == [{"value": "lift", "count": 1}]
    [item] = answer["items"]
    assert (item["kind"], item["id"], item["title"]) == ("report", "1", "小區電梯壞了")
    assert item["snippet"] == "&lt;b&gt;<mark>電梯</mark>&lt;/b&gt;"
    assert item["updated_at"] == MORNING.isoformat()


def test_an_empty_index_answers_with_nothing_and_no_time(shelf: Shelf) -> None:
    answer = get(shelf)
    assert (answer["total"], answer["as_of"], answer["items"]) == (0, None, [])


def test_an_empty_question_means_all(shelf: Shelf) -> None:
    shelf.put(a_document("1"), a_document("2"))
    assert get(shelf, "q=")["total"] == get(shelf)["total"] == 2


def test_the_public_sees_public_records_and_public_facts(shelf: Shelf) -> None:
    facts = (Fact("severity", 2), Fact("external_id", "A1", public=False))
    shelf.put(a_document("1", facts=facts), a_document("2", audience="staff"))

    [item] = get(shelf)["items"]
    assert item["facts"] == {"severity": 2}
    assert get(shelf, role="device")["total"] == 1
    staff = get(shelf, role="officer")
    assert staff["total"] == 2
    assert {"severity": 2, "external_id": "A1"} in [one["facts"] for one in staff["items"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("20261122-7K3QX", "20261122-7K3QX"),
        ("202611227k3qx", "20261122-7K3QX"),
        ("２０２６１１２２７ｋ３ｑｘ", "20261122-7K3QX"),
        ("20261122 7k3qx", "20261122-7K3QX"),
        ("N-26", "N-000026"),
        ("n26", "N-000026"),
        ("N000026", "N-000026"),
        ("P000026", "P-000026"),
        ("p-26", "P-000026"),
    ],
)
def test_a_record_is_found_by_its_number_however_it_is_typed(
    shelf: Shelf, typed: str, found: str
) -> None:
    numbers = {"report": "20261122-7K3QX", "need": "N-000026", "project": "P-000026"}
    shelf.put(
        *(a_document(n, "电梯", kind=k, fields=("电梯", n)) for k, n in numbers.items()),
        a_document("20261122-8K3QX", "N 260 路"),
    )
    answer = get(shelf, f"q={quote(typed)}")
    assert ([item["id"] for item in answer["items"]], answer["total"]) == ([found], 1)


def test_only_the_staff_find_a_report_by_the_number_of_another_system(shelf: Shelf) -> None:
    facts = (Fact("external_id", "HL-2026/0012", public=False),)
    shelf.put(a_document("1", "电梯坏了", facts=facts), a_document("2", "见 HL-2026/0012"))

    for typed in ("HL-2026/0012", "hl20260012", "HL 2026 0012"):
        staff = get(shelf, f"q={quote(typed)}", role="officer")
        assert staff["items"][0]["id"] == "1"
        assert "1" not in [item["id"] for item in get(shelf, f"q={quote(typed)}")["items"]]
    assert staff["total"] == 2


def test_an_unknown_key_is_refused_even_where_none_is_needed(shelf: Shelf) -> None:
    assert status(shelf, "", role="nobody") == 401


def test_filters_may_be_repeated_or_joined_by_commas(shelf: Shelf) -> None:
    shelf.put(
        a_document("1"),
        a_document("2", kind="need"),
        a_document("3", kind="project"),
    )
    for query in ("kind=need&kind=project", "kind=need,project"):
        assert sorted(shelf.found(f"{RECORDS}?{query}")) == ["need:2", "project:3"]


def test_a_date_alone_means_that_day_in_the_installations_zone(shelf: Shelf) -> None:
    # 2026-11-02 in Shanghai is 16:00 of the day before to 16:00 in UTC.
    before = MORNING.replace(day=1, hour=15, minute=59)
    first = MORNING.replace(day=1, hour=16)
    last = MORNING.replace(day=2, hour=15, minute=59)
    shelf.put(
        *(a_document(str(at), occurred_at=when) for at, when in enumerate((before, first, last)))
    )

    assert shelf.found(f"{RECORDS}?since=2026-11-02&until=2026-11-02") == ["report:2", "report:1"]


def test_the_first_and_the_last_day_there_are_bound_nothing(shelf: Shelf) -> None:
    shelf.put(a_document("1"))

    assert shelf.found(f"{RECORDS}?since=0001-01-01&until=9999-12-31") == ["report:1"]


def test_instants_bound_what_is_found(shelf: Shelf) -> None:
    shelf.put(*(a_document(str(h), occurred_at=MORNING + timedelta(hours=h)) for h in range(3)))
    since = quote((MORNING + timedelta(hours=1)).isoformat())

    assert shelf.found(f"{RECORDS}?since={since}") == ["report:2", "report:1"]
    assert shelf.found(f"{RECORDS}?until={since}") == ["report:0"]


def test_pages_follow_the_cursor_to_the_end(shelf: Shelf) -> None:
    shelf.put(*(a_document(str(at)) for at in range(25)))
    for question in ("", f"q={quote('电梯')}&"):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            answer = get(shelf, f"{question}page_size=10" + (f"&cursor={cursor}" if cursor else ""))
            seen += [item["id"] for item in answer["items"]]
            cursor = answer["cursor"]
        assert sorted(seen, key=int) == [str(at) for at in range(25)]


def test_a_page_larger_than_allowed_is_answered_with_the_largest(shelf: Shelf) -> None:
    shelf.put(*(a_document(str(at)) for at in range(201)))
    assert len(get(shelf, "page_size=1000")["items"]) == 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("kind=poem", "/kind"),
        ("kind=link", "/kind"),
        ("source=rumour", "/source"),
        ("request_type=wish", "/request_type"),
        ("sort=loudest", "/sort"),
        ("since=2026-11-02T08:00:00", "/since"),
        ("since=2026-13-02", "/since"),
        ("until=yesterday", "/until"),
        ("page_size=0", "/page_size"),
        ("page_size=many", "/page_size"),
        ("cursor=zzz", "/cursor"),
        ("colour=red", "/colour"),
        (f"q={'a' * 201}", "/q"),
        ("q=%00", "/q"),
        (f"area={'a' * 101}", "/area"),
    ],
)
def test_a_wrong_parameter_is_pointed_at(shelf: Shelf, query: str, pointer: str) -> None:
    answer = shelf.client().get(f"{RECORDS}?{query}")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == [pointer]


def test_a_cursor_of_another_order_is_refused(shelf: Shelf) -> None:
    shelf.put(a_document("1"), a_document("2"))
    cursor = get(shelf, "page_size=1")["cursor"]

    assert status(shelf, f"cursor={cursor}&sort=oldest") == 422


def test_relevance_beyond_the_deepest_page_is_refused(shelf: Shelf) -> None:
    cursor = write_cursor(["relevance", 0, DEEPEST_OFFSET])
    assert status(shelf, f"q={quote('电梯')}&cursor={cursor}") == 422


def test_an_index_that_is_away_is_503_with_retry_after(tmp_path: Path) -> None:
    with open_shelf(tmp_path, made=False) as shelf:
        answer = shelf.client().get(RECORDS)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


# after=


def test_after_waits_until_the_version_is_found(tmp_path: Path) -> None:
    asked = threading.Event()

    def is_parked(_: Mark) -> bool:
        asked.set()
        return False

    with open_shelf(tmp_path, is_parked=is_parked, patience=60) as shelf:
        shelf.put(a_document("1", version=1))

        def write() -> None:
            asked.wait(60)
            shelf.put(a_document("1", "新的电梯", version=2))

        writing = threading.Thread(target=write)
        writing.start()
        answer = get(shelf, f"after=report:1@2&q={quote('新的')}")
        writing.join()

    assert answer["total"] == 1


def test_a_later_version_satisfies_after(shelf: Shelf) -> None:
    shelf.put(a_document("1", version=5))
    assert get(shelf, "after=report:1@2")["total"] == 1


def test_after_that_is_not_reached_says_how_far_it_is(shelf: Shelf) -> None:
    shelf.put(a_document("1", version=3))

    answer = shelf.client().get(f"{RECORDS}?after=report:1@4&lang=en")

    assert answer.status_code == 504
    assert "version 3" in answer.get_json()["detail"]


@pytest.mark.parametrize("mark", ["poem:1@1", "report:1", "report:@1", "1@1", "report:1@x", "@"])
def test_after_that_names_no_version_of_a_known_kind_is_400(shelf: Shelf, mark: str) -> None:
    assert status(shelf, f"after={mark}") == 400


def parked(shelf: Shelf, key: str, body: bytes) -> None:
    record = Stored(
        partition=Partition("intake-reports", 0),
        offset=Offset(0),
        key=key,
        value=body,
        headers={},
        timestamp=0,
    )
    ParkingLot(shelf.database, runtime_tables, CONSUMER, FixedClock(MORNING)).park(record, "why")


@pytest.mark.parametrize("body", [b'{"data": {"version": 2}}', b"\xff not JSON"])
def test_after_a_parked_record_says_so(shelf: Shelf, body: bytes) -> None:
    parked(shelf, "1", body)

    answer = shelf.client().get(f"{RECORDS}?after=report:1@2&lang=en")

    assert answer.status_code == 504
    assert "parked" in answer.get_json()["detail"]


def test_an_older_parked_version_does_not_end_the_waiting(shelf: Shelf) -> None:
    parked(shelf, "1", b'{"data": {"version": 1}}')
    writing = threading.Timer(0.1, lambda: shelf.put(a_document("1", version=2)))
    writing.start()

    assert get(shelf, "after=report:1@2")["total"] == 1
    writing.join()


def test_one_waiter_too_many_is_asked_to_come_back(tmp_path: Path) -> None:
    seated, leave = threading.Semaphore(0), threading.Event()

    def hold(_: Mark) -> bool:
        seated.release()
        leave.wait()
        return True

    with open_shelf(tmp_path, is_parked=hold) as shelf:
        waiters = [
            threading.Thread(target=lambda: status(shelf, "after=report:absent@1"))
            for _ in range(MOST_WAITERS)
        ]
        for waiter in waiters:
            waiter.start()
        for _ in waiters:
            assert seated.acquire(timeout=10)

        answer = shelf.client().get(f"{RECORDS}?after=report:absent@1")
        leave.set()
        for waiter in waiters:
            waiter.join()
        again = status(shelf, "after=report:absent@1")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert again == 504
