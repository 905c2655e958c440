"""Bad tables, from the command line and over HTTP: what is good in them is stored, nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.flow.refusing import REPORTS, pointers, stored
from tests.support.running import Answer, Home

pytestmark = pytest.mark.slow


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
    before = stored(served, key)
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
    assert stored(served, key) == before + 2
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


@pytest.mark.parametrize("kind", ["pdf", "columns"])
def test_over_http_a_file_that_is_no_table_is_422_with_a_pointer_to_it(
    served: Home, key: str, tmp_path: Path, kind: str
) -> None:
    before = stored(served, key)
    path = tmp_path / "table.xlsx"
    if kind == "pdf":
        path.write_bytes(b"%PDF-1.7\n" + b"x" * 2000)
    else:
        _table(path, [["留言编号", "留言主题"], ["1", "x"]])
    answer = _upload(served, key, path, preset="hotline-messages")
    assert answer.status == 422
    assert pointers(answer) == {"/file"}
    assert stored(served, key) == before


def test_over_http_a_table_keeps_its_good_rows_and_lists_the_refused_ones(
    served: Home, key: str, tmp_path: Path
) -> None:
    before = stored(served, key)
    rows: list[list[Any]] = [
        HEADER,
        ["H1", "U1", "井盖破损", "2019/5/1 10:00:00", "路口井盖破损", 0, 1],
        ["H2", "U2", "路灯不亮", "not a time", "路灯不亮", 0, 0],
    ]
    answer = _upload(served, key, _table(tmp_path / "messages.xlsx", rows))
    assert answer.status == 200
    assert (answer.body["created"], answer.body["rejected"]) == (1, 1)
    assert [error["row"] for error in answer.body["errors"]] == [3]
    assert stored(served, key) == before + 1


def _upload(home: Home, key: str, path: Path, **fields: str) -> Answer:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="t.xlsx"\r\n\r\n'
    raw = b"".join([*parts, head.encode(), path.read_bytes(), b"\r\n--x--\r\n"])
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    return home.request("POST", "/api/intake/v1/imports", raw=raw, key=key, headers=kind)


@pytest.mark.parametrize("kind", ["pdf", "columns", "missing"])
def test_a_file_that_is_no_table_ends_with_one_sentence(
    served: Home, key: str, tmp_path: Path, kind: str
) -> None:
    before = stored(served, key)
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
    assert stored(served, key) == before
