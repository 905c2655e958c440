"""Gathering what is known of a project: from reports, needs, the profile, planners and experts.

Nothing here looks at another project, at another's score or at the wall clock.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from services.projectbank.needs.need import Member, Need, people_among
from services.projectbank.projects.project import Project
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence.fact import MISSING, Evidence, Fact, measured
from services.projectbank.scoring.opinions.background import Background
from services.projectbank.scoring.rating.rating import Rating

HALF_LIFE = 180
"""Days after which a voice counts half, unless the set says otherwise."""
VOICE = 1_000_000
"""One person's full voice; heat is a whole number of millionths, so that sums are exact."""
_SUPPORT_STEP = VOICE // 4
_MOST_SUPPORT = 2 * VOICE
"""Supporters lift a voice by a quarter for each doubling of their number, to three at most."""
_DIGITS = 28
_FEN = 100
"""Fen in a yuan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Everything about one project that counts."""

    project: Project
    needs: Sequence[Need]
    members: Sequence[Member]
    near: int | None
    """Open needs around that the same works would serve; none when the place is not known."""
    ratings: Mapping[str, Rating] = field(default_factory=dict)


def evidence_of(
    subject: Subject, background: Background, criteria: CriteriaSet, as_of: datetime
) -> Evidence:
    """What is shown for each criterion of the set. The subject has at least one need."""
    oldest = min(subject.needs, key=lambda need: (need.first_seen, need.number))
    facts = {
        "safety": _safety(subject.members, background, criteria),
        "attention": _attention(subject.members, criteria, as_of),
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
        people=people_among(member.person for member in subject.members),
        confirmed_severity=_gravest_confirmed(subject.members),
        suggested_severity=max((one.severity for one in subject.members), default=1),
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


def _gravest_confirmed(members: Sequence[Member]) -> int | None:
    return max((one.severity for one in members if one.is_confirmed), default=None)


def _safety(members: Sequence[Member], background: Background, criteria: CriteriaSet) -> Fact:
    confirmed = _gravest_confirmed(members)
    suggested = max((one.severity for one in members), default=1)
    newest = max((one.occurred_at for one in members), default=None)
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
        as_of=max(one.occurred_at for one in members if one.is_confirmed),
        details={"confirmed": confirmed, "time_limited": int(limited), "floor": floor},
    )


def _attention(members: Sequence[Member], criteria: CriteriaSet, as_of: datetime) -> Fact:
    half_life = criteria.parameter("attention", "half_life_days", HALF_LIFE)
    heat = heat_of(members, as_of, half_life)
    return measured(
        Fraction(heat, VOICE),
        "reports",
        as_of=max((one.occurred_at for one in members), default=None),
        details={
            "people": people_among(one.person for one in members),
            "tenths": heat * 10 // VOICE,
            "half_life": half_life,
        },
    )


def heat_of(members: Sequence[Member], as_of: datetime, half_life: int = HALF_LIFE) -> int:
    """Millionths. The loudest voice of each person; all who gave no name have one together."""
    loudest: dict[str | None, int] = {}
    for member in members:
        age = max(0, (as_of - member.occurred_at).days)
        support = min(_MOST_SUPPORT, _SUPPORT_STEP * member.in_favour.bit_length())
        voice = (VOICE + support) * remaining(age, half_life) // VOICE
        loudest[member.person] = max(loudest.get(member.person, 0), voice)
    return sum(loudest.values())


@lru_cache(maxsize=20_000)
def remaining(days: int, half_life: int = HALF_LIFE) -> int:
    """Millionths that are left of a voice after so many days."""
    with localcontext(prec=_DIGITS):
        return int(Decimal(2) ** (Decimal(-days) / half_life) * VOICE)


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
