"""Whether a rule of the profile opens a case from a bundle of reports. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.contracts.profile.opening_rules import OpeningRule
from services.intake.cases.inbox.bundles import Bundle

_AHEAD = timedelta(days=1)
"""A clock elsewhere may be wrong by so much; what lies further ahead is a mistake."""


def rule_for(
    rules: Sequence[OpeningRule], bundle: Bundle, people: int, now: datetime
) -> OpeningRule | None:
    """The first rule that fits; `people` counts who reported and who joined."""
    return next((rule for rule in rules if _fits(rule, bundle, people, now)), None)


def _fits(rule: OpeningRule, bundle: Bundle, people: int, now: datetime) -> bool:
    newest = max(report.occurred_at for report in bundle.reports)
    sure = max(
        report.category.confidence
        for report in bundle.reports
        if report.category.code == bundle.category
    )
    return (
        bundle.severity >= rule.severity
        and people >= rule.people
        and (not rule.problem_types or bundle.category in rule.problem_types)
        and (not rule.groups or bundle.leading.category.group in rule.groups)
        and now - timedelta(days=rule.days) <= newest <= now + _AHEAD
        and sure * 100 >= rule.confidence
    )
