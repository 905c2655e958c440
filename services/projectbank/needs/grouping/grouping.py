"""The grouping of reports into needs: one pass, one decision per report, never revised here."""

import math
from dataclasses import dataclass

from services.projectbank.needs.grouping.candidates import Cells, LatestNeeds
from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import UNIT, Groupable, Point, Shape
from services.projectbank.needs.grouping.words import Words, words_of


@dataclass(frozen=True, slots=True)
class Placement:
    """The need (the `seq` of its founding report) and how much of the words it shares."""

    need: int
    founded: bool
    overlap: int
    """Cosine in thousandths; 0 for a founder."""


@dataclass(frozen=True, slots=True)
class _Query:
    report: Groupable
    words: Words
    weights: dict[str, int]
    norm: int
    point: Point | None


class Grouping:
    """All open needs, in memory. Feeding the same reports with the same decisions in the same
    order rebuilds it exactly: `restore` what was decided, `place` what was not."""

    def __init__(self, rules: GroupingRules) -> None:
        self._rules = rules
        self._seen = 0
        self._frequency: dict[str, int] = {}
        self._shapes: dict[int, Shape] = {}
        self._by_pair = LatestNeeds(rules.latest_needs)
        self._by_cell = LatestNeeds(rules.latest_needs)
        self._cells = Cells(rules.largest_radius)
        self._founded_at: dict[Point, int] = {}

    def __len__(self) -> int:
        return len(self._shapes)

    def place(self, report: Groupable) -> Placement:
        """Join the most similar need that may take the report, else found one, and remember it."""
        query = self._query(report)
        best, overlap = self._best(query)
        need = report.seq if best is None else best
        self._remember(query, need)
        return Placement(need, best is None, math.isqrt(overlap))

    def restore(self, report: Groupable, need: int) -> None:
        """Remember a decision made before."""
        self._remember(self._query(report), need)

    def hear(self, need: int, occurred_at: int) -> None:
        """A voice without words joined the need: only its time counts."""
        shape = self._shapes.get(need)
        if shape is not None:
            shape.hear(occurred_at)

    def regate(self, need: int, gate: str | None) -> None:
        """The broad category of a need after somebody corrected a report's category."""
        shape = self._shapes.get(need)
        if shape is not None:
            shape.gate = gate

    def _query(self, report: Groupable) -> _Query:
        self._seen += 1
        words = words_of(report.subject, report.description)
        frequency = self._frequency
        weights = {
            pair: times * round(16 * math.log2(1 + self._seen / (1 + frequency.get(pair, 0))))
            for pair, times in words.pairs.items()
        }
        norm = sum(weight * weight for weight in weights.values())
        return _Query(report, words, weights, norm, self._trusted(report.point))

    def _trusted(self, point: Point | None) -> Point | None:
        """The point unless so many unrelated needs began there that it must be a default."""
        if point is None:
            return None
        return point if self._founded_at.get(point, 0) < self._rules.default_geocode_needs else None

    def _best(self, query: _Query) -> tuple[int | None, int]:
        best: int | None = None
        highest = 0
        for need in self._candidates(query):
            shape = self._shapes[need]
            wanted = self._wanted_overlap(query, shape)
            if wanted is None:
                continue
            overlap = shape.overlap(query.weights, query.norm)
            if overlap < wanted:
                continue
            if best is None or (overlap, -need) > (highest, -best):
                best, highest = need, overlap
        return best, highest

    def _candidates(self, query: _Query) -> dict[int, None]:
        seen = self._frequency
        rarest = sorted((seen[pair], pair) for pair in query.words.subject if pair in seen)
        shared: dict[int, int] = {}
        for _, pair in rarest[: self._rules.rare_pairs]:
            weight = query.weights[pair]
            for need in self._by_pair.of(pair):
                shared[need] = shared.get(need, 0) + weight
        compared = self._rules.compared
        by_text = sorted(shared, key=lambda need: (-shared[need], need))[:compared]
        return dict.fromkeys((*by_text, *self._neighbours(query)))

    def _neighbours(self, query: _Query) -> list[int]:
        """Of the needs used last around the report's place, the nearest."""
        here = query.point
        if here is None:
            return []
        radius = self._rules.largest_radius
        near: list[tuple[int, int]] = []
        for cell in self._cells.around(here):
            for need in self._by_cell.of(cell):
                place = self._shapes[need].point
                if place is not None and within(place, here, radius):
                    near.append((abs(place[0] - here[0]) + abs(place[1] - here[1]), need))
        return [need for _, need in sorted(near)[: self._rules.compared]]

    def _wanted_overlap(self, query: _Query, shape: Shape) -> int | None:
        """How much overlap the need asks of the report; none when it may not join at all."""
        report, rules = query.report, self._rules
        if report.group is not None and shape.gate is not None and report.group != shape.gate:
            return None
        if not shape.near_in_time(report.occurred_at, rules.span):
            return None
        place = shape.point
        if query.point is not None and place is not None:
            radius = rules.radius_of(report.group or shape.gate)
            return rules.located_overlap if within(place, query.point, radius) else None
        if not _one_inside_the_other(report.area_path, shape.area_path):
            return None
        return rules.unlocated_overlap

    def _remember(self, query: _Query, need: int) -> None:
        shape = self._shapes.get(need)
        if shape is None:
            shape = self._shapes[need] = Shape()
            if query.report.point is not None:
                point = query.report.point
                self._founded_at[point] = self._founded_at.get(point, 0) + 1
        length = math.isqrt(query.norm)
        vector = {
            pair: weight
            for pair, raw in query.weights.items()
            if (weight := (raw * UNIT + length // 2) // length)
        }
        shape.add(query.report, vector, query.point)
        for pair in query.words.pairs:
            self._frequency[pair] = self._frequency.get(pair, 0) + 1
        for pair in query.words.subject:
            self._by_pair.touch(pair, need)
        place = shape.point
        if query.point is not None and place is not None:
            self._by_cell.touch(self._cells.of(place), need)


def _one_inside_the_other(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two area paths agree as far as both go; an unknown area agrees with all."""
    return all(mine == theirs for mine, theirs in zip(one, other, strict=False))
