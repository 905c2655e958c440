"""The figures of grouping, tried on 4,326 real messages and a million synthetic ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingRules:
    """All that a planner could argue about. Overlaps are squared cosines in parts per million."""

    unlocated_overlap: int = 40_000
    """Cosine 0.20: recall falls from 0.25 on, unrelated places merge below 0.16."""
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
    rare_pairs: int = 16
    """How many of the rarest pairs seen before look for candidates."""
    latest_needs: int = 64
    """How many needs a pair or a cell remembers; older ones are met through other pairs."""
    compared: int = 24
    """How many candidates by text, and as many by place, are compared in full."""
    default_geocode_needs: int = 30
    """So many unrelated needs on one coordinate: a geocoder's answer for "somewhere"."""
    specific: int = 100
    """With such a place a report joins only over words that at most one report in so many has."""

    def radius_of(self, group: str | None) -> int:
        return self.radius.get(group, self.usual_radius) if group else self.usual_radius

    @property
    def largest_radius(self) -> int:
        return max((self.usual_radius, *self.radius.values()))
