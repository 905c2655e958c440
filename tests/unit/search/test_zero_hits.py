"""What is looked for in vain is counted, and says nothing about who looked."""

from datetime import timedelta

import pytest

from services.runtime.clock import FixedClock
from services.runtime.unavailable import DatabaseUnavailable
from services.search.zero_hits.store import ZeroHitStore
from services.search.zero_hits.zero_hits import KEPT, OFTEN, ZeroHits, masked
from tests.unit.search.documents import MORNING, a_document
from tests.unit.search.shelf import Shelf

RECORDS = "/api/search/v1/records"
ZERO_HITS = "/api/search/v1/zero-hits"


def ask(shelf: Shelf, typed: str, times: int = OFTEN, **more: str) -> None:
    for _ in range(times):
        answer = shelf.client().get(RECORDS, query_string={"q": typed, **more})
        assert answer.status_code == 200


def counted(shelf: Shelf) -> dict[str, int]:
    answer = shelf.client("searcher").get(ZERO_HITS)
    assert answer.status_code == 200
    return {item["question"]: item["times"] for item in answer.get_json()["items"]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("飞碟 着陆", "飞碟 着陆"),
        ("飛碟", "飞碟"),
        ("UFO  Landing", "ufo landing"),
        ("3栋 飞碟", "#栋 飞碟"),
        ("飞碟13800138000", "飞碟#"),
        ("编号20261122-7K3QX", "编号#-#"),
        ("沪A12345", "沪#"),
    ],
)
def test_a_question_is_kept_folded_and_without_digits(typed: str, kept: str) -> None:
    assert masked(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "一三八零零一三八零零零",
        "找幺三八〇〇 壹叁捌",
        "a@example.org",
        "https://example.org",
        "",
        "!?",
        "飞" * 31,
    ],
)
def test_numbers_addresses_and_sentences_are_not_kept(typed: str) -> None:
    assert masked(typed) is None


def test_only_what_was_asked_often_is_stored(shelf: Shelf) -> None:
    ask(shelf, "张三丰", times=OFTEN - 1)
    ask(shelf, "飞碟", times=OFTEN)
    ask(shelf, "外星人", times=OFTEN + 2)

    assert counted(shelf) == {"外星人": OFTEN + 2, "飞碟": OFTEN}


def test_what_was_found_or_narrowed_by_a_filter_is_no_zero_hit(shelf: Shelf) -> None:
    shelf.put(a_document("1", "The elevator"))

    ask(shelf, "elevator")
    ask(shelf, "elevatr")
    ask(shelf, "飞碟", category="lift")
    ask(shelf, "")

    assert counted(shelf) == {}


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("officer", 403), ("admin", 200)])
def test_the_list_is_for_searchers(shelf: Shelf, role: str | None, status: int) -> None:
    assert shelf.client(role).get(ZERO_HITS).status_code == status


def test_a_question_not_asked_for_a_season_is_forgotten(shelf: Shelf) -> None:
    clock = FixedClock(MORNING)
    store = ZeroHitStore(shelf.database, clock)
    store.add("飞碟", 3)

    later = ZeroHitStore(shelf.database, FixedClock(MORNING + KEPT + timedelta(days=1)))
    assert later.most_asked(10) == []
    later.add("外星人", 3)

    assert [one.question for one in store.most_asked(10)] == ["外星人"]


def test_the_first_and_the_last_time_are_kept(shelf: Shelf) -> None:
    later = MORNING + timedelta(days=1)
    ZeroHitStore(shelf.database, FixedClock(MORNING)).add("飞碟", 3)
    store = ZeroHitStore(shelf.database, FixedClock(later))
    store.add("飞碟", 1)

    [one] = store.most_asked(10)
    assert (one.times, one.first_at, one.last_at) == (4, MORNING, later)


def test_a_search_does_not_fail_for_its_log() -> None:
    def away(*_: object) -> None:
        raise DatabaseUnavailable("away")

    zero_hits = ZeroHits(away)
    for _ in range(OFTEN):
        zero_hits.note("飞碟")
