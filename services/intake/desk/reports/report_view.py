"""What the page of a report shows, and what its forms offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services.contracts.profile.model import LEVELS, Profile
from services.intake.cases.case import store as case_store
from services.intake.cases.case.within import within
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.questions import store as question_store
from services.intake.cases.questions.question import Question
from services.intake.cases.supporting.works_on import works_on
from services.intake.desk.casework.asked import Asked, asked_of
from services.intake.feedback.follow_up import (
    Followed,
    closing_of,
    followed_by,
    follower_of,
    others,
)
from services.intake.feedback.voices import Voices, voices_of
from services.intake.reports import contacts, disclosing, store
from services.intake.reports.disclosing import Disclosure
from services.intake.reports.in_scope import WorksOn
from services.intake.reports.nearby.nearby import Near, proposals
from services.intake.reports.numbering.typed_number import typed_number
from services.intake.reports.report import Report
from services.intake.reports.store import Change, Kept
from services.runtime.identity.access import Actor, Scope

MOST_PROPOSED = 20
"""Nearest first; what lies behind them is better found on the map."""
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReportView:
    report: Report
    history: Sequence[Change]
    """Newest first."""
    same: Sequence[Near]
    """What may mean the same."""
    more: int
    """How many of those are not shown."""
    has_private: bool
    """Whether something is kept that an officer may see for a reason."""
    disclosures: Sequence[Disclosure]
    """Who looked at that, the latest first."""
    followed: Followed | None
    """What it was reported again after, where the reader works on that, too."""
    again: Report | None
    """What its reporter sent when it was still not fixed."""
    voices: Voices
    """Who joined it, and the photos of all."""
    questions: Sequence[Asked]
    """Whether its case follows it, where it was corrected and nobody has decided that."""
    decided: Question | None
    """What was decided of that the last time."""

    @property
    def extras(self) -> Mapping[str, str]:
        return others(self.report.extras, self.followed)


def report_view(desk: CaseDesk, number: str, actor: Actor, language: str) -> ReportView | None:
    """None when there is no such report within the scope; an erased one is not there either."""

    scope, mine = actor.scope, works_on(desk.profile)

    def read(conn: Connection) -> ReportView | None:
        kept = store.by_id(conn, typed_number(number))
        if kept is None or kept.report.erased or not mine(conn, [kept.report], scope):
            return None
        near = proposals(conn, kept.report, scope, mine)
        history = list(reversed(store.history(conn, kept.report.id)))
        shown = near[:MOST_PROPOSED]
        private = contacts.load(conn, kept.report.id)
        return ReportView(
            kept.report,
            history,
            shown,
            len(near) - len(shown),
            private is not None and private.tells_something,
            disclosing.of_report(conn, kept.report.id),
            _followed(conn, kept, mine, scope),
            _again(conn, kept.report, mine, scope),
            voices_of(conn, kept.report.id),
            *_asked(conn, desk, kept.report, actor, language),
        )

    return desk.database.read(read)


def _asked(
    conn: Connection, desk: CaseDesk, report: Report, actor: Actor, language: str
) -> tuple[Sequence[Asked], Question | None]:
    """What waits for a decision of who takes the case's steps, and else what was decided last."""
    question = question_store.of_report(conn, report.id)
    if question is None or question.case != report.case:
        return (), question if question is not None and question.is_decided else None
    if question.is_decided:
        return (), question
    case = case_store.by_id(conn, question.case)
    if case is None or not within(case, actor.scope):
        return (), None
    asked = asked_of(conn, desk, case, worker_of(actor), language)
    return [each for each in asked if each.report.id == report.id], None


def _followed(conn: Connection, kept: Kept, mine: WorksOn, scope: Scope) -> Followed | None:
    found = followed_by(conn, kept)
    return found if found and mine(conn, [found.kept.report], scope) else None


def _again(conn: Connection, report: Report, mine: WorksOn, scope: Scope) -> Report | None:
    case = case_store.by_id(conn, report.case) if report.case else None
    if case is None or case.is_open:
        return None
    found = follower_of(conn, case.id, closing_of(conn, case), report.id)
    return found.report if found and mine(conn, [found.report], scope) else None


def kind_choices(profile: Profile, language: str) -> Sequence[tuple[str, Choices]]:
    """Every problem type under the name of its group."""
    grouped: dict[str, list[tuple[str, str]]] = {code: [] for code in profile.groups}
    for kind in profile.problem_types.values():
        grouped[kind.group].append((kind.code, kind.name.in_language(language)))
    return [
        (profile.groups[code].name.in_language(language), kinds)
        for code, kinds in grouped.items()
        if kinds
    ]


def area_choices(profile: Profile, language: str) -> Choices:
    """Every area, each under the one it lies in, set in by its depth."""
    ordered = sorted(profile.areas.values(), key=lambda area: profile.area_path(area.code))
    return [
        (area.code, "\u3000" * LEVELS.index(area.level) + area.name.in_language(language))
        for area in ordered
    ]


def typed_first(report: Report) -> Mapping[str, Any]:
    """What the forms hold before anybody typed: what is on record."""
    place = report.place
    return {
        "category": report.category.code,
        "area": place.area or "",
        "lat": "" if place.lat is None else f"{place.lat:.6f}",
        "long": "" if place.long is None else f"{place.long:.6f}",
        "datum": "wgs84",
        "why": "",
    }
