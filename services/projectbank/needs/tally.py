"""The running count of one need: fed its members in order, it says at each one what the need is."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from datetime import UTC, datetime

from services.projectbank.needs.grouping.shape import Point
from services.projectbank.needs.need import (
    INSPECTING_SOURCES,
    PEOPLE_TO_PROPOSE,
    WINDOW,
    Member,
)
from services.projectbank.needs.vocabulary import Vocabulary

_NOBODY = ""
"""Stands for all who did not say who they are."""
_START = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


class Tally:
    """Whether a need is worth proposing never depends on the wall clock, only on its members."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._people: set[str] = set()
        self._moments: list[tuple[int, str]] = []
        self._categories: dict[str, int] = {}
        self._groups: dict[str, str] = {}
        self._areas: Counter[tuple[str, ...]] = Counter()
        self._located = 0
        self._sum = (0, 0)
        self.reports = 0
        self.proposed = False
        self.first_seen = _END
        self.last_seen = _START

    def add(self, member: Member) -> None:
        self.reports += 1
        self._add_person(member)
        moment = member.occurred_at
        self.first_seen = min(self.first_seen, moment)
        self.last_seen = max(self.last_seen, moment)
        weight = self._categories.get(member.category, 0)
        self._categories[member.category] = weight + member.certainty
        self._groups.setdefault(member.category, member.group)
        if member.area_path:
            self._areas[member.area_path] += 1
        if member.point is not None:
            self._located += 1
            self._sum = self._sum[0] + member.point[0], self._sum[1] + member.point[1]
        self.proposed = self.proposed or self._worth_proposing(member)

    @property
    def people(self) -> int:
        return len(self._people)

    @property
    def category(self) -> str:
        """The category with most certainty behind it; the first of equals."""
        return max(self._categories, key=lambda code: self._categories[code])

    @property
    def group(self) -> str:
        return self._groups[self.category]

    @property
    def area_path(self) -> tuple[str, ...]:
        """The area most members name; the first of equals."""
        return max(self._areas, key=lambda path: self._areas[path], default=())

    @property
    def point(self) -> Point | None:
        if not self._located:
            return None
        return self._sum[0] // self._located, self._sum[1] // self._located

    @property
    def project_type(self) -> str | None:
        """What kind of project could end it; none while it is not proposed."""
        return self._vocabulary.project_type_of(self.category) if self.proposed else None

    def _add_person(self, member: Member) -> None:
        person = member.person or _NOBODY
        self._people.add(person)
        insort(self._moments, (int(member.occurred_at.timestamp()), person))

    def _worth_proposing(self, member: Member) -> bool:
        if member.source in INSPECTING_SOURCES:
            return True
        if member.decided_by == "officer" and self._vocabulary.is_time_limited(member.category):
            return True
        return self._enough_people_around(int(member.occurred_at.timestamp()))

    def _enough_people_around(self, moment: int) -> bool:
        """Whether some twelve months that contain the moment have enough people."""
        if len(self._people) < PEOPLE_TO_PROPOSE:
            return False
        first = bisect_left(self._moments, (moment - WINDOW, ""))
        for start in range(first, len(self._moments)):
            opening = self._moments[start][0]
            if opening > moment:
                return False
            end = bisect_right(self._moments, (opening + WINDOW, "\U0010ffff"))
            if len({person for _, person in self._moments[start:end]}) >= PEOPLE_TO_PROPOSE:
                return True
        return False
