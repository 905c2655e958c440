"""What grouping remembers of one need: its summed words, place, time and broad category."""

from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[int, int]
"""Latitude and longitude in ten-millionths of a degree (about a centimetre)."""
UNIT = 256
"""Length of one report's vector, so that a long text weighs no more than a short one."""
_LARGEST_BYTE = 255


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


class Shape:
    """One need. A need of one report is kept as two strings, five times smaller than a dict."""

    __slots__ = (
        "_packed",
        "_vector",
        "area_path",
        "displaced",
        "earliest",
        "gate",
        "latest",
        "located",
        "norm",
        "reports",
        "sum_lat",
        "sum_long",
    )

    def __init__(self) -> None:
        self._packed: tuple[str, bytes] | None = None
        self._vector: dict[str, int] | None = None
        self.norm = 0
        self.reports = 0
        self.displaced = False
        self.gate: str | None = None
        self.area_path: tuple[str, ...] = ()
        self.earliest: int | None = None
        self.latest: int | None = None
        self.located = 0
        self.sum_lat = 0
        self.sum_long = 0

    def add(self, report: Groupable, vector: dict[str, int], point: Point | None) -> None:
        """Count a report in; `point` is none for what counts as unlocated."""
        self.reports += 1
        self.hear(report.occurred_at)
        if self.gate is None:
            self.gate = report.group
        if not self.area_path:
            self.area_path = report.area_path
        if point is not None:
            self.located += 1
            self.sum_lat += point[0]
            self.sum_long += point[1]
        elif report.point is not None:
            self.displaced = True
        if vector:
            self._add_words(vector)

    def take_out(self, vector: dict[str, int], point: Point | None) -> None:
        """Count a report out. Its words are weighed anew, so a trace may stay among others'."""
        self.reports -= 1
        if self.reports <= 0:
            self._packed, self._vector = None, None
            self.norm = self.reports = self.located = self.sum_lat = self.sum_long = 0
            return
        if point is not None and self.located:
            self.located -= 1
            self.sum_lat -= point[0]
            self.sum_long -= point[1]
        mine = self._unpacked()
        for pair, weight in vector.items():
            mine[pair] = max(0, mine.get(pair, 0) - weight)
        self.norm = sum(weight * weight for weight in mine.values())

    def hear(self, moment: int) -> None:
        """Widen the time in which further reports may join."""
        self.earliest = moment if self.earliest is None else min(self.earliest, moment)
        self.latest = moment if self.latest is None else max(self.latest, moment)

    @property
    def point(self) -> Point | None:
        """The mean place of the located reports."""
        if not self.located:
            return None
        return self.sum_lat // self.located, self.sum_long // self.located

    def near_in_time(self, moment: int, span: int) -> bool:
        if self.earliest is None or self.latest is None:
            return True
        return self.earliest - span <= moment <= self.latest + span

    def shares(self, pairs: Iterable[str]) -> bool:
        """Whether any of the pairs was said in the need."""
        if self._packed is not None:
            said, weights = self._packed
            mine = {said[2 * index : 2 * index + 2] for index in range(len(weights))}
            return any(pair in mine for pair in pairs)
        return self._vector is not None and any(self._vector.get(pair) for pair in pairs)

    def overlap(self, query: dict[str, int], query_norm: int) -> int:
        """The squared cosine with a query, in parts per million."""
        if not self.norm or not query_norm:
            return 0
        dot = 0
        if self._vector is not None:
            mine = self._vector
            for pair, weight in query.items():
                if pair in mine:
                    dot += weight * mine[pair]
        elif self._packed is not None:
            pairs, weights = self._packed
            for index, weight in enumerate(weights):
                pair = pairs[2 * index : 2 * index + 2]
                if pair in query:
                    dot += weight * query[pair]
        return dot * dot * 1_000_000 // (self.norm * query_norm)

    def _add_words(self, vector: dict[str, int]) -> None:
        if self._vector is None and self._packed is None:
            self.norm = sum(weight * weight for weight in vector.values())
            if max(vector.values()) <= _LARGEST_BYTE:
                self._packed = ("".join(vector), bytes(vector.values()))
            else:
                self._vector = dict(vector)
            return
        mine = self._unpacked()
        for pair, weight in vector.items():
            before = mine.get(pair, 0)
            mine[pair] = before + weight
            self.norm += weight * (2 * before + weight)

    def _unpacked(self) -> dict[str, int]:
        if self._vector is None:
            pairs, weights = self._packed or ("", b"")
            self._vector = {
                pairs[2 * index : 2 * index + 2]: weight for index, weight in enumerate(weights)
            }
            self._packed = None
        return self._vector
