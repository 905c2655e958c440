"""How much a report's words, names and matters tell, by how many reports said them before."""

import math
from collections.abc import Iterable, Mapping

from services.projectbank.needs.grouping.query import Query
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Groupable, Point, Vectors
from services.projectbank.needs.grouping.sums import UNIT
from services.projectbank.needs.grouping.words import Words, words_of


class SaidBefore:
    """How many reports said each pair and told each matter, of all that were met so far."""

    def __init__(self, rules: GroupingRules) -> None:
        self._rules = rules
        self._reports = 0
        self._told: dict[str, int] = {}
        self.times: dict[str, int] = {}
        """Of each pair; to be read only."""

    def next(self) -> None:
        """One more report is met, the one that will be asked for."""
        self._reports += 1

    def remember(self, read: Words) -> None:
        times, before = self.times, self.times.get
        for pair in read.pairs:
            times[pair] = before(pair, 0) + 1
        for matter in read.matters:
            self._told[matter] = self._told.get(matter, 0) + 1

    def query(self, report: Groupable, point: Point | None) -> Query:
        """The report's vectors; `point` is its place if that is to be trusted."""
        read = words_of(report.subject, report.description, self._rules.lexicon)
        rarity = self._rarities(read.pairs.keys() | read.names.keys(), self.times)
        told = self._rarities(read.matters, self._told)
        words = _unit({pair: times * rarity[pair] for pair, times in read.pairs.items()})
        names = _unit(
            {pair: times * rarity[pair] * rarity[pair] for pair, times in read.names.items()}
        )
        matters = _unit({one: times * told[one] for one, times in read.matters.items()})
        norm = sum([weight * weight for weight in words.values()])
        said = Vectors(words, names, matters, sum(names.values()))
        place = sum([words[pair] * words[pair] for pair in read.place if pair in words])
        return Query(report, read, said, norm, norm - place, rarity, point)

    def specific(self, words: Words) -> tuple[str, ...]:
        """The rare pairs of a text: where a table has places, a text is often but its type."""
        bar = self._reports // self._rules.specific
        return tuple(pair for pair in words.subject if self.times.get(pair, 0) <= bar)

    def _rarities(self, said: Iterable[str], times: Mapping[str, int]) -> dict[str, int]:
        """Sixteenths of a bit: how much each tells that is said, which so many said before."""
        seen, log, before = self._reports + self._rules.reports_before, math.log2, times.get
        return {one: int(16 * log(1 + seen / (1 + before(one, 0))) + 0.5) for one in said}


def _unit(weights: dict[str, int]) -> dict[str, int]:
    """The vector at length UNIT, without what rounds to nothing."""
    length = math.isqrt(sum([weight * weight for weight in weights.values()]))
    if not length:
        return {}
    return {
        pair: weight
        for pair, raw in weights.items()
        if (weight := (raw * UNIT + length // 2) // length)
    }
