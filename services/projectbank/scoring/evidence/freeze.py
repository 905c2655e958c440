"""Evidence as plain data, kept with a published score, and back: both are the same evidence."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from services.projectbank.scoring.evidence.fact import Evidence, Fact


def frozen(evidence: Evidence) -> dict[str, Any]:
    return {
        "facts": {code: _frozen_fact(fact) for code, fact in evidence.facts.items()},
        "people": evidence.people,
        "people_at_most": evidence.people_at_most,
        "people_verified": evidence.people_verified,
        "by_messages": evidence.by_messages,
        "confirmed_severity": evidence.confirmed_severity,
        "suggested_severity": evidence.suggested_severity,
        "first_seen": evidence.first_seen.isoformat(),
        "first_number": evidence.first_number,
    }


def thawed(inputs: Mapping[str, Any]) -> Evidence:
    return Evidence(
        facts={code: _thawed_fact(fact) for code, fact in inputs["facts"].items()},
        people=inputs["people"],
        people_at_most=inputs.get("people_at_most"),
        people_verified=inputs.get("people_verified"),
        by_messages=inputs.get("by_messages", False),
        confirmed_severity=inputs["confirmed_severity"],
        suggested_severity=inputs["suggested_severity"],
        first_seen=datetime.fromisoformat(inputs["first_seen"]),
        first_number=inputs["first_number"],
    )


def _frozen_fact(fact: Fact) -> dict[str, Any]:
    """Numbers as numerator and denominator: no rounding comes between."""
    return {
        "kind": fact.kind,
        "source": fact.source,
        "low": _pair(fact.low),
        "high": _pair(fact.high),
        "as_of": fact.as_of.isoformat() if fact.as_of is not None else None,
        "who": fact.who,
        "details": dict(fact.details),
    }


def _thawed_fact(kept: Mapping[str, Any]) -> Fact:
    as_of = kept["as_of"]
    return Fact(
        kind=kept["kind"],
        source=kept["source"],
        low=_number(kept["low"]),
        high=_number(kept["high"]),
        as_of=datetime.fromisoformat(as_of) if as_of is not None else None,
        who=kept["who"],
        details=kept["details"],
    )


def _pair(number: Fraction | None) -> list[int] | None:
    return [number.numerator, number.denominator] if number is not None else None


def _number(pair: list[int] | None) -> Fraction | None:
    return Fraction(*pair) if pair is not None else None
