"""Many reports in a database at once, made from one that is there."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from services.intake.reports.tables import reports
from services.runtime.database import open_database

_TOGETHER = 1000


def fill(url: str, rows: int) -> None:
    """Add so many reports, spread over 40 by 40 km and a year, as if they had been received."""
    database = open_database(url)
    try:
        with database.engine.connect() as conn:
            model = dict(conn.execute(select(reports).limit(1)).mappings().one())
            first = conn.execute(select(func.coalesce(func.max(reports.c.seq), 0))).scalar_one() + 1
        for start in range(0, rows, _TOGETHER):
            together = [
                _copy(model, first + number)
                for number in range(start, min(rows, start + _TOGETHER))
            ]
            database.write(_adding(together))
        # As PostgreSQL's autovacuum does within a minute: without it no plan is worth measuring.
        database.write(lambda conn: conn.exec_driver_sql("ANALYZE"))
    finally:
        database.close()


def _adding(rows: list[dict[str, Any]]) -> Any:
    def use(conn: Connection) -> None:
        conn.execute(insert(reports), rows)

    return use


def _copy(model: dict[str, Any], number: int) -> dict[str, Any]:
    moment = model["received_at"] - timedelta(minutes=5 * (number % 105_000))
    return {
        **model,
        "id": f"{moment:%Y%m%d}-B{number:06}",
        "seq": number,
        "tracking_token": f"bench-{number:09}",
        "client_key": None,
        "external_id": None,
        "lat": 29.75 + (number * 7919 % 100_003) * 3.6e-6,
        "long": 121.40 + (number * 104_729 % 100_019) * 4.1e-6,
        "occurred_at": moment,
        "received_at": moment,
    }
