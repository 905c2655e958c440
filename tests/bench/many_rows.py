"""A home with as many rows as a city has: the demonstration's rows, again and again.

Every copy is a report, a case, a need or a project of its own, some minutes older and half a
kilometre from the one before it, so that lists, pages and counts meet the mixture that the
demonstration has.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text

from services.intake.cases.case.tables import case_steps, cases
from services.intake.reports.tables import reports
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.need import need_id
from services.projectbank.needs.reports.tables import reports as heard
from services.projectbank.needs.tables import needs
from services.projectbank.projects.project import project_id
from services.projectbank.projects.tables import project_needs, projects
from services.projectbank.scoring.published.tables import scores
from services.runtime.database import Database

_TOGETHER = 2_000
_STEP = timedelta(minutes=7)
_SIDE = 60
_APART = 0.005
"""Degrees: half a kilometre. The town is that much larger, on a square of so many copies."""
_YEAR = 75_000
"""Steps in a year: no row is much older."""
Row = dict[str, Any]
Change = Callable[[Row, int], Row]


def fill_intake(database: Database, rows: int) -> Mapping[str, int]:
    """Until so many reports are there; with the cases that they are in and the steps of those."""
    first = _rows(database, reports)
    copies, copied = -(-rows // len(first)), _naming(len(first))
    last = max(row["seq"] for row in first)

    def report(row: Row, copy: int) -> Row:
        return {
            **row,
            "id": copied(row["id"], copy),
            "seq": row["seq"] + copy * last,
            "accepted": None if row["accepted"] is None else row["accepted"] + copy * last,
            "tracking_token": copied(row["tracking_token"][:40], copy),
            "case_id": row["case_id"] and copied(row["case_id"], copy),
            "joins": row["joins"] and copied(row["joins"], copy),
            "client_key": None,
            "external_id": None,
        }

    def of_case(row: Row, copy: int) -> Row:
        return {**row, "case_id": copied(row["case_id"], copy)}

    changes: Mapping[Table, Change] = {
        reports: report,
        cases: lambda row, copy: {**row, "id": copied(row["id"], copy)},
        case_steps: of_case,
    }
    return _multiply(database, changes, copies)


def fill_bank(database: Database, rows: int) -> Mapping[str, int]:
    """Until so many reports are heard; with their needs, projects and ranks."""
    first = _rows(database, heard)
    copies, copied = -(-rows // len(first)), _naming(len(first))
    numbered_rows = (*_rows(database, needs), *_rows(database, projects))
    last = max(*(row["number"] for row in numbered_rows), *(row["seq"] for row in first))
    places = max(row["position"] or 0 for row in first)
    joined = max(row["position"] for row in _rows(database, members))
    ranks = max(row["rank"] for row in _rows(database, scores))

    def need(name: str, copy: int) -> str:
        return need_id(int(name.partition("-")[2]) + copy * last)

    def project(name: str, copy: int) -> str:
        return project_id(int(name.partition("-")[2]) + copy * last)

    def numbered(row: Row, copy: int, name: Callable[[str, int], str]) -> Row:
        return {**row, "id": name(row["id"], copy), "number": row["number"] + copy * last}

    changes: Mapping[Table, Change] = {
        heard: lambda row, copy: {
            **row,
            "id": copied(row["id"], copy),
            "seq": row["seq"] + copy * last,
            "position": row["position"] and row["position"] + copy * places,
        },
        needs: lambda row, copy: numbered(row, copy, need),
        members: lambda row, copy: {
            **row,
            "report_id": copied(row["report_id"], copy),
            "need_id": need(row["need_id"], copy),
            "position": row["position"] + copy * joined,
        },
        projects: lambda row, copy: numbered(row, copy, project),
        project_needs: lambda row, copy: {
            **row,
            "project_id": project(row["project_id"], copy),
            "need_id": need(row["need_id"], copy),
        },
        scores: lambda row, copy: {
            **row,
            "rank": row["rank"] + copy * ranks,
            "project_id": project(row["project_id"], copy),
        },
    }
    return _multiply(database, changes, copies)


def _multiply(database: Database, changes: Mapping[Table, Change], copies: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    for table, change in changes.items():
        models = _rows(database, table)
        new = (
            _elsewhere(change(model, copy), copy) for copy in range(1, copies) for model in models
        )
        while some := list(islice(new, _TOGETHER)):
            database.write(_adding(table, some))
        counted[table.name] = copies * len(models)
    # As PostgreSQL's autovacuum does within a minute: without it no plan is worth measuring.
    database.write(lambda conn: conn.execute(text("ANALYZE")))
    return counted


def _rows(database: Database, table: Table) -> list[Row]:
    return database.read(lambda conn: [dict(row) for row in conn.execute(select(table)).mappings()])


def _adding(table: Table, some: list[Row]) -> Callable[[Connection], None]:
    def use(conn: Connection) -> None:
        conn.execute(insert(table), some)

    return use


def _elsewhere(row: Row, copy: int) -> Row:
    by = _STEP * (copy % _YEAR)
    moved = {"lat": copy % _SIDE * _APART, "long": copy // _SIDE % _SIDE * _APART}
    return {
        name: value - by
        if isinstance(value, datetime)
        else value + moved[name]
        if name in moved and value is not None
        else value
        for name, value in row.items()
    }


def _naming(models: int) -> Callable[[str, int], str]:
    """Names of copies, other ones where what is repeated was repeated before."""
    return lambda name, copy: f"{name}-{models}.{copy}"
