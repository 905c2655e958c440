"""Bad input over HTTP and as files: a clear refusal, and nothing of it is stored."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.running import Answer, Home

pytestmark = pytest.mark.slow

GOOD: dict[str, Any] = {
    "subject": "路灯不亮",
    "description": "望澜路南段路灯不亮",
    "lat": 30.4158,
    "long": 123.1462,
}
REPORTS = "/api/intake/v1/reports"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("refusals") / "home")
    with home.serving():
        yield home


@pytest.fixture(scope="module")
def key(served: Home) -> str:
    given: str = served.json("keys", "add", "--role", "officer", "--name", "Tests")["key"]
    return given


def _stored(home: Home, key: str) -> int:
    answer = home.request("GET", f"{REPORTS}?page_size=200", key=key)
    assert answer.status == 200, answer
    return len(answer.body["items"])


def _pointers(answer: Answer) -> set[str]:
    assert answer.headers["content-type"].startswith("application/problem+json")
    for error in answer.body["errors"]:
        assert error["rule"]
        assert error["detail"]
    return {error["pointer"] for error in answer.body["errors"]}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"description": 7}, "/description"),
        ({"description": "   "}, "/description"),
        ({"description": "x" * 100_000}, "/description"),
        ({"description": "a\x00b"}, "/description"),
        ({"subject": "题" * 201}, "/subject"),
        ({"lat": "north"}, "/lat"),
        ({"lat": 91}, "/lat"),
        ({"long": -181}, "/long"),
        ({"long": None}, "/long"),
        ({"service_code": "no_such_category"}, "/service_code"),
        ({"occurred_at": "2026-11-01T10:00:00"}, "/occurred_at"),
        ({"occurred_at": "yesterday"}, "/occurred_at"),
        ({"datum": "mars"}, "/datum"),
        ({"no_such_field": 1}, "/no_such_field"),
    ],
)
def test_a_broken_rule_is_named_with_its_field_and_stores_nothing(
    served: Home, key: str, change: dict[str, Any], pointer: str
) -> None:
    before = _stored(served, key)
    body = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    answer = served.request("POST", REPORTS, body)
    assert answer.status == 422, answer
    assert pointer in _pointers(answer)
    assert _stored(served, key) == before


def test_a_report_without_any_place_is_refused(served: Home) -> None:
    body = {name: GOOD[name] for name in ("subject", "description")}
    answer = served.request("POST", REPORTS, body)
    assert answer.status == 422
    assert _pointers(answer)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b'{"description": "\xff\xfe"}', 400),
        (b"[1, 2]", 422),
        (b'{"description": "' + "长".encode() * 100_000 + b'"}', 413),
        (b'{"description": "' + b"x" * 20_000_000 + b'"}', 413),
    ],
    ids=["half JSON", "broken UTF-8", "no object", "100,000 characters", "20 MB"],
)
def test_what_cannot_be_read_or_is_too_large_stores_nothing(
    served: Home, key: str, raw: bytes, status: int
) -> None:
    before = _stored(served, key)
    answer = served.request("POST", REPORTS, raw=raw)
    # A server may close the connection on a body it will not read.
    assert answer.status == status or (status == 413 and answer.status == 0)
    assert _stored(served, key) == before
    assert served.request("GET", "/healthz").status == 200


def test_a_source_without_a_key_is_refused_and_with_a_wrong_one_unknown(served: Home) -> None:
    body = {**GOOD, "source": "hotline", "external_id": "X-1"}
    assert served.request("POST", REPORTS, body).status == 403
    assert served.request("POST", REPORTS, body, key="cm_wrong").status == 401


def _table(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]


def test_a_table_keeps_its_good_rows_and_lists_the_refused_ones(
    served: Home, key: str, tmp_path: Path
) -> None:
    before = _stored(served, key)
    rows: list[list[Any]] = [
        HEADER,
        ["T1", "U1", "井盖破损", "2019/5/1 10:00:00", "路口井盖破损", 0, 1],
        ["T2", "U2", "路灯不亮", "not a time", "路灯不亮", 0, 0],
        ["T3", "U3", "电梯停运", "2019/5/3 10:00:00", "   ", 0, 0],
        ["T4", "U4", "下水道堵塞", "2019/5/4 10:00:00", "=下水道堵塞", 0, 2],
    ]
    table = _table(tmp_path / "messages.xlsx", rows)
    book = openpyxl.load_workbook(table)
    sheet = book.active
    assert sheet is not None
    sheet["E5"].data_type = "s"
    book.save(table)
    result = served.json("intake", "import", str(table))
    assert (result["created"], result["rejected"]) == (2, 2)
    assert {error["row"] for error in result["errors"]} == {3, 4}
    assert _stored(served, key) == before + 2
    found = served.request("GET", f"{REPORTS}?page_size=200", key=key).body["items"]
    assert any(item["description"] == "=下水道堵塞" for item in found)


def test_a_formula_without_a_value_is_a_row_error_that_names_the_cell(
    served: Home, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        HEADER,
        ["F1", "U1", "井盖破损", "2019/5/1 10:00:00", '="a"&"b"', 0, 1],
    ]
    result = served.json("intake", "import", str(_table(tmp_path / "formula.xlsx", rows)))
    assert result["rejected"] == 1
    assert any("E2" in (error["column"] or "") + error["detail"] for error in result["errors"])


@pytest.mark.parametrize("kind", ["pdf", "columns", "missing"])
def test_a_file_that_is_no_table_ends_with_one_sentence(
    served: Home, key: str, tmp_path: Path, kind: str
) -> None:
    before = _stored(served, key)
    path = tmp_path / "table.xlsx"
    if kind == "pdf":
        path.write_bytes(b"%PDF-1.7\n" + b"x" * 2000)
    if kind == "columns":
        _table(path, [["留言编号", "留言主题"], ["1", "x"]])
    done = served.run("intake", "import", str(path), "--preset", "hotline-messages")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert _stored(served, key) == before
