"""Pictures of what is kept apart: units, kinds of problem, dispatch rules."""

from collections.abc import Sequence

from services.contracts.profile.model import Profile
from services.intake.cases.case.names import rule_name
from services.intake.figures import definitions as by_definition
from services.intake.figures.counts import Counts
from services.intake.figures.share import Share
from services.intake.figures.showing.charts import Bar, Chart, bar, days, percent
from services.intake.figures.statistics import Statistics
from services.intake.figures.words import group_name, unit_name
from services.runtime.web.i18n import gettext

MOST_BARS = 12
"""In one picture; the table has all."""


def units(found: Statistics, profile: Profile) -> Chart:
    """On time by unit, the latest first."""
    due = {unit: counts for unit, counts in found.by_unit.items() if counts.due.due}
    ordered = sorted(due, key=lambda unit: (by_definition.on_time(due[unit].due).percent, unit))
    return Chart(
        id="units",
        title=gettext("On time by responsible unit"),
        finding=_latest(due[ordered[0]], unit_name(profile, ordered[0]))
        if ordered
        else gettext("No deadline has passed in this period."),
        bars=[
            bar(unit_name(profile, unit), by_definition.on_time(due[unit].due), "good")
            for unit in ordered[:MOST_BARS]
        ],
        columns=(
            gettext("Responsible unit"),
            gettext("Due"),
            gettext("Late"),
            gettext("On time"),
            gettext("On time, exemptions left out"),
            gettext("Median days to answer"),
            gettext("Median days to close"),
        ),
        rows=[_unit_row(unit_name(profile, unit), due[unit]) for unit in ordered],
    )


def durations(found: Statistics, profile: Profile) -> Chart:
    """Days to close by group of problems, the slowest first."""
    known = {group: each.close_days.days or 0.0 for group, each in found.by_group.items()}
    measured = [group for group in known if found.by_group[group].close_days.number]
    ordered = sorted(measured, key=lambda group: (-known[group], group))
    longest = max((known[group] for group in ordered), default=0) or 1
    finding = gettext(
        "Days within which half of the cases were closed: %(days)s; within which half got an "
        "answer: %(answer)s.",
        days=days(found.overall.close_days),
        answer=days(found.overall.answer_days),
    )
    return Chart(
        id="durations",
        title=gettext("Median days to close, by kind of problem"),
        finding=finding if ordered else gettext("No case was closed in this period."),
        bars=[
            Bar(
                group_name(profile, group),
                100 * known[group] / longest,
                days(found.by_group[group].close_days),
            )
            for group in ordered[:MOST_BARS]
        ],
        columns=(
            gettext("Kind of problem"),
            gettext("Closed"),
            gettext("Median days to close"),
            gettext("Answered"),
            gettext("Median days to answer"),
        ),
        rows=[_group_row(group_name(profile, group), found.by_group[group]) for group in ordered],
    )


def dispatches(found: Statistics, profile: Profile) -> Chart:
    """Send-backs by the rule that had named the unit, with their reasons; rules that were always
    right are left out."""
    wrong = [rule for rule, sent in found.by_rule.items() if sent.sent_back]
    ordered = sorted(wrong, key=lambda rule: (-found.by_rule[rule].sent_back, rule or ""))
    sent = found.overall.sent
    accuracy = by_definition.dispatch_accuracy(found.overall)
    finding = gettext(
        "Dispatch accuracy %(accuracy)s: %(back)s of %(all)s dispatches were sent back.",
        accuracy=percent(accuracy),
        back=sent.sent_back,
        all=sent.dispatched,
    )
    return Chart(
        id="dispatches",
        title=gettext("Sent back, by dispatch rule"),
        finding=finding if sent.dispatched else gettext("Nothing was dispatched in this period."),
        bars=[
            bar(
                rule_name(profile, rule),
                Share(found.by_rule[rule].sent_back, found.by_rule[rule].dispatched),
                "bad",
            )
            for rule in ordered[:MOST_BARS]
        ],
        columns=(gettext("Rule"), gettext("Reasons"), gettext("Dispatched"), gettext("Sent back")),
        rows=[
            (
                rule_name(profile, rule),
                _reasons(found, rule),
                str(found.by_rule[rule].dispatched),
                str(found.by_rule[rule].sent_back),
            )
            for rule in ordered
        ],
        words=2,
    )


def _latest(counts: Counts, name: str) -> str:
    due = counts.due
    if not due.late:
        return gettext("No unit was late.")
    return gettext(
        "%(unit)s is late most often: %(late)s of %(due)s.", unit=name, late=due.late, due=due.due
    )


def _unit_row(name: str, counts: Counts) -> Sequence[str]:
    due = counts.due
    return (
        name,
        str(due.due),
        str(due.late),
        percent(by_definition.on_time(due)),
        percent(by_definition.on_time_exempted(due)),
        days(counts.answer_days),
        days(counts.close_days),
    )


def _group_row(name: str, counts: Counts) -> Sequence[str]:
    close, answer = counts.close_days, counts.answer_days
    return (name, str(close.number), days(close), str(answer.number), days(answer))


def _reasons(found: Statistics, rule: str | None) -> str:
    each = [f"{reason.reason} ×{reason.number}" for reason in found.reasons if reason.rule == rule]
    return "；".join(each) or "–"
