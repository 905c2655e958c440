"""What officers say of a report over what intake made of it: category and place.

What was said never changes; each correction is a next version with who and why (masked, since
every colleague reads it).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.model import Profile
from services.intake.reports.assess import Assessor
from services.intake.reports.changing.corrections import (
    Correction,
    locked,
    note,
    note_place,
)
from services.intake.reports.changing.judged import ReportChange, TellCase, VerdictOn, no_case
from services.intake.reports.changing.next_version import keep_next
from services.intake.reports.dangers.listen import is_known
from services.intake.reports.dangers.verdict import DangerVerdict, NoDangerHeard
from services.intake.reports.dangers.words import together
from services.intake.reports.faults import NoSuchReport, RefusedReport, UnknownCategory
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.report import Actor, Report
from services.intake.reports.store import Kept
from services.runtime.clock import Clock
from services.runtime.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Correcting:
    """Corrections by the rules of one profile, in the caller's transaction."""

    outbox: Outbox
    profile: Profile
    assessor: Assessor
    clock: Clock
    verdict_on: VerdictOn
    tell_case: TellCase = no_case

    def recategorise(
        self, conn: Connection, report_id: str, correction: Correction, actor: Actor
    ) -> Report:
        """The report under the category that an officer decided.

        Decided the same before, it is as it was. Raises NoSuchReport, UnknownCategory.
        """
        if correction.category not in self.profile.problem_types:
            raise UnknownCategory("/category")
        kept = self._locked(conn, report_id)
        before = kept.report.category
        if before.code == correction.category and before.decided_by == "officer":
            return kept.report
        verdict = self.verdict_on(conn, report_id, kept.keeping.digest)
        after = self.assessor.recategorised(kept.report, correction.category, verdict)
        why = self.assessor.harmless(correction.why)
        note(conn, report_id, self._keep(conn, kept, after, why, actor))
        return after

    def relocate(
        self, conn: Connection, report_id: str, relocation: Relocation, actor: Actor
    ) -> Report:
        """The report at the place that an officer decided; the address stays as it was typed.

        Where it lies already, it is as it was. Raises NoSuchReport, RefusedReport.
        """
        broken = relocation.broken_rules(self.profile.areas)
        if broken:
            raise RefusedReport(broken)
        kept = self._locked(conn, report_id)
        place = self.assessor.placed(kept.report, relocation)
        if place == kept.report.place:
            return kept.report
        after = replace(kept.report, version=kept.report.version + 1, place=place)
        why = self.assessor.harmless(relocation.why)
        note_place(conn, report_id, self._keep(conn, kept, after, why, actor))
        return after

    def judge_danger(
        self, conn: Connection, report_id: str, verdict: DangerVerdict, actor: Actor
    ) -> Report:
        """The report after an officer's word on the danger that was heard in it.

        Judged alike before, it is as it was. Raises NoSuchReport, NoDangerHeard.
        """
        kept = self._locked(conn, report_id)
        heard = kept.report.danger
        if heard is None:
            raise NoDangerHeard
        if heard.judged == verdict.judged:
            return kept.report
        after = self._graver(kept.report, replace(heard, judged=verdict.judged))
        after = replace(after, danger_anew_at=None)
        self._keep(conn, kept, after, self.assessor.harmless(verdict.why), actor)
        return after

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
        """The report after words that were added to it later; as it was, unless they speak of a
        danger that nobody heard before or that was dismissed. Its case hears of it.

        `anew`: the same words count again, since what was known of them is over.
        Raises NoSuchReport.
        """
        kept = self._locked(conn, report_id)
        heard = self.assessor.listening.in_text(text)
        known = kept.report.danger
        if heard is None or (not anew and is_known(heard, known)):
            return kept.report
        after = self._graver(kept.report, together([heard, known]))
        after = replace(after, danger_anew_at=self.clock.now())
        self._keep(conn, kept, after, why, actor)
        return after

    def _graver(self, report: Report, danger: PossibleDanger | None) -> Report:
        severity = self.assessor.listening.severity(report.category.code, danger)
        return replace(report, version=report.version + 1, danger=danger, severity=severity)

    def _locked(self, conn: Connection, report_id: str) -> Kept:
        kept = locked(conn, report_id)
        if kept is None or kept.report.erased:
            raise NoSuchReport
        return kept

    def _keep(
        self, conn: Connection, kept: Kept, after: Report, why: str, actor: Actor
    ) -> datetime:
        now = self.clock.now()
        digest = kept.keeping.digest
        keep_next(
            conn, self.outbox, kept.report, after, at=now, who=actor.name, why=why, digest=digest
        )
        if after.case is not None:
            change = ReportChange(before=kept.report, after=after, at=now, who=actor.name, why=why)
            self.tell_case(conn, change)
        return now
