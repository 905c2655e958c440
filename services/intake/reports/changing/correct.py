"""What officers say of a report over what intake made of it, and words that came later."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.intake.reports.changing.correcting import Correcting
from services.intake.reports.changing.corrections import Correction, lessons
from services.intake.reports.changing.learning import Learning
from services.intake.reports.dangers.verdict import DangerVerdict
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.report import (
    Actor,
    Report,
)
from services.intake.reports.suggesting.pairs import Lesson
from services.runtime.database import Database


class Correct:
    """The use cases that correct reports. Safe for threads."""

    def __init__(self, database: Database, correcting: Correcting, learning: Learning) -> None:
        self._database = database
        self._correcting = correcting
        self._learning = learning

    def category(self, report_id: str, correction: Correction, actor: Actor) -> Report:
        """Keep what an officer says a report is about; the next suggestions learn from it.

        Raises NoSuchReport, UnknownCategory, DatabaseUnavailable.
        """

        def use(conn: Connection) -> tuple[Report, Sequence[Lesson]]:
            report = self._correcting.recategorise(conn, report_id, correction, actor)
            return report, lessons(conn)

        report, taught = self._database.write(use)
        self._learning.learn(taught)
        return report

    def place(self, report_id: str, relocation: Relocation, actor: Actor) -> Report:
        """Keep where an officer says a report is.

        Raises NoSuchReport, RefusedReport, DatabaseUnavailable.
        """
        return self._database.write(
            lambda conn: self._correcting.relocate(conn, report_id, relocation, actor)
        )

    def danger(self, report_id: str, verdict: DangerVerdict, actor: Actor) -> Report:
        """Keep an officer's word on the danger that was heard in a report.

        Raises NoSuchReport, NoDangerHeard, DatabaseUnavailable.
        """
        return self._database.write(
            lambda conn: self._correcting.judge_danger(conn, report_id, verdict, actor)
        )

    def hear(
        self,
        conn: Connection,
        report_id: str,
        text: str,
        why: str,
        actor: Actor,
        *,
        anew: bool = False,
    ) -> Report:
        """Look for a danger in words that were added to a report later, in the caller's
        transaction, and raise the report's severity, and its case's, where they speak of one.
        `anew`: also where the same words are known, as after the case was closed.

        Raises NoSuchReport.
        """
        return self._correcting.hear(conn, report_id, text, why, actor, anew=anew)
