"""What every page asks is found by an index, also in a home that was never analysed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from services.by_word import migrations_of
from services.contracts.profile.load import load_profile
from services.intake.cases.inbox.inbox import ReadInbox
from services.intake.feedback.voices import additions_to
from services.intake.reports.listing import Wanted, find
from services.runtime.database import Database, open_database
from services.runtime.identity.access import EVERYWHERE
from services.runtime.migrations.moving import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/intake.db")
    migrate(opened, migrations_of("intake"))
    yield opened
    opened.close()


def plans_of(database: Database, use: Callable[[], Any]) -> list[str]:
    """How SQLite went about the tables of every statement, in order."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Connection, _k: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        use()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as conn:
        return [
            row[3]
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def test_dangers_are_found_among_the_dangers(database: Database) -> None:
    inbox = ReadInbox(database, load_profile())
    plans = plans_of(database, lambda: inbox.alarms(EVERYWHERE))
    assert any("reports USING INDEX reports_dangerous" in plan for plan in plans), plans


def test_the_staff_list_is_read_in_its_order(database: Database) -> None:
    plans = plans_of(
        database, lambda: database.read(lambda conn: find(conn, Wanted(), "staff", lambda _: ()))
    )
    assert plans == ["SCAN reports USING INDEX reports_newest"]


def test_voices_are_found_by_what_they_join(database: Database) -> None:
    plans = plans_of(database, lambda: database.read(lambda conn: additions_to(conn, ["R1", "R2"])))
    assert "SEARCH reports USING INDEX reports_joins (joins=?)" in plans, plans
