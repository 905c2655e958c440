"""Every filter and facet on every adapter, against looking at each document."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.search.index.document import Document
from services.search.index.places import Box, Circle, distance
from services.search.index.port import FACETS, PUBLIC, STAFF, Index, Query, Reader, TooWide
from services.search.text.asking import ask
from services.search.text.typos import loosened
from tests.contract.indexes import ADAPTERS, all_ids, opened, pages, url_of
from tests.unit.search.documents import MORNING, a_document, a_query, write_and_see
from tests.unit.search.oracle import counted, scanned, shown

_WORDS = ("电梯", "坏了", "3栋", "路灯", "排水管", "，", " Lift ", "渗水", "管网")
_TYPED = ("", "", "电梯", "3栋", "-路灯", '"坏了，路灯"', "管网 lift", "渗", "坏了 -lift")
_READERS = (
    PUBLIC,
    STAFF,
    Reader("staff", areas=("d1",)),
    Reader("staff", units=("u1", "u2")),
    Reader("staff", areas=("d11", "d1"), units=("u2",)),
)
_CENTRE = (30.44, 123.13)


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with opened(url_of(request.param, request, tmp_path)) as made:
        made.make()
        yield made


def a_town(generator: random.Random, count: int) -> list[Document]:
    def maybe(*values: str) -> str | None:
        return generator.choice([*values, None])

    def one(number: int) -> Document:
        text = "".join(generator.choices(_WORDS, k=5))
        located = generator.random() < 0.8
        return a_document(
            str(number),
            text,
            kind=generator.choice(["report", "report", "need", "project"]),
            audience=generator.choice(["public", "staff"]),
            erased=generator.random() < 0.05,
            category=maybe("lift", "lamp"),
            group=maybe("housing", "roads"),
            area_path=generator.choice([("d",), ("d", "d1"), ("d", "d1", "d11"), ()]),
            state=maybe("open", "done"),
            source=maybe("hotline", "resident"),
            request_type=maybe("help", "complaint"),
            responsible_unit=maybe("u1", "u2"),
            object=maybe("L-1", "L-2", "L-3"),
            indicators=generator.choice([("i1",), ("i1", "i2"), ()]),
            late=generator.choice([True, False, None]),
            lat=_CENTRE[0] + generator.gauss(0, 0.01) if located else None,
            long=_CENTRE[1] + generator.gauss(0, 0.01) if located else None,
            occurred_at=MORNING + timedelta(seconds=generator.randrange(90_000)),
            updated_at=MORNING + timedelta(seconds=generator.randrange(90_000)),
        )

    return [one(number) for number in range(count)]


def a_random_query(generator: random.Random) -> Query:
    def some(*values: str) -> tuple[str, ...]:
        return tuple(generator.sample(values, generator.choice([0, 0, 0, 0, 1, 2])))

    def sometimes(value: Any) -> Any:
        return value if generator.random() < 0.2 else None

    moment = MORNING + timedelta(seconds=generator.randrange(90_000))
    typed = generator.choice(_TYPED)
    return a_query(
        typed,
        reader=generator.choice(_READERS),
        kinds=generator.choice([("report", "need", "project"), ("report",), ("need", "project")]),
        areas=some("d", "d1", "d11"),
        categories=some("lift", "lamp"),
        groups=some("housing", "roads"),
        states=some("open", "done"),
        sources=some("hotline", "resident"),
        request_types=some("help", "complaint"),
        responsible_units=some("u1", "u2"),
        objects=some("L-1", "L-2", "L-3"),
        indicators=some("i1", "i2"),
        late=sometimes(generator.random() < 0.5),
        since=sometimes(moment),
        until=sometimes(moment + timedelta(seconds=40_000)),
        box=sometimes(Box(west=123.125, south=30.43, east=123.15, north=30.455)),
        circle=sometimes(a_circle(generator)),
        sound=generator.choice(["", "", "", "", "dt", "dianti", "diant", "gw", "loud"]),
        sort=generator.choice(["newest", "oldest", "updated"]),
        page_size=40,
        facets=FACETS,
    )


def a_circle(generator: random.Random) -> Circle:
    lat, long = (value + generator.gauss(0, 0.005) for value in _CENTRE)
    return Circle(lat=lat, long=long, radius=generator.choice([50.0, 500.0, 1500.0, 4000.0]))


def test_random_queries_are_answered_as_a_scan_answers_them(index: Index) -> None:
    generator = random.Random(20261124)
    documents = a_town(generator, 400)
    write_and_see(index, documents)
    index.settle()
    asked = [a_random_query(generator) for _ in range(150)]

    found = 0
    for query in asked:
        answered = list(pages(index, query))
        keys = [str(hit.key) for page in answered for hit in page.hits]
        assert keys == scanned(documents, query), query
        assert {page.total for page in answered} == {len(keys)}
        facets = {name: shown(values) for name, values in answered[0].facets.items()}
        assert facets == counted(documents, query), query
        found += bool(keys)
    assert found > 60, "most queries must find something, or the comparison shows little"


@pytest.mark.parametrize(("own_only", "found"), [(False, ["a", "b", "c"]), (True, ["a", "b"])])
def test_a_held_reader_finds_public_records_of_others_unless_only_the_own_are_wanted(
    index: Index, own_only: bool, found: list[str]
) -> None:
    own: dict[str, Any] = {"area_path": ("d", "d1"), "object": "L-1"}
    other: dict[str, Any] = {**own, "area_path": ("d", "d2")}
    write_and_see(
        index,
        [
            a_document("a", **own),
            a_document("b", audience="staff", **own),
            a_document("c", **other),
            a_document("d", audience="staff", **other),
        ],
    )
    held = Reader("staff", areas=("d1",))
    query = a_query(reader=held, own_only=own_only, facets=("object",))
    assert sorted(all_ids(index, query)) == found
    page = index.search(query)
    assert page.total == len(found)
    assert shown(page.facets["object"]) == [("L-1", len(found))]
    for reader in (PUBLIC, STAFF):
        wide = a_query(reader=reader, own_only=True)
        assert len(all_ids(index, wide)) == (2 if reader == PUBLIC else 4)


def test_only_the_facets_asked_for_are_counted(index: Index) -> None:
    write_and_see(index, [a_document(category="lift", source="hotline")])

    assert set(index.search(a_query(facets=("source",))).facets) == {"source"}
    assert index.search(a_query()).facets == {}


def test_a_circle_holds_what_lies_within_its_radius_and_nothing_else(index: Index) -> None:
    lat, long = _CENTRE
    documents = around(lat, long, (0, 100, 347, 352, 499, 501, 703, 710))
    write_and_see(index, [*documents, a_document("nowhere")])

    for radius in (100.5, 350, 500, 700, 705):
        circle = Circle(lat=lat, long=long, radius=radius)
        inside = [d.id for d in documents if distance(lat, long, *at(d)) <= radius]
        assert sorted(all_ids(index, a_query(circle=circle))) == sorted(inside)


def around(lat: float, long: float, metres: Sequence[int]) -> list[Document]:
    """Documents north, east and north-east of a place."""
    north, east = 1 / 111_195, 1 / 95_870
    directions = {"n": (1.0, 0.0), "e": (0.0, 1.0), "ne": (0.7071, 0.7071)}
    return [
        a_document(f"{name}{far}", lat=lat + far * up * north, long=long + far * right * east)
        for far in metres
        for name, (up, right) in directions.items()
    ]


def at(document: Document) -> tuple[float, float]:
    assert document.lat is not None
    assert document.long is not None
    return document.lat, document.long


def test_a_wide_circle_around_too_much_is_refused(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    for adapter in ("tantivy.circles", "elasticsearch.reader"):
        monkeypatch.setattr(f"services.search.index.{adapter}.MOST_MEASURED", 2)
    lat, long = _CENTRE
    write_and_see(index, [a_document(str(n), lat=lat, long=long + n / 1000) for n in range(3)])

    wide, near = (Circle(lat=lat, long=long, radius=radius) for radius in (5001, 5000))
    assert len(all_ids(index, a_query(circle=near))) == 3
    with pytest.raises(TooWide):
        index.search(a_query(circle=wide))
    with pytest.raises(TooWide):
        index.count([a_query(circle=wide)])
    assert all_ids(index, a_query(circle=wide, categories=("none",))) == []


def test_a_word_may_be_one_letter_away_when_the_query_says_so(index: Index) -> None:
    texts = ("elevator", "elevatr", "elevators", "eelvator", "elvtor", "lift elevator 坏了")
    write_and_see(index, [a_document(str(at), text) for at, text in enumerate(texts)])
    loose = loosened(ask("elevator"))
    assert loose is not None

    found = all_ids(index, Query(question=loose, reader=STAFF))

    assert sorted(found) == ["0", "1", "2", "3", "5"]


def test_everything_kept_is_counted_per_kind(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1"),
            a_document("2", erased=True, title="", fields=()),
            a_document("3", audience="staff"),
            a_document("1", kind="link", title="", fields=()),
        ],
    )

    assert index.kept() == {"report": 3, "link": 1}
