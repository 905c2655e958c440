"""Builds what people say of a report after it was sent, and what the staff answer to that."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.contracts.profile.model import Profile
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.supporting.works_on import works_on
from services.intake.feedback.addition import Additions, Look
from services.intake.feedback.join_api import JOIN_REFUSALS, join_routes
from services.intake.feedback.join_report import JoinReport
from services.intake.feedback.opinion_api import OPINION_REFUSALS, opinion_routes
from services.intake.feedback.say_opinion import JudgeDispute, SayOpinion
from services.intake.photos.attach import attach_to_report
from services.intake.reports.allowance import Allowance
from services.intake.reports.masking.masking import mask
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.report import Report
from services.runtime.web.feature import Feature
from services.runtime.web.refusals import joined


@dataclass(frozen=True, slots=True)
class Feedback:
    """The use cases of feedback; other pages have forms for them, too."""

    joining: JoinReport
    saying: SayOpinion
    judging: JudgeDispute


def feedback_of(reporting: Reporting, desk: CaseDesk) -> Feedback:
    profile, clock = desk.profile, desk.clock
    return Feedback(
        # With the case's counts.
        joining=JoinReport(
            desk.database,
            desk.join_case.outbox,
            clock,
            profile.zone,
            reporting.assessor.person,
            Additions(mask, attach_to_report),
            reporting.correct.hear,
            works_on(profile),
            _by_kind(profile),
        ),
        saying=SayOpinion(
            desk.database,
            reporting.receive,
            reporting.correct,
            mask,
            clock,
            area_name=_name_of(profile),
        ),
        judging=JudgeDispute(desk.database, desk.take_step, mask, clock),
    )


def feedback_feature(feedback: Feedback, desk: CaseDesk, allowance: Allowance) -> Feature:
    """A voice for a report, opinions of an outcome, and verdicts on disputes."""
    return Feature(
        name="feedback",
        routes=[
            join_routes(feedback.joining, desk.profile, allowance),
            opinion_routes(feedback.saying, feedback.judging, desk),
        ],
        refusals=joined(JOIN_REFUSALS, OPINION_REFUSALS),
    )


def _by_kind(profile: Profile) -> Look:
    """A report as severe as its kind of problem, whatever its words speak of."""

    def look(report: Report) -> Report:
        kind = profile.problem_types.get(report.category.code)
        return report if kind is None else replace(report, severity=kind.severity)

    return look


def _name_of(profile: Profile) -> Callable[[str], str | None]:
    """An area's name as an address, in the language in which reports are compared by it."""

    def name(code: str) -> str | None:
        area = profile.areas.get(code)
        return area.name.zh if area else None

    return name
