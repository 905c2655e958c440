"""Searches that the holder of a key keeps."""

from typing import Any

import pytest

from services.search.saved.saved import MOST_KEPT
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import Shelf

SAVED = "/api/search/v1/saved"
LIFTS = {"name": "电梯", "parameters": {"q": "电梯", "category": ["lift", "lamp"]}}


def keep(shelf: Shelf, body: Any = LIFTS, role: str = "officer") -> str:
    answer = shelf.client(role).post(SAVED, json=body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


def test_a_kept_search_is_listed_run_and_forgotten(shelf: Shelf) -> None:
    shelf.put(
        a_document("1", "电梯坏了", category="lift"),
        a_document("2", "电梯坏了", category="road"),
        a_document("3", "电梯灯", category="lamp", audience="staff"),
    )
    id_ = keep(shelf)
    client = shelf.client("officer")

    [listed] = client.get(SAVED).get_json()["items"]
    assert (listed["id"], listed["name"]) == (id_, "电梯")
    assert listed["parameters"] == {"q": ["电梯"], "category": ["lift", "lamp"]}
    assert client.get(f"{SAVED}/{id_}").get_json() == listed
    assert sorted(shelf.found(f"{SAVED}/{id_}/records", "officer")) == ["report:1", "report:3"]

    assert client.delete(f"{SAVED}/{id_}").status_code == 204
    assert client.get(SAVED).get_json()["items"] == []
    assert client.delete(f"{SAVED}/{id_}").status_code == 404


def test_a_run_has_pages(shelf: Shelf) -> None:
    shelf.put(*(a_document(str(n), category="lift") for n in range(5)))
    path = f"{SAVED}/{keep(shelf)}/records?page_size=2"
    client = shelf.client("officer")

    first = client.get(path).get_json()
    second = client.get(f"{path}&cursor={first['cursor']}").get_json()

    assert first["total"] == second["total"] == 5
    assert not {i["id"] for i in first["items"]} & {i["id"] for i in second["items"]}


def test_nobody_sees_runs_or_deletes_what_another_keeps(shelf: Shelf) -> None:
    id_ = keep(shelf)
    other = shelf.client("planner")

    assert other.get(SAVED).get_json()["items"] == []
    assert other.get(f"{SAVED}/{id_}").status_code == 404
    assert other.get(f"{SAVED}/{id_}/records").status_code == 404
    assert other.delete(f"{SAVED}/{id_}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("device", 403)])
def test_saving_is_for_staff(shelf: Shelf, role: str | None, status: int) -> None:
    client = shelf.client(role)
    assert client.get(SAVED).status_code == status
    assert client.post(SAVED, json={}).status_code == status
    assert client.get(f"{SAVED}/x/records").status_code == status


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"parameters": {}}, "/name"),
        ({"name": " ", "parameters": {}}, "/name"),
        ({"name": "n" * 101, "parameters": {}}, "/name"),
        ({"name": "n"}, "/parameters"),
        ({"name": "n", "parameters": {"colour": "red"}}, "/parameters/colour"),
        ({"name": "n", "parameters": {"kind": "poem"}}, "/parameters/kind"),
        ({"name": "n", "parameters": {"since": ["yesterday"]}}, "/parameters/since"),
        ({"name": "n", "parameters": {"q": "a" * 201}}, "/parameters/q"),
        ({"name": "n", "parameters": {}, "more": 1}, "/more"),
    ],
)
def test_a_wrong_search_is_not_kept(shelf: Shelf, body: Any, pointer: str) -> None:
    answer = shelf.client("officer").post(SAVED, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == [pointer]


def test_what_belongs_to_one_look_is_not_kept(shelf: Shelf) -> None:
    parameters = {"q": "电梯", "page_size": "7", "cursor": "x", "after": "report:1@1"}
    keep(shelf, {"name": "n", "parameters": parameters})

    [listed] = shelf.client("officer").get(SAVED).get_json()["items"]
    assert listed["parameters"] == {"q": ["电梯"]}


def test_one_search_too_many_is_a_conflict(shelf: Shelf) -> None:
    for _ in range(MOST_KEPT):
        keep(shelf)

    assert shelf.client("officer").post(SAVED, json=LIFTS).status_code == 409
    assert keep(shelf, role="planner")
