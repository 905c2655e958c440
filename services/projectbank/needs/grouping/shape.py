"""What grouping remembers of one need: summed words, names and matters, place, time, category."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.grouping.sums import UNIT, Sums

_SQUARE = UNIT * UNIT
_FULL = 1_000
Point = tuple[int, int]
"""Latitude and longitude in ten-millionths of a degree (about a centimetre)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupable:
    """What grouping looks at in a report."""

    seq: int
    subject: str
    description: str
    group: str | None
    """The broad category, none while it is only suggested."""
    point: Point | None
    area_path: tuple[str, ...]
    occurred_at: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """A report as three vectors of length UNIT."""

    words: Mapping[str, int]
    names: Mapping[str, int]
    matters: Mapping[str, int]
    named: int
    """Sum of the names' weights."""


class Shape:
    """One need."""

    __slots__ = (
        "area_path",
        "displaced",
        "earliest",
        "gate",
        "latest",
        "located",
        "matters",
        "names",
        "number",
        "point",
        "reports",
        "slot",
        "sum_lat",
        "sum_long",
        "words",
    )

    def __init__(self, number: int = 0, slot: int = 0) -> None:
        self.number = number
        self.slot = slot
        """Where it stands among all shapes, in the order of founding."""
        self.words = Sums(counts=True)
        self.names = Sums()
        self.matters = Sums()
        self.reports = 0
        self.displaced = False
        self.gate: str | None = None
        self.area_path: tuple[str, ...] = ()
        self.earliest: int | None = None
        self.latest: int | None = None
        self.point: Point | None = None
        """The mean place of the located reports."""
        self.located = 0
        self.sum_lat = 0
        self.sum_long = 0

    def add(self, report: Groupable, said: Vectors, point: Point | None) -> None:
        """Count a report in; `point` is none for what counts as unlocated."""
        self.reports += 1
        self.hear(report.occurred_at)
        if self.gate is None:
            self.gate = report.group
        if not self.area_path:
            self.area_path = report.area_path
        if point is not None:
            self._move(1, point)
        elif report.point is not None:
            self.displaced = True
        self.words.add(said.words)
        self.names.add(said.names)
        self.matters.add(said.matters)

    def take_out(self, said: Vectors, point: Point | None) -> None:
        """Count a report out. Its words are weighed anew, so a trace may stay among others'."""
        self.reports -= 1
        if self.reports <= 0:
            self.reports = self.located = self.sum_lat = self.sum_long = 0
            self.point = None
            self.words, self.names, self.matters = Sums(counts=True), Sums(), Sums()
            return
        if point is not None and self.located:
            self._move(-1, point)
        self.words.take_out(said.words)
        self.names.take_out(said.names)
        self.matters.take_out(said.matters)

    def hear(self, moment: int) -> None:
        """Widen the time in which further reports may join."""
        self.earliest = moment if self.earliest is None else min(self.earliest, moment)
        self.latest = moment if self.latest is None else max(self.latest, moment)

    def near_in_time(self, moment: int, span: int) -> bool:
        if self.earliest is None or self.latest is None:
            return True
        return self.earliest - span <= moment <= self.latest + span

    def shares(self, pairs: Iterable[str]) -> bool:
        """Whether any of the pairs was said in the need."""
        return self.words.has_any(pairs)

    def product(self, words: Mapping[str, int]) -> int:
        """With the sum of all words."""
        return self.words.product(words)

    def overlap(self, product: int, norm: int) -> int:
        """The squared cosine of all words with a vector, in parts per million."""
        if not self.words.norm or not norm:
            return 0
        return product * product * 1_000_000 // (self.words.norm * norm)

    def figures(
        self, said: Vectors, enough: Callable[[int, int], bool], product: int | None = None
    ) -> Figures | None:
        """What speaks for a report's joining, averaged over the reports that are in it; none when
        what is covered and the matter are not `enough` for the rest to be asked. `product` of the
        words, where it is known."""
        reports = self.reports
        if not reports:
            return None
        whole = reports * _SQUARE
        has_names = bool(said.names or self.names.total)
        has_matters = bool(said.matters and self.matters.total)
        if product is None and not (has_names and has_matters):
            product = self.product(said.words)
        alike = (product or 0) * _FULL // whole
        covered = self._covered(said) if has_names else alike
        if not enough(covered, _FULL):
            return None
        # A matter that no list knows is the same where the same is said; a demand without a place
        # is at the place of the same demand, of no other.
        matter = alike
        if has_matters:
            matter = _product(said.matters, self.matters.weights()) * _FULL // whole
        if not enough(covered, matter):
            return None
        named = covered
        if has_names:
            named = _product(said.names, self.names.weights()) * _FULL // whole
        if product is None:
            alike = self.product(said.words) * _FULL // whole
        return Figures(covered, named, matter, alike)

    def _covered(self, said: Vectors) -> int:
        """How much of what the one names the other says anywhere, the mean of both directions."""
        its_names, counts, covered = said.names, self.words.counts(), 0
        words = self.words.weights()
        if said.named:
            if counts is None:
                says = sum([its_names[pair] for pair in its_names.keys() & words.keys()])
            else:
                shared = its_names.keys() & counts.keys()
                says = sum([its_names[pair] * counts[pair] for pair in shared]) // self.reports
            covered = says * _FULL // said.named
        if self.names.total:
            names = self.names.weights()
            hears = sum([names[pair] for pair in names.keys() & said.words.keys()])
            covered += hears * _FULL // self.names.total
        return min(covered // 2, _FULL)

    def _move(self, by: int, point: Point) -> None:
        self.located += by
        self.sum_lat += by * point[0]
        self.sum_long += by * point[1]
        self.point = None
        if self.located:
            self.point = self.sum_lat // self.located, self.sum_long // self.located


def _product(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    return sum([one[pair] * other[pair] for pair in one.keys() & other.keys()])
