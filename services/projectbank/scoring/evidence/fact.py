"""What is known of a project, criterion by criterion, with where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

Kind = Literal["measured", "partial", "missing"]
Source = Literal["reports", "needs", "profile", "planner", "expert", "none"]
Detail = int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Evidence for one criterion, exact, in the criterion's measure; an expert's is in points.

    `low` has been shown, `high` is what could still be shown; both are none when it is missing.
    """

    kind: Kind
    source: Source
    low: Fraction | None
    high: Fraction | None
    as_of: datetime | None = None
    who: str | None = None
    """The person who recorded it; only staff are told."""
    details: Mapping[str, Detail] = field(default_factory=dict)
    """The numbers that the sentence about it names."""


MISSING = Fact(kind="missing", source="none", low=None, high=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Inputs of a score, kept with it so that it can be computed again."""

    facts: Mapping[str, Fact]
    """By the criterion's code; a criterion that is not named is missing."""
    people: int
    """Told apart; messages of nobody known are together one of them."""
    confirmed_severity: int | None
    """1..4; none while every category is only suggested."""
    suggested_severity: int
    first_seen: datetime
    first_number: int
    """`seq` of the first report of the oldest need."""
    people_at_most: int | None = None
    """With each message of nobody known as somebody else; none in rankings from before."""
    people_verified: int | None = None
    by_messages: bool = False
    """No need of it is carried by people told apart, only by messages of nobody known."""

    def fact(self, code: str) -> Fact:
        return self.facts.get(code, MISSING)


def measured(value: Fraction | int, source: Source, **known: object) -> Fact:
    """One number that was shown."""
    return Fact(
        kind="measured",
        source=source,
        low=Fraction(value),
        high=Fraction(value),
        **known,  # type: ignore[arg-type]
    )
