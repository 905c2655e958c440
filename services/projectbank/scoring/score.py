"""From evidence to points. A missing input is an interval: low is shown, high could be shown yet.

Points are whole hundredths of a point. A criterion's points are rounded down; a project's are the
weighted mean of its criteria's, rounded down. No floats, so every machine ranks alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from services.contracts.projectbank_events import Lane
from services.projectbank.scoring.criteria import WHOLE, CriteriaSet, Criterion
from services.projectbank.scoring.evidence import VOICE, Evidence

FULL = 10_000
"""Hundredths of a point: 100.00 points."""
CRITICAL_SEVERITY = 4
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


Measure = Callable[[Evidence], tuple[Decimal, Decimal] | Decimal | None]
"""What was measured; or low and high of it; none when nothing is known."""


def score(criteria: CriteriaSet, evidence: Evidence) -> Score:
    """The score of one project, from its own evidence and nothing else."""
    parts = tuple(_points(criterion, evidence) for criterion in criteria.criteria)
    return Score(
        lane=_lane(evidence),
        low=sum(part.low * part.weight for part in parts) // WHOLE,
        high=sum(part.high * part.weight for part in parts) // WHOLE,
        confidence=sum(part.weight for part in parts if part.measured),
        risk=max(evidence.suggested_severity, evidence.confirmed_severity or 0),
        parts=parts,
    )


def _lane(evidence: Evidence) -> Lane:
    """A confirmed danger to life is not weighed against anything."""
    confirmed = evidence.confirmed_severity
    return "critical" if confirmed is not None and confirmed >= CRITICAL_SEVERITY else "ranked"


def _points(criterion: Criterion, evidence: Evidence) -> Points:
    measure = _MEASURES.get(criterion.code)
    found = measure(evidence) if measure is not None else None
    if found is None:
        return Points(criterion.code, criterion.weight, 0, FULL, measured=False)
    if isinstance(found, tuple):
        low, high = (value_of(criterion, one) for one in found)
        return Points(criterion.code, criterion.weight, low, high, measured=False)
    shown = value_of(criterion, found)
    return Points(criterion.code, criterion.weight, shown, shown, measured=True)


def value_of(criterion: Criterion, found: Decimal) -> int:
    """Evidence between the anchors as hundredths of a point; beyond them nothing changes."""
    zero, hundred = Decimal(criterion.zero), Decimal(criterion.hundred)
    with localcontext(prec=_DIGITS):
        if criterion.scale == "logarithmic":
            found, zero, hundred = ((1 + value).ln() for value in (found, zero, hundred))
        share = (found - zero) / (hundred - zero)
        return int(min(Decimal(1), max(Decimal(0), share)) * FULL)


def _safety(evidence: Evidence) -> tuple[Decimal, Decimal] | Decimal | None:
    if evidence.confirmed_severity is None:
        return Decimal(0), Decimal(evidence.suggested_severity)
    return Decimal(evidence.confirmed_severity)


def _attention(evidence: Evidence) -> Decimal:
    return Decimal(evidence.heat) / VOICE


def _synergy(evidence: Evidence) -> Decimal | None:
    return Decimal(evidence.needs - 1) if evidence.placed else None


_MEASURES: Mapping[str, Measure] = {
    "safety": _safety,
    "attention": _attention,
    "synergy": _synergy,
}
"""The criteria the bank has evidence for; the others wait for indicators, estimates and gates."""
