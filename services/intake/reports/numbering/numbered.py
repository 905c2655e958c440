"""Storing a report that intake itself makes, under a number that is free."""

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from sqlalchemy import Connection

from services.intake.reports import store
from services.intake.reports.changing.next_version import announce
from services.intake.reports.report import CODE_LENGTH, Report, report_number
from services.runtime.ids import short_code
from services.runtime.outbox import Outbox

MOST_DRAWS: Final = 50


class NoNumberLeft(Exception):
    """Every number that was drawn is taken: the code is too short for one day's reports."""


def add_numbered(
    conn: Connection,
    outbox: Outbox,
    report: Report,
    keeping: store.Keeping,
    zone: tzinfo,
    draw: Callable[[int], str] = short_code,
) -> Report:
    """The first version as it was stored, and told of. Raises NoNumberLeft."""
    for _ in range(MOST_DRAWS):
        number = report_number(report.received_at, zone, draw(CODE_LENGTH))
        stored = store.add(conn, replace(report, id=number), keeping)
        if stored is not None:
            announce(conn, outbox, stored)
            return stored
    raise NoNumberLeft
