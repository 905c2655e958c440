"""The figures of grouping, tried on 4,326 real messages and a million synthetic ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.projectbank.needs.grouping.lexicon import Lexicon, usual_lexicon

DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingRules:
    """All that a planner could argue about. Overlaps are squared cosines in parts per million,
    weights of evidence hundredths of a logit per full figure."""

    covered_weight: int = 1_226
    named_weight: int = -497
    matter_weight: int = 508
    words_weight: int = 288
    both_weight: int = 1_358
    """For place and matter together, beyond each alone."""
    asked: int = 9_398
    """Thousandths of a logit: the evidence at which a report joins. Lower joins more."""
    least_covered: int = 200
    """Where places are named, this much of the names is said on the other side."""
    located_overlap: int = 14_400
    """Cosine 0.12, enough when both pins lie within the radius."""
    matter_overlap: int = 100
    """Cosine 0.01 without the names of the place: one more word than where it is. Asked between two
    pins within the radius, unless somebody decided the same broad category for both."""
    span: int = 548 * DAY
    """Seconds: a report joins when this near to any report of the need (18 months)."""
    radius: Mapping[str, int] = field(default_factory=dict)
    """Metres per broad category: 30 for a lamp, 150 for noise."""
    usual_radius: int = 150
    lexicon: Lexicon = field(default_factory=usual_lexicon)
    rare_pairs: int = 20
    """How many of the rarest pairs seen before look for candidates."""
    latest_needs: int = 48
    """How many needs a pair or a cell remembers; older ones are met through other pairs."""
    compared: int = 12
    """How many candidates by text, and as many by place, are compared in full."""
    default_geocode_needs: int = 30
    """So many unrelated needs on one coordinate: a geocoder's answer for "somewhere"."""
    specific: int = 100
    """With such a place a report joins only over words that at most one report in so many has."""
    reports_before: int = 500
    """As if so many reports had been read before the first, none with its pairs: at the start of a
    home nothing is rare, and a pair said twice is not yet common."""

    def may_suffice(self, covered: int, matter: int) -> bool:
        """Whether a report may join by these two figures if all others are at their best."""
        if covered < self.least_covered:
            return False
        best = (
            self.covered_weight * covered
            + self.matter_weight * matter
            + self.both_weight * covered * matter // 1_000
            + 1_000 * (max(self.named_weight, 0) + self.words_weight)
        )
        return best // 100 >= self.asked

    def radius_of(self, group: str | None) -> int:
        return self.radius.get(group, self.usual_radius) if group else self.usual_radius

    @property
    def largest_radius(self) -> int:
        return max((self.usual_radius, *self.radius.values()))
