"""What a report needs of others in its transaction: the officers' last word on it, and that its
case hears what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.intake.reports.audience import Verdict
from services.intake.reports.report import Report

VerdictOn = Callable[[Connection, str, str], Verdict | None]
"""The last word on the report of this number that says what this digest is of."""


def no_verdict(_: Connection, _report: str, _digest: str) -> None:
    """Where nobody judges, nothing was judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChange:
    """A report of a case before and after its next version, and who made it and why."""

    before: Report
    after: Report
    at: datetime
    who: str
    why: str


TellCase = Callable[[Connection, ReportChange], None]
"""What was assigned to a report of a case has changed: its gravity, its category, its place."""


AskedOf = Callable[[Connection, str], Mapping[str, object] | None]
"""What waits for a decision of the report's case since the report was corrected."""


def nothing_asked(_: Connection, _report: str) -> None:
    """Where there are no cases."""


def no_case(_: Connection, _change: ReportChange) -> None:
    """Where there are no cases."""
