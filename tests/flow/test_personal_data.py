"""What identifies a person stays in intake's database: nothing else of an installation holds it."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, select

from services.all_in_one import Installation
from services.contracts.topics import TOPICS
from services.runtime.database import Database
from tests.support.inside import opened, wait_until_idle
from tests.support.running import Home

pytestmark = pytest.mark.slow

# Invented: a number of the mobile range, an identity number with a right check digit, an address.
PHONE = "13712345678"
IDENTITY = "11010519491231002X"
EMAIL = "wang.fang@example.org"
AS_TYPED = (
    (PHONE, IDENTITY, EMAIL),
    ("137 1234 5678", "110105 19491231 002x", "Wang.Fang@Example.org"),
    ("137-1234-5678", "110105-19491231-002X", EMAIL),
    ("１３７１２３４５６７８", "１１０１０５１９４９１２３１００２Ｘ", EMAIL),
)
FIELDS = ("subject", "description", "address")
TABLE_ROWS = 3
TOLD = len(AS_TYPED) * len(FIELDS) + TABLE_ROWS
_HOLDS_IT = ("intake.db", "intake.db-wal", "intake.db-shm")
"""The contact store: the only place that may."""


def test_no_file_of_an_embedded_home_but_intake_s_own_holds_it(
    embedded_home: Home, tmp_path: Path
) -> None:
    with embedded_home.serving():
        tell(embedded_home, embedded_home.port)
        take_over(embedded_home, tmp_path)
        embedded_home.json("work", "--until-idle")
        embedded_home.json("bank", "rank")
        embedded_home.json("work", "--until-idle")
    nowhere_else(embedded_home)
    files = [path for path in embedded_home.path.rglob("*") if path.is_file()]
    assert any(holds(path) for path in files if path.name in _HOLDS_IT)
    others = [path for path in files if path.name not in _HOLDS_IT]
    assert {"run-no-demo.log", "bus.db", "projectbank.db"} <= {path.name for path in others}
    assert [path.name for path in others if holds(path)] == []


def test_no_topic_table_index_or_log_of_real_engines_holds_it(
    real_home: Home, tmp_path: Path
) -> None:
    roles = [(s, r) for s in ("intake", "bank", "search") for r in ("relay", "worker")]
    with real_home.serving_roles([("intake", "api"), *roles]) as running:
        tell(real_home, running.ports["intake"])
        take_over(real_home, tmp_path)
        wait_until_idle(real_home)
        real_home.json("bank", "rank")
        wait_until_idle(real_home)
    nowhere_else(real_home)
    logs = list(real_home.path.glob("*.log"))
    assert len(logs) == len(roles) + 1
    assert [path.name for path in logs if holds(path)] == []


@pytest.mark.parametrize("secret", [secret for typed in AS_TYPED for secret in typed])
def test_this_test_would_see_it(secret: str, tmp_path: Path) -> None:
    assert is_told_in(f"联系{secret}。")
    path = tmp_path / "file"
    path.write_text(f"联系{secret}。", encoding="utf-8")
    assert holds(path)


def tell(home: Home, port: int) -> None:
    """Type it into every field, in every writing; also into what is refused."""
    for typed in AS_TYPED:
        for field in FIELDS:
            body: dict[str, str | float] = {
                "subject": "小区门口积水",
                "description": "小区门口积水三天了",
                "address": "禾心梅园3栋",
                "lat": 30.4445,
                "long": 123.1099,
            }
            body[field] = f"{body[field]}，联系{typed[0]}，身份证{typed[1]}，邮箱{typed[2]}"
            answer = home.request("POST", "/api/intake/v1/reports", body, port=port)
            assert answer.status == 201, answer
            assert not is_told_in(json.dumps(answer.body, ensure_ascii=False))
            refused = home.request("POST", "/api/intake/v1/reports", body | {"lat": 91}, port=port)
            assert refused.status == 422
            assert not is_told_in(json.dumps(refused.body, ensure_ascii=False))
    strange = {"description": "x", PHONE: IDENTITY}
    assert home.request("POST", "/api/intake/v1/reports", strange, port=port).status == 422


def take_over(home: Home, folder: Path) -> None:
    """The same in a table, with a row that is refused and a column that nobody knows."""
    table = folder / "calls.csv"
    said = f"小区门口积水，联系{PHONE}，身份证{IDENTITY}，邮箱{EMAIL}"
    rows = [
        ["编号", "姓名", "电话", "邮箱", "主题", "内容", "地址", "时间", "备注"],
        *(
            [f"C{row}", "王芳", PHONE, EMAIL, said, said, said, "2026-01-05 08:00:00", said]
            for row in range(TABLE_ROWS)
        ),
        ["C9", "王芳", PHONE, EMAIL, said, said, said, f"{PHONE} {IDENTITY} {EMAIL}", said],
    ]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = home.run("intake", "import", str(table), "--json")
    assert json.loads(done.stdout.splitlines()[-1])["created"] == TABLE_ROWS
    assert not is_told_in(done.stdout)
    assert not is_told_in(done.stderr)


def nowhere_else(home: Home) -> None:
    """Bus, bank and index, asked as the services ask them."""
    with opened(home) as installation:
        said = list(everything(installation))
        found = list(records(installation))
        for secret in (*AS_TYPED[0], *AS_TYPED[1], "wang.fang"):
            assert installation.find({"q": f'"{secret}"'}, False)["total"] == 0
    assert any("小区门口积水" in text for text in said), "the reports did not arrive"
    assert [text[:60] for text in said if is_told_in(text)] == []
    assert sum("积水" in text for text in found) >= TOLD
    assert [text[:60] for text in found if is_told_in(text)] == []


def everything(installation: Installation) -> Iterator[str]:
    """Every record of the bus and every row of bank and search, as text."""
    for record in installation.bus.replay([topic.name for topic in TOPICS]):
        yield (record.value or b"").decode()
        yield f"{record.key} {dict(record.headers)}"
    for word in ("bank", "search"):
        yield from rows(installation.service(word).database)


def records(installation: Installation) -> Iterator[str]:
    """Every record of the index as staff see it."""
    asked = {"q": "", "page_size": "200", "sort": "newest"}
    while True:
        page: Any = installation.find(asked, False)
        yield from (json.dumps(item, ensure_ascii=False, default=str) for item in page["items"])
        if page["cursor"] is None:
            return
        asked["cursor"] = page["cursor"]


def rows(database: Database) -> Iterator[str]:
    tables = MetaData()
    tables.reflect(database.engine)
    for table in tables.sorted_tables:
        for row in database.read(partial(_rows_of, table)):
            yield " ".join(
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                for value in row
            )


def _rows_of(table: Table, conn: Any) -> Any:
    return conn.execute(select(table)).all()


def is_told_in(text: str) -> bool:
    """Whether any of it is in the text, whatever stands between its digits."""
    folded = unicodedata.normalize("NFKC", text).lower()
    close = re.sub(r"(?<=[0-9])[\s\-]{1,3}(?=[0-9])", "", folded)
    return any(secret.lower() in close for secret in AS_TYPED[0])


def holds(path: Path) -> bool:
    """Whether the bytes of a file hold any of it in a writing that was typed."""
    content = path.read_bytes()
    return any(secret.encode() in content for typed in AS_TYPED for secret in typed)
