"""What waits in the inbox, bundled: reports of one group, place and time are one thing to do.

Pure. A bundle only proposes; an officer takes reports out of it or handles it as a whole.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.intake.reports.listing import EARTH_RADIUS, distance
from services.intake.reports.report import Report

SPAN = timedelta(days=30)
"""Reports further apart than this in time are two things to do."""
GRAVE = 4
"""Danger to life."""
_METRES_PER_DEGREE = math.pi * EARTH_RADIUS / 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Reports that are probably one problem; the first report leads."""

    reports: tuple[Report, ...]
    """In order of arrival; at least one."""
    category: str
    """The one most of them name, the gravest report's of equals."""
    severity: int
    people: int
    """Reports of nobody known are at most one person."""

    @property
    def id(self) -> str:
        """The first report's number: stays the same while the bundle grows."""
        return self.reports[0].id

    def holds(self, number: str) -> bool:
        return any(report.id == number for report in self.reports)

    @property
    def dangers(self) -> tuple[str, ...]:
        """The words of its reports that speak of a danger to life which nobody has dismissed."""
        heard = [report.danger for report in self.reports if _is_grave(report)]
        return tuple(dict.fromkeys(word for danger in heard if danger for word in danger.words))

    @property
    def heard_at(self) -> datetime | None:
        """When the newest of those was told of."""
        return max((one.danger_told_at for one in self.reports if _is_grave(one)), default=None)

    @property
    def leading(self) -> Report:
        return self.reports[0]

    @property
    def since(self) -> datetime:
        return self.reports[0].received_at


@dataclass(slots=True)
class _Pile:
    reports: list[Report] = field(default_factory=list)

    def takes(self, report: Report, radius: float) -> bool:
        first = self.reports[0]
        if report.received_at - self.reports[-1].received_at > SPAN:
            return False
        here, there = first.place, report.place
        if here.lat is None or here.long is None or there.lat is None or there.long is None:
            return False
        return distance(here.lat, here.long, there.lat, there.long) <= radius


def bundled(waiting: Sequence[Report], radius_of: Callable[[str], float]) -> list[Bundle]:
    """The bundles of these reports: dangers that were told of, then the gravest, then the longest
    waiting.

    A report joins the first bundle of its group whose first report lies within the group's radius
    (metres) and whose last one came at most SPAN earlier. One without a point joins what has the
    same category, area and address; without those it stays alone.
    """
    piles: list[_Pile] = []
    cells: dict[tuple[str, int, int], list[_Pile]] = {}
    named: dict[tuple[str, str, str], _Pile] = {}
    for report in sorted(waiting, key=lambda one: (one.received_at, one.id)):
        pile = _found(report, radius_of, cells, named)
        if pile is None:
            pile = _Pile()
            piles.append(pile)
            _file(report, pile, radius_of, cells, named)
        pile.reports.append(report)
    made = [_bundle(pile.reports) for pile in piles]
    return sorted(made, key=_urgency)


def _urgency(bundle: Bundle) -> tuple[bool, float, int, datetime, str]:
    """A danger that somebody told of goes before all that its kind makes grave; the newest first,
    since it may be happening now."""
    heard = bundle.heard_at
    fresh = -heard.timestamp() if heard is not None else 0.0
    return heard is None, fresh, -bundle.severity, bundle.since, bundle.id


def _is_grave(report: Report) -> bool:
    danger = report.danger
    return danger is not None and danger.holds and danger.severity >= GRAVE


def _found(
    report: Report,
    radius_of: Callable[[str], float],
    cells: dict[tuple[str, int, int], list[_Pile]],
    named: dict[tuple[str, str, str], _Pile],
) -> _Pile | None:
    group = report.category.group
    if report.place.lat is None or report.place.long is None:
        name = _name(report)
        return named.get(name) if name else None
    radius = radius_of(group)
    north, east = _cell(report.place.lat, report.place.long, radius)
    near = (
        pile
        for row in (north - 1, north, north + 1)
        for column in (east - 1, east, east + 1)
        for pile in cells.get((group, row, column), ())
    )
    return next((pile for pile in near if pile.takes(report, radius)), None)


def _file(
    report: Report,
    pile: _Pile,
    radius_of: Callable[[str], float],
    cells: dict[tuple[str, int, int], list[_Pile]],
    named: dict[tuple[str, str, str], _Pile],
) -> None:
    group = report.category.group
    if report.place.lat is None or report.place.long is None:
        name = _name(report)
        if name:
            named[name] = pile
        return
    cell = _cell(report.place.lat, report.place.long, radius_of(group))
    cells.setdefault((group, *cell), []).append(pile)


def _cell(lat: float, long: float, radius: float) -> tuple[int, int]:
    """A square at least as wide as the radius, so that a neighbour lies in it or beside it.

    Three times as many degrees from west to east: a degree there is a third of one up to 70°.
    """
    step = radius / _METRES_PER_DEGREE
    return math.floor(lat / step), math.floor(long / (3 * step))


def _name(report: Report) -> tuple[str, str, str] | None:
    """What tells one unlocated place from another; none when nothing does."""
    if not report.place.area or not report.place.address:
        return None
    return report.category.code, report.place.area, report.place.address


def _bundle(reports: Sequence[Report]) -> Bundle:
    counted = Counter(report.category.code for report in reports)
    most = max(counted.values())
    likely = [report for report in reports if counted[report.category.code] == most]
    gravest = max(likely, key=lambda report: report.severity)
    known = {report.pseudonym for report in reports if report.pseudonym is not None}
    nobody = any(report.pseudonym is None for report in reports)
    return Bundle(
        reports=tuple(reports),
        category=gravest.category.code,
        severity=max(report.severity for report in reports),
        people=len(known) + nobody,
    )
