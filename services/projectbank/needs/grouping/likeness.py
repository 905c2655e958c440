"""How alike two reports are, as the grouping reads them: what joins needs, and what parts one."""

from dataclasses import dataclass

from services.projectbank.needs.grouping.areas import areas_part
from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.grouping.query import Query
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Shape

_FULL = 1_000
_PINNED = 2_000
"""What two pins within the radius say where the words agree, too, in thousandths of a logit: not
more, however alike the words, as in many tables they are but the kind of problem."""


@dataclass(frozen=True, slots=True)
class Likeness:
    weight: int
    """Thousandths of a logit above what joining asks."""
    figures: Figures
    pinned: bool = False
    """Whether both have a pin, within the radius: then the place needs no name."""


class Read:
    """One report, kept ready to be compared with many."""

    __slots__ = ("_alone", "query")

    def __init__(self, query: Query) -> None:
        self.query = query
        self._alone = Shape()
        self._alone.add(query.report, query.said, query.point)

    def likeness(self, other: "Read", rules: GroupingRules) -> Likeness | None:
        """None where nothing they say counts: places apart, or other broad categories decided."""
        mine, theirs = self.query, other.query
        group, its = mine.report.group, theirs.report.group
        if group is not None and its is not None and group != its:
            return None
        pinned = mine.point is not None and theirs.point is not None
        if not self._may_be_where(other, rules.radius_of(group or its)):
            return None
        figures = self._alone.figures(theirs.said, _all_is_asked)
        if figures is None:
            return None
        weight = figures.weight(rules)
        if pinned:
            product = self._alone.product(theirs.said.words)
            if self._alone.overlap(product, theirs.norm) >= rules.located_overlap:
                weight = _PINNED
        return Likeness(weight, figures, pinned)

    def _may_be_where(self, other: "Read", metres: int) -> bool:
        """Whether both may be at one place, as far as pins and areas tell. Where one pin is missing
        or means "somewhere", both have to name the place: the kind of problem is no place."""
        mine, theirs = self.query, other.query
        if mine.point is not None and theirs.point is not None:
            return within(mine.point, theirs.point, metres)
        if areas_part(mine.point, mine.report.area_path, theirs.point, theirs.report.area_path):
            return False
        any_pin = mine.report.point is not None or theirs.report.point is not None
        return not any_pin or bool(mine.read.place and theirs.read.place)

    def heard_by(self, other: "Read") -> int:
        """How much of what it names the other says anywhere, in thousandths; where neither names
        anything there is nothing to hear, and all of it is heard."""
        mine, theirs = self.query.said, other.query.said
        if not mine.named:
            return 0 if theirs.named else _FULL
        shared = mine.names.keys() & theirs.words.keys()
        return sum(mine.names[pair] for pair in shared) * _FULL // mine.named


def _all_is_asked(_covered: int, _matter: int) -> bool:
    return True
