"""The case after it follows a corrected report: kind, place, unit and clock. Pure.

What is under way with a unit that is not the corrected case's goes back to be dispatched, which the
caller does; whatever only waits changes its unit where it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from services.contracts.profile.model import Profile
from services.intake.cases.case.case import Case
from services.intake.cases.case.dispatching import Proposal, proposals
from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.case.store import Taken
from services.intake.cases.clock.clock import Clock, resumed
from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.opening.open_case import title_of
from services.intake.cases.questions.replay import replayed
from services.intake.reports.report import Report

UNDER_WAY: Final = ("dispatched", "handling", "verifying", "suspended")
"""States in which a unit has the case."""


def unit_for(profile: Profile, case: Case, report: Report) -> Proposal | None:
    """The unit that the rules name for the case as it would be; none where it went to no unit yet,
    or no rule names any.

    Where only the place was corrected and the case was with an office of its area, with the office
    of the new one; a unit that a rule still names for that kind stays.
    """
    if case.unit is None:
        return None
    category, area = report.category.code, report.place.area
    named = proposals(profile, category, area)
    if category == case.category:
        stays = [each for each in named if each.unit == case.unit]
        of_area = [each for each in named if each.rule.startswith("area:")]
        was_of_area = (case.rule or "").startswith("area:")
        named = [*stays, *(of_area if was_of_area else ()), *named]
    return next(iter(named), None)


def condition_for(
    known: Mapping[str, str], case: Case, report: Report, chosen: str | None
) -> str | None:
    """The filing condition of the corrected kind. Raises MissingDetail: where there are several
    somebody has to say which."""
    if chosen is not None and chosen not in known:
        raise MissingDetail("condition", "known_condition")
    if chosen is not None or not known:
        return chosen
    if report.category.code == case.category and case.condition in known:
        return case.condition
    if len(known) > 1:
        raise MissingDetail("condition", "required")
    return next(iter(known))


def followed(
    profile: Profile,
    case: Case,
    report: Report,
    severity: int,
    now: datetime,
) -> Case:
    """The next version of the case with the kind and place of the report; unit and clock are as
    they were."""
    return replace(
        case,
        version=case.version + 1,
        title=title_of(profile, report),
        category=report.category.code,
        group=report.category.group,
        severity=severity,
        area=report.place.area,
        area_path=report.place.area_path,
        lat=report.place.lat,
        long=report.place.long,
        changed_at=now,
    )


def limited(
    case: Case,
    condition: str | None,
    limit: str | None,
    taken: Sequence[Taken],
    counting: WorkingClock,
) -> Case:
    """The case, whose clock was started, under the limit of a condition, as if it had had it from
    then on."""
    if condition == case.condition and limit == case.clock.limit:
        return case
    clock = replayed(limit, taken, counting)
    late = clock.is_late(case.changed_at)
    return replace(
        case,
        condition=condition,
        clock=clock,
        exempted=case.exempted and late,
        escalated=case.escalated if late else None,
    )


def taken_from_unit(case: Case, counting: WorkingClock) -> Case:
    """The case as one that waits to be dispatched: nobody's, its clock running."""
    clock: Clock = resumed(case.clock, case.changed_at, counting)
    return replace(
        case,
        state="filed",
        before=None,
        outcome=None,
        note=None,
        assignee=None,
        review_on=None,
        barred=(),
        clock=clock,
    )


def with_unit(profile: Profile, case: Case, unit: Proposal) -> Case:
    """The case of another unit; passed up for its lateness, it lies with the one above that."""
    known = profile.responsible_units.get(unit.unit)
    above = known.parent if known is not None else None
    return replace(
        case, unit=unit.unit, rule=unit.rule, escalated=above if case.escalated else None
    )
