"""The grouping of reports into needs: one pass, one decision per report, never revised here.

What reports gather around is a shape, named by the `seq` of the report that founded it. A need is
one shape, until a planner decides otherwise: merging lets the shapes of two needs belong to one,
taking reports out makes a shape of its own from them. So what a planner decided guides every later
report, and a place or a problem that was merged in is still recognised by its own words and place.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.projectbank.needs.grouping.areas import areas_part
from services.projectbank.needs.grouping.candidates import LatestNeeds, Pins, strongest
from services.projectbank.needs.grouping.distance import metres_between, within
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.grouping.kinship import Kinship
from services.projectbank.needs.grouping.query import Query
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.said_before import SaidBefore
from services.projectbank.needs.grouping.shape import Groupable, Point, Shape

_BY_PINS = 1_000_000
"""What the pins say goes before what words say of the place."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The need (named by a `seq`, as its shape is) and how much of the words it shares."""

    need: int
    founded: bool
    overlap: int
    """Cosine in thousandths; 0 for a founder."""
    shape: int
    distance: int | None = None
    """Metres to the middle of the shape before it joined, where both are located."""
    figures: Figures | None = None
    """What spoke for joining; none for a founder."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a shape takes a report: by evidence where words tell the place, else by words."""

    weight: int
    overlap: int
    figures: Figures


class Grouping:
    """All open needs, in memory. Feeding the same reports with the same decisions in the same
    order rebuilds it exactly: `restore` what was decided, `place` what was not."""

    def __init__(self, rules: GroupingRules) -> None:
        self._rules = rules
        self._said = SaidBefore(rules)
        self._shapes: dict[int, Shape] = {}
        self._by_pair = LatestNeeds(rules.latest_needs)
        self._pins = Pins(rules.largest_radius, rules.latest_needs)
        self._in_order: list[Shape] = []
        """By their slots."""
        self._founded_at: dict[Point, int] = {}
        self._kinship = Kinship()

    def __len__(self) -> int:
        return len(self._shapes)

    def place(self, report: Groupable) -> Placement:
        """Join the most similar need that may take the report, else found one, and remember it."""
        self._said.next()
        query = self.read(report)
        best, fit = self._best(query)
        middle = None if best is None else best.point
        distance = metres_between(middle, query.point) if middle and query.point else None
        shape = report.seq if best is None else best.number
        self._remember(query, shape)
        need = self._kinship.need_of(shape)
        if fit is None:
            return Placement(need, True, 0, shape)
        return Placement(need, False, math.isqrt(fit.overlap), shape, distance, fit.figures)

    def beside(self, report: Groupable, need: int) -> dict[int, int]:
        """The other needs that would take the report, with the evidence for each."""
        found: dict[int, int] = {}
        for shape, fit in self._fits(self.read(report)):
            other = self._kinship.need_of(shape.number)
            if other != need and fit.weight >= found.get(other, 0):
                found[other] = fit.weight
        return found

    def restore(self, report: Groupable, shape: int) -> None:
        """Remember a decision made before."""
        self._said.next()
        self._remember(self.read(report), shape)

    def hear(self, shape: int, occurred_at: int) -> None:
        """A voice without words joined: only its time counts."""
        known = self._shapes.get(shape)
        if known is not None:
            known.hear(occurred_at)

    def need_of(self, shape: int) -> int:
        return self._kinship.need_of(shape)

    def regate(self, need: int, gate: str | None) -> bool:
        """The broad category of a need after somebody corrected a report's category.

        False when its shapes have gates of their own, which only the reports tell.
        """
        if self._kinship.is_joint(need):
            return False
        shape = self._shapes.get(need)
        if shape is not None:
            shape.gate = gate
        return True

    def merge(self, need: int, into: int) -> None:
        """From now on whatever would join the one joins the other."""
        self._kinship.merge(need, into)

    def set_apart(self, reports: Sequence[tuple[Groupable, int]], shape: int, need: int) -> None:
        """Take reports out of their shapes and make a new shape of them, which is of the need."""
        self._kinship.adopt(shape, need)
        for report, before in reports:
            query = self.read(report)
            known = self._shapes.get(before)
            if known is not None:
                known.take_out(query.said, query.point)
                self._pins.put(known.slot, known.point)
            self._gather(query, shape)

    def read(self, report: Groupable) -> Query:
        """As words are known now; nothing is remembered of it."""
        return self._said.query(report, self._trusted(report.point))

    def _trusted(self, point: Point | None) -> Point | None:
        """The point unless so many unrelated needs began there that it must be a default."""
        if point is None:
            return None
        return point if self._founded_at.get(point, 0) < self._rules.default_geocode_needs else None

    def _best(self, query: Query) -> tuple[Shape | None, _Fit | None]:
        best: Shape | None = None
        best_fit: _Fit | None = None
        for shape, fit in self._fits(query):
            if best is None or best_fit is None or _key(fit, shape) > _key(best_fit, best):
                best, best_fit = shape, fit
        return best, best_fit

    def _fits(self, query: Query) -> Iterator[tuple[Shape, _Fit]]:
        """The shapes that may take the report, with how well."""
        for shape in self._candidates(query):
            if fit := self._fit(query, shape):
                yield shape, fit

    def _candidates(self, query: Query) -> Iterator[Shape]:
        seen, read = self._said.times, query.read
        keys = dict.fromkeys((*read.names, *read.subject))
        rarest = sorted((seen[pair], pair) for pair in keys if pair in seen)
        pairs = [pair for _, pair in rarest[: self._rules.rare_pairs]]
        worth = [query.rarity[pair] for pair in pairs]
        slots = strongest([self._by_pair.of(pair) for pair in pairs], worth, self._rules.compared)
        if query.point is not None:
            slots.extend(self._pins.nearest(query.point, self._rules.compared))
        return map(self._in_order.__getitem__, dict.fromkeys(slots))

    def _fit(self, query: Query, shape: Shape) -> _Fit | None:
        """How well the shape takes the report; none when the report may not join it."""
        report, rules, here, place = query.report, self._rules, query.point, shape.point
        if report.group is not None and shape.gate is not None and report.group != shape.gate:
            return None
        if here is not None and place is not None:
            if not within(place, here, rules.radius_of(report.group or shape.gate)):
                return None
            if not self._near_in_time(report.occurred_at, shape):
                return None
            return self._fit_by_pins(query, shape)
        if not self._near_in_time(report.occurred_at, shape):
            return None
        if areas_part(here, report.area_path, place, shape.area_path):
            return None
        displaced = query.is_displaced or (shape.displaced and not shape.located)
        if displaced and not shape.shares(self._said.specific(query.read)):
            return None
        return self._fit_by_evidence(query, shape)

    def _fit_by_pins(self, query: Query, shape: Shape) -> _Fit | None:
        """The pins tell the place, so a word in common is enough, which is not the place's name.

        A lift and a wall of one estate have its name in common, and nothing else.
        """
        rules, gate = self._rules, query.report.group
        product = shape.product(query.said.words)
        overlap = shape.overlap(product, query.norm)
        if overlap < rules.located_overlap:
            return None
        decided_alike = gate is not None and gate == shape.gate
        if query.norm_beside < query.norm and query.norm_beside and not decided_alike:
            beside = shape.product(query.beside)
            if shape.overlap(beside, query.norm_beside) < rules.matter_overlap:
                return None
        figures = shape.figures(query.said, _always, product)
        return None if figures is None else _Fit(_BY_PINS + overlap, overlap, figures)

    def _fit_by_evidence(self, query: Query, shape: Shape) -> _Fit | None:
        """The words have to tell both the place and the matter."""
        rules = self._rules
        figures = shape.figures(query.said, rules.may_suffice)
        if figures is None:
            return None
        weight = figures.weight(rules)
        if weight < 0 or figures.covered < rules.least_covered:
            return None
        product = shape.product(query.said.words)
        return _Fit(weight, shape.overlap(product, query.norm), figures)

    def _near_in_time(self, moment: int, shape: Shape) -> bool:
        """Whether the moment is near to any report of the need."""
        span = self._rules.span
        if shape.near_in_time(moment, span):
            return True
        return any(
            kin.near_in_time(moment, span)
            for other in self._kinship.shapes_beside(shape.number)
            if (kin := self._shapes.get(other)) is not None
        )

    def _remember(self, query: Query, shape: int) -> None:
        if shape not in self._shapes and query.report.point is not None:
            point = query.report.point
            self._founded_at[point] = self._founded_at.get(point, 0) + 1
        self._gather(query, shape)
        self._said.remember(query.read)

    def _gather(self, query: Query, number: int) -> None:
        shape = self._shapes.get(number)
        if shape is None:
            shape = Shape(number, len(self._in_order))
            self._shapes[number] = shape
            self._in_order.append(shape)
        shape.add(query.report, query.said, query.point)
        for pair in dict.fromkeys((*query.read.subject, *query.read.names)):
            self._by_pair.touch(pair, shape.slot)
        if query.point is not None and shape.point is not None:
            self._pins.put(shape.slot, shape.point)
            self._pins.touch(shape.slot, shape.point)


def _always(_covered: int, _matter: int) -> bool:
    return True


def _key(fit: _Fit, shape: Shape) -> tuple[int, int, int]:
    return fit.weight, fit.overlap, -shape.number
