"""What a report needs of moderation: the officers' last word on it, in its transaction."""

from collections.abc import Callable

from sqlalchemy import Connection

from services.intake.reports.audience import Verdict

VerdictOn = Callable[[Connection, str, str], Verdict | None]
"""The last word on the report of this number that says what this digest is of."""


def no_verdict(_: Connection, _report: str, _digest: str) -> None:
    """Where nobody judges, nothing was judged."""
