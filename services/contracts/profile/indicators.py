"""What a city's yearly health check measures, and by which rule a number is judged."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.contracts.profile.words import Words

Dimension = Literal["housing", "community", "block", "urban"]
DIMENSIONS: tuple[Dimension, ...] = ("housing", "community", "block", "urban")
Tier = Literal["base", "provincial", "local"]
TIERS: tuple[Tier, ...] = ("base", "provincial", "local")
Direction = Literal["lower", "higher"]
DIRECTIONS: tuple[Direction, ...] = ("lower", "higher")
Rule = Literal["lower", "higher", "existence", "band", "multi_part", "trend"]
RULES: tuple[Rule, ...] = ("lower", "higher", "existence", "band", "multi_part", "trend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A bound that a value is held against, both ends included: 70 passes ">= 70"."""

    part: Words | None
    """Which of several values it is about; none where the indicator has one."""
    low: Decimal | None
    high: Decimal | None
    proposed: bool
    """Our target, where the ministry publishes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator with the benchmarks that its source states without doubt.

    `benchmarks` holds one bound for lower (`high`), higher (`low`), existence (`high`) and band
    (both), two and more with a part for multi_part, and none for trend. It is empty, too, where
    the source ties the value to something that a profile must decide first.
    """

    code: str
    """Our own, such as H07; no official code was found."""
    dimension: Dimension
    tier: Tier
    name: Words
    other_names: tuple[str, ...]
    """Chinese names in other versions of the framework."""
    became: str | None
    """The indicator that took its place."""
    measure: Words
    direction: Direction
    """Whether a lower or a higher published number is better."""
    rule: Rule
    benchmark: Words
    """The benchmark as the source words it."""
    benchmarks: tuple[Benchmark, ...]
    frameworks: tuple[int, ...]
    """Years whose framework has it."""
    source: str
    confirmed: bool
    """Whether name, measure and benchmark were read in the source, not remembered."""
