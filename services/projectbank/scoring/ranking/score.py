"""From evidence to points. A missing input is an interval: low is shown, high could be shown yet.

Points are whole hundredths of a point. A criterion's points are rounded down; a project's are the
weighted mean of its criteria's, rounded down. No floats, so every machine ranks alike.
"""

import math
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from services.contracts.projectbank_events import Lane
from services.projectbank.scoring.criteria import WHOLE, CriteriaSet, Criterion
from services.projectbank.scoring.evidence.fact import Evidence, Fact, Source

FULL = 10_000
"""Hundredths of a point: 100.00 points."""
_DIGITS = 28
_LONGEST = 500
"""Bits of a number whose logarithm a float holds well."""
_DOUBT = 1e-12


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
    low = _worth(criterion, fact.source, fact.low)
    high = low if fact.high == fact.low else _worth(criterion, fact.source, fact.high)
    return Points(criterion.code, criterion.weight, low, high, measured=fact.kind == "measured")


def _worth(criterion: Criterion, source: Source, found: Fraction) -> int:
    """An expert gives points already."""
    if source == "expert":
        return found.numerator * FULL // (found.denominator * WHOLE)
    return value_of(criterion, found)


def value_of(criterion: Criterion, found: Fraction) -> int:
    """Evidence between the anchors as hundredths of a point; beyond them nothing changes."""
    if criterion.scale == "linear":
        way = found.numerator - criterion.zero * found.denominator
        whole = (criterion.hundred - criterion.zero) * found.denominator
        return min(FULL, max(0, way * FULL // whole))
    nearly = _nearly(criterion.zero, criterion.hundred, found)
    return exactly(criterion.zero, criterion.hundred, found) if nearly is None else nearly


def exactly(zero: int, hundred: int, found: Fraction) -> int:
    """On a logarithmic scale."""
    with localcontext(prec=_DIGITS):
        value = Decimal(max(0, found.numerator)) / Decimal(found.denominator)
        start, width = _scale(zero, hundred)
        part = ((1 + value).ln() - start) / width
        return int(min(Decimal(1), max(Decimal(0), part)) * FULL)


def _nearly(zero: int, hundred: int, found: Fraction) -> int | None:
    """What `exactly` gives, at a tenth of its price; none where a float could fall on the other
    side of a whole hundredth: its logarithm is right to far less than _DOUBT."""
    above, below = max(0, found.numerator), found.denominator
    if above.bit_length() > _LONGEST or below.bit_length() > _LONGEST:
        return None
    start, each, doubt = _steps(zero, hundred)
    hundredths = (math.log(above + below) - math.log(below) - start) * each
    surely = math.floor(hundredths - doubt)
    return min(FULL, max(0, surely)) if surely == math.floor(hundredths + doubt) else None


@lru_cache(maxsize=64)
def _scale(zero: int, hundred: int) -> tuple[Decimal, Decimal]:
    """Where the scale begins and how long it is."""
    with localcontext(prec=_DIGITS):
        start = (1 + Decimal(zero)).ln()
        return start, (1 + Decimal(hundred)).ln() - start


@lru_cache(maxsize=64)
def _steps(zero: int, hundred: int) -> tuple[float, float, float]:
    """Where the scale begins, hundredths in one of its units, and in what a logarithm is off."""
    start, width = _scale(zero, hundred)
    each = FULL / float(width)
    return float(start), each, abs(each) * _DOUBT
