"""Over the real hotline table: what search finds equals a plain scan, for every pair of Han.

The oracle shares nothing with the product: it folds by itself and counts substrings.
"""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import opencc
import pytest
from elasticsearch import Elasticsearch
from python_calamine import CalamineWorkbook

from services.search.index.document import Document
from services.search.index.opening import open_index
from services.search.index.port import STAFF, Index, Query
from services.search.text.asking import ask
from tests.support.engines.room import unique
from tests.unit.search.documents import write_and_see

DATA = Path(os.environ.get("CITYMEND_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
TABLE = DATA / "teddycup2020c" / "附件3_全部留言_4326.xlsx"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
CONVERTER = opencc.OpenCC("t2s")
ONE = ("电", "梯", "路", "堵", "噪", "臭", "漏", "灯", "校", "烟")
MIXED = ("A市", "3栋", "A7县", "2号线", "24小时", "5点", "k8县", "10楼", "V字", "2019年")

pytestmark = pytest.mark.skipif(not TABLE.exists(), reason=f"the real table is not at {TABLE}")


@pytest.fixture(scope="module")
def messages() -> Sequence[tuple[str, str]]:
    """Subject and description of every row."""
    head, *rows = CalamineWorkbook.from_path(str(TABLE)).get_sheet_by_index(0).to_python()
    subject, description = head.index("留言主题"), head.index("留言详情")
    return [(str(row[subject]), str(row[description])) for row in rows]


@pytest.fixture(scope="module")
def folded(messages: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return [(plain(subject), plain(description)) for subject, description in messages]


def plain(text: str) -> str:
    """NFKC and lower case, then OpenCC's conversion, each character by itself; what nobody sees
    is not there."""
    return "".join(plain_character(character) for character in text)


@cache
def plain_character(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return ""
    lowered = unicodedata.normalize("NFKC", character).lower()
    return "".join(CONVERTER.convert(part) for part in lowered)


@contextmanager
def filled(url: str, messages: Sequence[tuple[str, str]]) -> Iterator[Index]:
    index = open_index(url, "write")
    documents = [report(number, fields) for number, fields in enumerate(messages)]
    for start in range(0, len(documents), 1000):
        index.write(documents[start : start + 1000])
    write_and_see(index, documents[-1:])
    yield index
    index.close()


def report(number: int, fields: tuple[str, str]) -> Document:
    return Document(
        kind="report",
        id=str(number),
        version=1,
        fields=fields,
        occurred_at=NOON,
        updated_at=NOON,
    )


@pytest.fixture(scope="module")
def tantivy(
    messages: Sequence[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    with filled(f"tantivy://{tmp_path_factory.mktemp('pairs')}", messages) as index:
        yield index


@pytest.fixture(scope="module")
def elasticsearch(messages: Sequence[tuple[str, str]], elasticsearch_url: str) -> Iterator[Index]:
    name = unique("pairs")
    with filled(f"{elasticsearch_url}/{name}", messages) as index:
        yield index
    with Elasticsearch(elasticsearch_url) as client:
        for concrete in client.indices.get(index=f"{name}-*"):
            client.indices.delete(index=concrete)


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def index(request: pytest.FixtureRequest) -> Index:
    made: Index = request.getfixturevalue(request.param)
    return made


def totals(index: Index, terms: Sequence[str]) -> dict[str, int]:
    queries = [Query(question=ask(term), reader=STAFF, kinds=("report",)) for term in terms]
    return dict(zip(terms, index.count(queries), strict=True))


def test_every_pair_that_occurs_five_times_is_found_exactly_where_it_occurs(
    index: Index, folded: Sequence[tuple[str, str]]
) -> None:
    occurrences: Counter[str] = Counter()
    messages_with: Counter[str] = Counter()
    for fields in folded:
        pairs = [
            run[at : at + 2]
            for field in fields
            for run in re.findall(r"[\u4e00-\u9fff]+", field)
            for at in range(len(run) - 1)
        ]
        occurrences.update(pairs)
        messages_with.update(set(pairs))
    frequent = sorted(pair for pair, count in occurrences.items() if count >= 5)

    found = totals(index, frequent)

    assert len(frequent) > 30_000
    wrong = {pair: count for pair, count in found.items() if count != messages_with[pair]}
    assert not wrong


def test_single_characters_are_found_exactly_where_they_occur(
    index: Index, folded: Sequence[tuple[str, str]]
) -> None:
    expected = {
        character: sum(any(character in field for field in fields) for fields in folded)
        for character in ONE
    }

    assert totals(index, ONE) == expected
    assert min(expected.values()) > 0


def test_mixed_strings_are_found_where_their_words_are_whole(
    index: Index, folded: Sequence[tuple[str, str]]
) -> None:
    def occurs(term: str) -> int:
        edge = "[a-z0-9]"
        words = term.lower()
        before = f"(?<!{edge})" if re.match(edge, words) else ""
        after = f"(?!{edge})" if re.match(edge, words[-1]) else ""
        pattern = re.compile(before + re.escape(words) + after)
        return sum(any(pattern.search(field) for field in fields) for fields in folded)

    expected = {term: occurs(term) for term in MIXED}

    assert totals(index, MIXED) == expected
    assert sum(expected.values()) > 100


def test_traditional_finds_what_simplified_finds(index: Index) -> None:
    found = totals(index, ["電梯", "电梯", "斷頭路", "断头路"])

    assert found["電梯"] == found["电梯"] > 0
    assert found["斷頭路"] == found["断头路"] > 0
