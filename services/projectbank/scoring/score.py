"""From evidence to points. A missing input is an interval: low is shown, high could be shown yet.

Points are whole hundredths of a point. A criterion's points are rounded down; a project's are the
weighted mean of its criteria's, rounded down. No floats, so every machine ranks alike.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from services.contracts.projectbank_events import Lane
from services.projectbank.scoring.criteria import WHOLE, CriteriaSet, Criterion
from services.projectbank.scoring.fact import Evidence, Fact

FULL = 10_000
"""Hundredths of a point: 100.00 points."""
_DIGITS = 28


@dataclass(frozen=True, slots=True)
class Points:
    """One criterion: hundredths of a point before weighting, and whether it was measured."""

    code: str
    weight: int
    low: int
    high: int
    measured: bool


@dataclass(frozen=True, slots=True)
class Score:
    """`low` is the score of record: what has been shown."""

    lane: Lane
    low: int
    high: int
    confidence: int
    """Percent of the weight that was measured."""
    risk: int
    """1..4, suggested severity included; breaks ties."""
    parts: tuple[Points, ...]


def score(criteria: CriteriaSet, evidence: Evidence) -> Score:
    """The score of one project, from its own evidence and nothing else."""
    parts = tuple(points(one, evidence.fact(one.code)) for one in criteria.criteria)
    return Score(
        lane=_lane(criteria, evidence),
        low=sum(part.low * part.weight for part in parts) // WHOLE,
        high=sum(part.high * part.weight for part in parts) // WHOLE,
        confidence=sum(part.weight for part in parts if part.measured),
        risk=max(evidence.suggested_severity, evidence.confirmed_severity or 0),
        parts=parts,
    )


def _lane(criteria: CriteriaSet, evidence: Evidence) -> Lane:
    """A confirmed danger to life is not weighed against anything."""
    confirmed = evidence.confirmed_severity
    critical = confirmed is not None and confirmed >= criteria.critical_severity
    return "critical" if critical else "ranked"


def points(criterion: Criterion, fact: Fact) -> Points:
    """What is missing counts nothing, and could still be worth everything."""
    if fact.low is None or fact.high is None:
        return Points(criterion.code, criterion.weight, 0, FULL, measured=False)
    if fact.source == "expert":
        low, high = (int(one * FULL / 100) for one in (fact.low, fact.high))
    else:
        low, high = (value_of(criterion, one) for one in (fact.low, fact.high))
    return Points(criterion.code, criterion.weight, low, high, measured=fact.kind == "measured")


def value_of(criterion: Criterion, found: Fraction) -> int:
    """Evidence between the anchors as hundredths of a point; beyond them nothing changes."""
    if criterion.scale == "linear":
        share = (found - criterion.zero) / (criterion.hundred - criterion.zero)
        return int(min(Fraction(1), max(Fraction(0), share)) * FULL)
    with localcontext(prec=_DIGITS):
        value = Decimal(max(0, found.numerator)) / Decimal(found.denominator)
        ends = Decimal(criterion.zero), Decimal(criterion.hundred)
        shown, zero, hundred = ((1 + one).ln() for one in (value, *ends))
        part = (shown - zero) / (hundred - zero)
        return int(min(Decimal(1), max(Decimal(0), part)) * FULL)
