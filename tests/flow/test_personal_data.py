"""What identifies a person stays in intake's database: nothing else of an installation holds it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from services.all_in_one import Installation, open_installation
from services.contracts.topics import TOPICS
from services.runtime.database import Database
from services.runtime.settings import load_settings
from tests.support.running import Home

pytestmark = pytest.mark.slow

# Invented: a number of the mobile range, an identity number with a right check digit, an address.
PHONE = "13712345678"
IDENTITY = "11010519491231002X"
EMAIL = "wang.fang@example.org"
SECRETS = (PHONE, IDENTITY, EMAIL)
_HOLDS_IT = ("intake.db", "intake.db-wal", "intake.db-shm")
"""The contact store: the only place that may."""


def _tell(home: Home, port: int) -> None:
    for field in ("subject", "description", "address"):
        body: dict[str, str | float] = {
            "subject": "小区门口积水",
            "description": "小区门口积水三天了",
            "address": "禾心梅园3栋",
            "lat": 30.4445,
            "long": 123.1099,
        }
        body[field] = f"{body[field]}，联系{PHONE}，身份证{IDENTITY}，邮箱{EMAIL}"
        answer = home.request("POST", "/api/intake/v1/reports", body, port=port)
        assert answer.status == 201, answer
        assert not any(secret in json.dumps(answer.body) for secret in SECRETS)


def test_no_file_of_an_embedded_home_but_intakes_own_holds_it(embedded_home: Home) -> None:
    with embedded_home.serving():
        _tell(embedded_home, embedded_home.port)
        embedded_home.json("work", "--until-idle")
    _nowhere_else(embedded_home)
    files = [path for path in embedded_home.path.rglob("*") if path.is_file()]
    assert any(_holds(path) for path in files if path.name in _HOLDS_IT)
    others = [path for path in files if path.name not in _HOLDS_IT]
    assert [path.name for path in others if _holds(path)] == []


def test_no_topic_table_index_or_log_of_real_engines_holds_it(real_home: Home) -> None:
    roles = [(s, r) for s in ("intake", "bank", "search") for r in ("relay", "worker")]
    with real_home.serving_roles([("intake", "api"), *roles]) as running:
        _tell(real_home, running.ports["intake"])
        real_home.json("work", "--until-idle")
    _nowhere_else(real_home)
    logs = list(real_home.path.glob("*.log"))
    assert logs
    assert [path.name for path in logs if _holds(path)] == []


def _nowhere_else(home: Home) -> None:
    """Bus, bank and index, asked as the services ask them."""
    kept = {k: v for k, v in home.env().items() if k.startswith("CITYMEND_")}
    installation = open_installation(load_settings(kept), writer=False)
    try:
        said = list(_everything(installation))
    finally:
        installation.close()
    assert any("小区门口积水" in text for text in said), "the reports did not arrive"
    assert [text[:60] for text in said if any(secret in text for secret in SECRETS)] == []
    for secret in (PHONE, IDENTITY, "wang.fang"):
        assert home.json("search", "find", f'"{secret}"')["total"] == 0
    assert home.json("search", "find", "积水", "--kind", "report")["total"] == 3


def _everything(installation: Installation) -> Iterator[str]:
    for record in installation.bus.replay([topic.name for topic in TOPICS]):
        yield (record.value or b"").decode()
        yield f"{record.key} {dict(record.headers)}"
    for word in ("bank", "search"):
        yield from _rows(installation.service(word).database)


def _rows(database: Database) -> Iterator[str]:
    tables = MetaData()
    tables.reflect(database.engine)
    for table in tables.sorted_tables:
        for row in database.read(lambda conn, table=table: conn.execute(select(table)).all()):  # type: ignore[misc]
            yield " ".join(
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                for value in row
            )


def _holds(path: Path) -> bool:
    content = path.read_bytes()
    return any(secret.encode() in content for secret in SECRETS)
