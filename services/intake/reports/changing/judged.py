"""What a report needs of others in its transaction: the officers' last word on it, and that its
case hears of a danger."""

from collections.abc import Callable

from sqlalchemy import Connection

from services.intake.reports.audience import Verdict
from services.intake.reports.report import Report

VerdictOn = Callable[[Connection, str, str], Verdict | None]
"""The last word on the report of this number that says what this digest is of."""


def no_verdict(_: Connection, _report: str, _digest: str) -> None:
    """Where nobody judges, nothing was judged."""


TellCase = Callable[[Connection, Report], None]
"""A report of a case is graver than it was, since its words speak of a danger."""


def no_case(_: Connection, _report: Report) -> None:
    """Where there are no cases."""
