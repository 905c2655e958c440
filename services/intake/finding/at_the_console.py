"""The codes that nothing sent, for whoever keeps the installation and for nobody else.

They are computed when they are asked for, from the installation's secret: who may read that may
read them, and they lie nowhere.
"""

from dataclasses import dataclass
from datetime import datetime

from services.intake.finding import store
from services.intake.finding.code import LASTS, Codes
from services.runtime.clock import Clock
from services.runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """A code that is still good and has not left the house."""

    report: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class UnsentCodes:
    """Use case. Safe for threads."""

    database: Database
    codes: Codes
    clock: Clock

    def every(self) -> list[Unsent]:
        """The newest request first."""
        since = self.clock.now() - LASTS
        rows = self.database.read(lambda conn: store.unsent(conn, since))
        return [
            Unsent(report=row.report_id, code=self.codes.of(row.id), until=row.at + LASTS)
            for row in rows
        ]
