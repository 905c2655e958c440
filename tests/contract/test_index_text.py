"""What a question finds, on every adapter: exactly what a scan finds."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.search.index.port import Index
from services.search.text.asking import ask
from services.search.text.folding import fold
from services.search.text.marking import matches
from tests.contract.indexes import ADAPTERS, all_ids, opened, total, url_of
from tests.unit.search.documents import a_document, a_query, write_and_see


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with opened(url_of(request.param, request, tmp_path)) as made:
        made.make()
        yield made


def test_traditional_and_simplified_find_each_other(index: Index) -> None:
    write_and_see(index, [a_document("1", "小區電梯壞了"), a_document("2", "小区电梯坏了")])

    assert total(index, "電梯") == total(index, "电梯") == 2


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("北京路\u200b面破损", "路面"),
        ("北京路面破损", "路\u200b面"),
        ("排水管\u00ad网", "管网"),
        ("电\ufeff梯\u2060坏了", "电梯坏了"),
        ("the li\u00adft is broken", "lift"),
        ("the lift is broken", "li\u200bft"),
        ("Café an der Ecke", "cafe"),
        ("Cafe an der Ecke", "CAFÉ"),
        ("Cafe\u0301 an der Ecke", "café"),
        ("Große Straße", "strasse"),
        ("grosse strasse", "Straße"),
    ],
)
def test_what_nobody_sees_and_accents_hide_nothing(index: Index, written: str, typed: str) -> None:
    write_and_see(index, [a_document("1", written), a_document("2", "别的事情")])

    assert all_ids(index, a_query(typed)) == ["1"]


def test_a_pair_inside_a_longer_word_is_found(index: Index) -> None:
    write_and_see(index, [a_document(text="路面下的排水管网老化")])

    assert total(index, "管网") == 1


def test_a_phrase_never_spans_a_gap(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1", "排水，水管坏了"),
            a_document("2", "排水a水管"),
            a_document("3", "排水管坏了"),
        ],
    )

    assert all_ids(index, a_query("排水管")) == ["3"]
    assert all_ids(index, a_query("水水")) == []


def test_a_phrase_never_spans_two_fields(index: Index) -> None:
    write_and_see(index, [a_document(fields=("电", "梯坏了", "3栋。", "楼道"))])

    assert total(index, "电梯") == 0
    assert total(index, '"栋 楼道"') == 0
    assert total(index, "3栋楼") == 0
    assert total(index, "楼道") == 1


def test_digits_match_whole(index: Index) -> None:
    write_and_see(index, [a_document("1", "3栋楼漏水"), a_document("2", "13栋漏水")])

    assert all_ids(index, a_query("3栋")) == ["1"]


def test_a_single_character_is_found(index: Index) -> None:
    write_and_see(index, [a_document("1", "堵，很堵"), a_document("2", "畅通")])

    assert all_ids(index, a_query("堵")) == ["1"]


def test_terms_all_hold_and_minus_excludes(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1", "电梯坏了"),
            a_document("2", "电梯噪音扰民"),
            a_document("3", "噪音"),
        ],
    )

    assert all_ids(index, a_query("噪音 电梯")) == ["2"]
    assert all_ids(index, a_query("电梯 -噪音")) == ["1"]
    assert sorted(all_ids(index, a_query("-噪音"))) == ["1"]


def test_an_empty_search_means_all_and_mere_punctuation_nothing(index: Index) -> None:
    write_and_see(index, [a_document("1"), a_document("2")])

    assert total(index, "") == 2
    assert total(index, "？！") == 0


def test_a_word_longer_than_any_engine_takes_is_found_whole(index: Index) -> None:
    long = "a" * 40_000
    write_and_see(index, [a_document("1", f"编号{long}"), a_document("2", f"编号{long}b")])

    assert all_ids(index, a_query(long)) == ["1"]


def synthetic_texts(generator: random.Random, count: int) -> list[tuple[str, str]]:
    """Few characters, so that pairs recur; gaps, words and traditional forms among them."""
    letters = "电梯管网水路灯坏小区電樓"
    odd = ["，", " ", "3", "13", "A7", "b", "。", "\n", "㎡", "３", "-", "“", "栋"]

    def text() -> str:
        parts = [
            generator.choice(odd) if generator.random() < 0.25 else generator.choice(letters)
            for _ in range(generator.randint(0, 30))
        ]
        return "".join(parts)

    return [(text(), text()) for _ in range(count)]


def test_totals_equal_a_scan(index: Index) -> None:
    generator = random.Random(20261122)
    texts = synthetic_texts(generator, 300)
    write_and_see(index, [a_document(str(at), fields=fields) for at, fields in enumerate(texts)])
    joined = [fold(field).text for fields in texts for field in fields if field]
    asked = [
        field[start : start + generator.randint(1, 5)]
        for field in generator.choices(joined, k=600)
        for start in [generator.randrange(len(field))]
    ]

    totals = index.count([a_query(f'"{term}"') for term in asked])

    expected = [sum(matches(fields, ask(f'"{term}"')) for fields in texts) for term in asked]
    assert totals == expected
    assert sum(expected) > 1000, "the corpus was too thin to prove anything"


def test_pure_han_totals_equal_plain_substring_counts(index: Index) -> None:
    generator = random.Random(7)
    texts = ["".join(generator.choices("电梯管网水路", k=12)) for _ in range(200)]
    write_and_see(index, [a_document(str(at), text) for at, text in enumerate(texts)])
    asked = {text[at : at + n] for text in texts[:20] for at in range(9) for n in (1, 2, 3, 4)}

    totals = dict(zip(asked, index.count([a_query(term) for term in asked]), strict=True))

    assert totals == {term: sum(term in text for text in texts) for term in asked}
