"""Gathering what is known of a project: from reports, needs, the profile, planners and experts.

Nothing here looks at another project, at another's score or at the wall clock.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from services.projectbank.needs.bursts import largest_burst
from services.projectbank.needs.need import Need
from services.projectbank.needs.people import People, all_by_messages
from services.projectbank.needs.voice import Voice
from services.projectbank.projects.project import Project
from services.projectbank.scoring.background import Background
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence.fact import MISSING, Evidence, Fact, measured
from services.projectbank.scoring.evidence.voices import (
    HALF_LIFE,
    UNVERIFIED,
    VOICE,
    heat_of,
    people_among,
)
from services.projectbank.scoring.rating.rating import Rating

_FEN = 100
"""Fen in a yuan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Everything about one project that counts."""

    project: Project
    needs: Sequence[Need]
    members: Sequence[Voice]
    near: int | None
    """Open needs around that the same works would serve; none when the place is not known."""
    ratings: Mapping[str, Rating] = field(default_factory=dict)


def evidence_of(
    subject: Subject, background: Background, criteria: CriteriaSet, as_of: datetime
) -> Evidence:
    """What is shown for each criterion of the set. The subject has at least one need."""
    oldest = min(subject.needs, key=lambda need: (need.first_seen, need.number))
    people = people_among(subject.members)
    confirmed = _gravest_confirmed(subject, background)
    suggested = max((one.severity for one in subject.members), default=1)
    newest = max((one.occurred_at for one in subject.members), default=None)
    facts = {
        "safety": _safety(subject, background, criteria, confirmed, suggested, newest),
        "attention": _attention(subject.members, people, criteria, as_of, newest),
        "readiness": _readiness(subject.project, background),
        "equity": _equity(subject.project, background),
        "cost_effectiveness": _cost(subject.project),
        "continuity": _continuity(subject.project, background),
        "synergy": _synergy(subject, criteria),
    }
    return Evidence(
        facts={
            one.code: _or_rated(facts.get(one.code, MISSING), subject.ratings.get(one.code))
            for one in criteria.criteria
        },
        people=people.told_apart,
        people_at_most=people.at_most,
        people_verified=people.verified,
        by_messages=all_by_messages(need.by_messages for need in subject.needs),
        confirmed_severity=confirmed,
        suggested_severity=suggested,
        first_seen=oldest.first_seen,
        first_number=oldest.number,
    )


def _or_rated(fact: Fact, rating: Rating | None) -> Fact:
    """What was measured goes before what somebody thinks."""
    if fact.kind != "missing" or rating is None or rating.low is None or rating.high is None:
        return fact
    return Fact(
        kind="measured" if rating.low == rating.high else "partial",
        source="expert",
        low=Fraction(rating.low),
        high=Fraction(rating.high),
        as_of=rating.at,
        who=rating.who,
        details={"low": rating.low, "high": rating.high, "version": rating.version},
    )


def _gravest_confirmed(subject: Subject, background: Background) -> int | None:
    """What planners said of the needs; of a need of which none has, what is confirmed of its
    messages. Words that nobody has confirmed lift nothing."""
    decided = [need.severity for need in subject.needs if need.severity is not None]
    if decided and len(decided) == len(subject.needs):
        return max(decided)
    confirmed = [
        background.severities.get(one.category, 1) if one.raised else one.severity
        for one in subject.members
        if one.is_confirmed
    ]
    return max((*decided, *confirmed), default=None)


def _safety(
    subject: Subject,
    background: Background,
    criteria: CriteriaSet,
    confirmed: int | None,
    suggested: int,
    newest: datetime | None,
) -> Fact:
    members = subject.members
    if confirmed is None:
        return Fact(
            kind="partial",
            source="reports",
            low=Fraction(0),
            high=Fraction(suggested),
            as_of=newest,
            details={"suggested": suggested},
        )
    limited = any(one.is_confirmed and one.category in background.time_limited for one in members)
    floor = criteria.parameter("safety", "time_limited_severity", 0) if limited else 0
    return measured(
        max(confirmed, floor),
        "reports",
        as_of=max((one.occurred_at for one in members if one.is_confirmed), default=newest),
        details={"confirmed": confirmed, "time_limited": int(limited), "floor": floor},
    )


def _attention(
    members: Sequence[Voice],
    people: People,
    criteria: CriteriaSet,
    as_of: datetime,
    newest: datetime | None,
) -> Fact:
    """What has been shown is the voices told apart; more could be behind messages of nobody known,
    and behind voices for which nobody vouches yet."""
    half_life = criteria.parameter("attention", "half_life_days", HALF_LIFE)
    unverified = criteria.parameter("attention", "unverified_percent", UNVERIFIED)
    heat = heat_of(members, as_of, half_life, unverified)
    burst = largest_burst(one.occurred_at for one in members if not one.is_vouched)
    return Fact(
        kind="partial" if people.at_most > people.told_apart else "measured",
        source="reports",
        low=Fraction(heat.low, VOICE),
        high=Fraction(heat.high, VOICE),
        as_of=newest,
        details={
            "people": people.told_apart,
            "at_most": people.at_most,
            "unknown": people.unknown,
            "verified": people.verified,
            "messages": len(members),
            "tenths": heat.low * 10 // VOICE,
            "half_life": half_life,
            "unverified_percent": unverified,
            "burst": burst.voices if burst is not None else 0,
        },
    )


def _readiness(project: Project, background: Background) -> Fact:
    """Gates nobody has looked at yet may still be passed, but are not counted."""
    gates = background.works_of(project.project_type).gates
    known = [record for record in project.gates if record.gate in gates]
    if not known:
        return dataclasses.replace(MISSING, details={"gates": len(gates)} if gates else {})
    passed = sum(record.passed for record in known)
    failed = len(known) - passed
    last = max(known, key=lambda record: record.at)
    return Fact(
        kind="measured" if len(known) == len(gates) else "partial",
        source="planner",
        low=Fraction(100 * passed, len(gates)),
        high=Fraction(100 * (len(gates) - failed), len(gates)),
        as_of=last.at,
        who=last.who,
        details={"passed": passed, "failed": failed, "gates": len(gates)},
    )


def _equity(project: Project, background: Background) -> Fact:
    """Of the smallest area around it whose share is known."""
    for area in reversed(project.area_path):
        share = background.vulnerable.get(area)
        if share is not None:
            return measured(share, "profile", details={"share": share, "area": area})
    return MISSING


def _cost(project: Project) -> Fact:
    """Yuan for each person served: those who were counted, at least those who reported it.

    Fewer counted than reported would make a figure that is withdrawn lift the score.
    """
    estimate = project.estimate
    if estimate is None:
        return MISSING
    served = max(estimate.served or 0, project.people, 1)
    return Fact(
        kind="measured",
        source="planner",
        low=Fraction(estimate.high, served * _FEN),
        high=Fraction(estimate.low, served * _FEN),
        as_of=estimate.at,
        who=estimate.who,
        details={
            "low": estimate.low,
            "high": estimate.high,
            "served": served,
            "counted": int(estimate.served is not None and estimate.served >= project.people),
        },
    )


def _continuity(project: Project, background: Background) -> Fact:
    years = background.works_of(project.project_type).service_years
    return measured(years, "profile", details={"years": years}) if years is not None else MISSING


def _synergy(subject: Subject, criteria: CriteriaSet) -> Fact:
    """Its own needs beyond the first, and open needs around that the same works serve."""
    if subject.near is None:
        return MISSING
    own = len(subject.needs) - 1
    return measured(
        own + subject.near,
        "needs",
        as_of=max(need.last_seen for need in subject.needs),
        details={
            "own": own,
            "near": subject.near,
            "metres": criteria.parameter("synergy", "reach_metres", 0),
        },
    )
