"""How alike two reports are, as the grouping reads them: what joins needs, and what parts one."""

from dataclasses import dataclass

from services.projectbank.needs.grouping.areas import areas_part
from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.grouping.query import Query
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Shape

_FULL = 1_000
_PINNED = 3_000
"""What two pins within the radius say where the words agree, too: thousandths of a logit, as much
as a pair of reports says that names one place and tells one matter in words of its own."""


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
        near = False
        if mine.point is not None and theirs.point is not None:
            near = within(mine.point, theirs.point, rules.radius_of(group or its))
            if not near:
                return None
        elif areas_part(mine.point, mine.report.area_path, theirs.point, theirs.report.area_path):
            return None
        figures = self._alone.figures(theirs.said, _all_is_asked)
        if figures is None:
            return None
        weight = figures.weight(rules)
        if near and self._alone.overlap(theirs.said.words, theirs.norm) >= rules.located_overlap:
            weight = max(weight, _PINNED)
        return Likeness(weight, figures, near)

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
