"""Suggestions: names of the profile and titles of needs and projects, by words and by sound."""

from pathlib import Path
from typing import Any

import pytest

from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Words
from services.search.suggest.vocabulary import Name, Vocabulary, names_of
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import Shelf, open_shelf

SUGGEST = "/api/search/v1/suggest"


def suggested(shelf: Shelf, typed: str, role: str | None = None, **more: Any) -> Any:
    answer = shelf.client(role).get(SUGGEST, query_string={"q": typed, **more})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def texts(shelf: Shelf, typed: str, role: str | None = None, **more: Any) -> list[str]:
    return [item["text"] for item in suggested(shelf, typed, role, **more)["items"]]


def a_need(name: str, title: str, **changes: Any) -> Any:
    return a_document(name, title, kind="need", **changes)


@pytest.mark.parametrize("typed", ["电梯", "電梯", "dianti", "dt", "Dian Ti", "云桥新村：电"])
def test_a_title_is_found_by_its_words_and_by_how_it_sounds(shelf: Shelf, typed: str) -> None:
    shelf.put(a_need("N-1", "云桥新村：电梯故障"))

    items = suggested(shelf, typed, page_size=20)["items"]

    assert {
        "kind": "need",
        "text": "云桥新村：电梯故障",
        "parameters": {},
        "record": "need:N-1",
    } in items


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("云桥", "area"), ("yunqiao", "area"), ("yq", "area"), ("meiyuanxiaoqu", "area")],
)
def test_areas_are_suggested_by_name_former_name_and_sound(
    shelf: Shelf, typed: str, kind: str
) -> None:
    first = suggested(shelf, typed)["items"][0]

    assert first["kind"] == kind
    assert list(first["parameters"]) == [kind]


def test_every_name_of_the_profile_is_found_by_its_sound_and_by_itself() -> None:
    names = list(names_of(load_profile()))
    vocabulary = Vocabulary(names)

    assert {name.kind for name in names} == {"category", "group", "area", "road", "landmark"}
    for name in names:
        assert name in vocabulary.find(name.words.zh)
        assert name in vocabulary.find(name.words.en), name


def test_roads_and_landmarks_are_searched_for_by_their_words(shelf: Shelf) -> None:
    road = next(iter(load_profile().roads.values()))

    items = suggested(shelf, road.name.zh)["items"]

    assert {
        "kind": "road",
        "text": road.name.zh,
        "parameters": {"q": road.name.zh},
        "record": None,
    } in items


def test_names_are_said_in_the_readers_language(shelf: Shelf) -> None:
    assert "Yunqiao Sub-district" in texts(shelf, "云桥街道", lang="en")
    assert "云桥街道" in texts(shelf, "yunqiao sub", lang="zh")


def test_what_begins_with_the_typed_comes_before_what_holds_it() -> None:
    words = ("外墙渗水", "渗水", "屋顶渗水")
    names = [Name("category", str(n), Words(w, w), (w,)) for n, w in enumerate(words)]
    vocabulary = Vocabulary(names)

    for typed in ("渗水", "shenshui", "ss"):
        assert [name.words.zh for name in vocabulary.find(typed)] == [
            "渗水",
            "外墙渗水",
            "屋顶渗水",
        ]


def test_the_public_is_not_told_of_staff_records_nor_of_residents_words(shelf: Shelf) -> None:
    shelf.put(
        a_need("N-1", "秘密工程", audience="staff"),
        a_document("r1", "秘密工程投诉"),
    )

    assert texts(shelf, "秘密") == texts(shelf, "mimi") == []
    assert texts(shelf, "秘密", "officer") == ["秘密工程"]


def test_what_was_merged_or_lapsed_is_not_suggested_and_equal_titles_are_once(
    shelf: Shelf,
) -> None:
    shelf.put(
        a_need("N-1", "秘密工程", state="merged"),
        a_need("N-2", "秘密工程二", state="proposed"),
        a_need("N-3", "秘密工程二", state="confirmed"),
    )

    assert texts(shelf, "秘密") == ["秘密工程二"]


@pytest.mark.parametrize(("typed", "meant"), [("yunqoa", "yunqia"), ("yunqiaoo", "yunqiao")])
def test_a_mistyped_word_is_mended_and_that_is_said(shelf: Shelf, typed: str, meant: str) -> None:
    found = suggested(shelf, typed)

    assert found["corrected"] == meant
    assert found["items"][0]["text"].startswith("云桥")


@pytest.mark.parametrize("typed", ["", " ", "x", "。", "zzzzzz", "%", "qzx", "a" * 60])
def test_what_fits_nothing_is_answered_with_nothing(shelf: Shelf, typed: str) -> None:
    answer = suggested(shelf, typed)
    assert answer == {"items": [], "cursor": None, "corrected": None}


def test_names_are_suggested_while_the_index_is_away(tmp_path: Path) -> None:
    with open_shelf(tmp_path, made=False) as shelf:
        assert "云桥街道" in texts(shelf, "云桥")


def test_room_is_shared_between_names_and_titles(shelf: Shelf) -> None:
    shelf.put(*(a_need(f"N-{n}", f"云桥工程{n}") for n in range(12)))

    kinds = [item["kind"] for item in suggested(shelf, "云桥", page_size=4)["items"]]

    assert kinds.count("need") == 2
    assert len(kinds) == 4


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("", "/q"), (f"q={'a' * 61}", "/q"), ("q=a&page_size=0", "/page_size"), ("q=a&b=1", "/b")],
)
def test_a_wrong_parameter_is_pointed_at(shelf: Shelf, query: str, pointer: str) -> None:
    answer = shelf.client().get(f"{SUGGEST}?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == pointer
