"""The running count of one need: fed its members in order, it says at each one what the need is.

It is kept between batches, so that a member more costs the same whether the need has ten or ten
thousand. What it keeps is bounded: people are remembered beside it, one row each.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from services.projectbank.needs.decisions.description import NOTHING_DESCRIBED, Description
from services.projectbank.needs.grouping.copies import Copied, original_of
from services.projectbank.needs.grouping.shape import Point
from services.projectbank.needs.need import INSPECTING_SOURCES, Member
from services.projectbank.needs.people import NOBODY
from services.projectbank.needs.vocabulary import Vocabulary

_LAST_NAME = "\U0010ffff"
_DAY = 86_400
_PLACES = 40
"""Names that are counted in one need."""
_UNNAMED = 8
_LOOKED_AT = 40
"""Characters of a subject that is kept."""
_SAY_SO = 2
_LINE = "号线"
_BROAD = ("街道", "镇", "乡", "新区", "社区")
_LONGEST_PLACE = 60

_GRAVE = 4


@dataclass(slots=True)
class Counts:
    """What is kept of a need. The order in the mappings is that of first appearance."""

    reports: int = 0
    dangers: int = 0
    """Members that speak of a danger to life."""
    people: int = 0
    verified: int = 0
    """Of the people, how many somebody vouches for."""
    unknown: int = 0
    """Messages of nobody known."""
    supporters: int = 0
    located: int = 0
    lat: int = 0
    long: int = 0
    first: int = 0
    last: int = 0
    """Microseconds since 1970."""
    proposed: bool = False
    by_messages: bool = False
    """Proposed, but by messages alone: people may yet carry it."""
    gate: str | None = None
    """Broad category of the first member whose category somebody decided."""
    categories: dict[str, int] = field(default_factory=dict)
    """Thousandths of certainty behind each."""
    groups: dict[str, str] = field(default_factory=dict)
    areas: dict[tuple[str, ...], int] = field(default_factory=dict)
    roads: dict[str, int] = field(default_factory=dict)
    naming: int = 0
    """Members whose subject names a place."""
    unnamed: list[str] = field(default_factory=list)
    """Subjects in which no place was recognised, until another report says its name in full."""
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By the name without its kind: how many say it, and how the first of them wrote it."""
    moments: list[tuple[int, str]] = field(default_factory=list)
    """Second and person, as many as can still matter: none once people carry the need, and none
    between two of the same person that no window can part."""
    days: dict[int, int] = field(default_factory=dict)
    """Messages of nobody known by day, as many as can still matter: none once it is proposed."""
    texts: list[Copied] = field(default_factory=list)
    """Those that later members may repeat."""


class Tally:
    """Whether a need is worth proposing never depends on the wall clock, only on its members."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        counts: Counts | None = None,
        known: Mapping[str, bool] = MappingProxyType({}),
        *,
        confirmed: bool = False,
        said: Description = NOTHING_DESCRIBED,
    ) -> None:
        self._vocabulary = vocabulary
        self._confirmed = confirmed
        self.said = said
        """What a planner said of it; goes before what its members say."""
        self.counts = counts if counts is not None else Counts()
        self._rule = vocabulary.proposing
        self._window = self._rule.window_days * _DAY
        self._known = dict(known)
        self.fresh: dict[str, bool] = {}
        """People met for the first time, and whether somebody vouches for them."""
        self.raised: list[str] = []
        """People met before, for whom somebody vouches now."""
        self.copies: dict[str, str | None] = {}
        """Of members that were added, whom they repeat, where that is news."""

    def add(self, member: Member) -> None:
        """`known` must have told whether whom the member counts as was counted already, and
        whether somebody vouched for them."""
        counts = self.counts
        moment = _micros(member)
        counts.first = min(counts.first, moment) if counts.reports else moment
        counts.last = max(counts.last, moment) if counts.reports else moment
        counts.reports += 1
        counts.dangers += member.danger >= _GRAVE
        who = member.counted_as(self._known)
        self._add_person(member, who)
        counts.supporters += member.supporters
        weight = counts.categories.get(member.category, 0)
        counts.categories[member.category] = weight + member.certainty
        counts.groups.setdefault(member.category, member.group)
        if counts.gate is None and not member.follows and member.is_confirmed:
            counts.gate = member.group
        self._add_place(member)
        self._add_names(member)
        if not counts.proposed or counts.by_messages:
            self._judge(member, who)
        if member.sketch is not None:
            original = original_of(counts.texts, member.report, member.sketch)
            if original != member.copy_of:
                self.copies[member.report] = original

    @property
    def category(self) -> str:
        """The category with most certainty behind it; the first of equals."""
        if self.said.category is not None:
            return self.said.category
        return max(self.counts.categories, key=lambda code: self.counts.categories[code])

    @property
    def group(self) -> str:
        if self.said.category is not None:
            return self._vocabulary.group_of(self.said.category)
        return self.counts.groups[self.category]

    @property
    def area_path(self) -> tuple[str, ...]:
        """The area most members name; the first of equals."""
        if self.said.area_path is not None:
            return self.said.area_path
        areas = self.counts.areas
        return max(areas, key=lambda path: areas[path], default=())

    @property
    def road(self) -> str | None:
        """The road most members name; the first of equals."""
        roads = self.counts.roads
        return max(roads, key=lambda road: roads[road], default=None)

    @property
    def place(self) -> str | None:
        """The name that most say, at least half of those who name a place; of a line with more.

        Two have to say it: what one person alone calls by name may be somebody's.
        """
        bar = max(_SAY_SO, (self.counts.naming + 1) // 2)
        usual = [one for one in self.counts.places.values() if one[0] >= bar]
        names = [name for _, name in sorted(usual, key=_preferred)]
        if not names:
            return None
        place = names[0]
        if place.endswith(_LINE):
            place += next((name for name in names if _LINE not in name), "")
        return place[:_LONGEST_PLACE]

    @property
    def point(self) -> Point | None:
        counts = self.counts
        if self.said.point is not None:
            return self.said.point
        if not counts.located:
            return None
        return counts.lat // counts.located, counts.long // counts.located

    @property
    def worth_a_project(self) -> bool:
        """Counted as proposed, or confirmed by a planner."""
        return bool(self.counts.reports) and (self.counts.proposed or self._confirmed)

    @property
    def project_type(self) -> str | None:
        """What kind of project could end it; none while it is not worth one."""
        return self._vocabulary.project_type_of(self.category) if self.worth_a_project else None

    @property
    def indicators(self) -> tuple[str, ...]:
        """Indicators of the health check that its members' problems count towards."""
        codes = {self._vocabulary.indicator_of(code) for code in self.counts.categories}
        return tuple(sorted(code for code in codes if code is not None))

    def _add_place(self, member: Member) -> None:
        counts = self.counts
        if member.area_path:
            counts.areas[member.area_path] = counts.areas.get(member.area_path, 0) + 1
        if member.road is not None:
            counts.roads[member.road] = counts.roads.get(member.road, 0) + 1
        if member.point is not None:
            counts.located += 1
            counts.lat += member.point[0]
            counts.long += member.point[1]

    def _add_names(self, member: Member) -> None:
        """Whoever says a name that another report was recognised by says that place."""
        if member.follows:
            return
        counts, places = self.counts, self.counts.places
        said = [core for core in places if core in member.naming.folded]
        for core in said:
            times, name = places[core]
            places[core] = (times + 1, name)
        for place in member.naming.places:
            if place.core not in places and len(places) < _PLACES:
                longer = sum(times for core, (times, _) in places.items() if place.core in core)
                earlier = [subject for subject in counts.unnamed if place.core in subject]
                counts.unnamed = [one for one in counts.unnamed if place.core not in one]
                places[place.core] = (longer + 1 + len(earlier), place.name)
                counts.naming += len(earlier)
        if said or member.naming.places:
            counts.naming += 1
        elif member.naming.folded and len(counts.unnamed) < _UNNAMED:
            counts.unnamed.append(member.naming.folded[:_LOOKED_AT])

    def _add_person(self, member: Member, person: str) -> None:
        counts = self.counts
        counts.unknown += member.is_unknown
        # Nobody vouches for somebody of whom nothing is known, wherever the message came from.
        vouched = member.is_vouched and person != NOBODY
        if person not in self._known:
            self._known[person] = vouched
            self.fresh[person] = vouched
            counts.people += 1
            counts.verified += vouched
        elif vouched and not self._known[person]:
            self._known[person] = True
            counts.verified += 1
            if person in self.fresh:
                self.fresh[person] = True
            else:
                self.raised.append(person)

    def _judge(self, member: Member, who: str) -> None:
        counts = self.counts
        second = int(member.occurred_at.timestamp())
        _remember(counts.moments, second, who, self._window)
        if self._worth_proposing(member, second):
            counts.proposed, counts.by_messages = True, False
            counts.moments, counts.days = [], {}
        elif not counts.proposed and member.is_unknown and self._enough_messages_around(member):
            counts.proposed = counts.by_messages = True
            counts.days = {}

    def _worth_proposing(self, member: Member, second: int) -> bool:
        if member.source in INSPECTING_SOURCES:
            return True
        if member.decided_by == "officer" and self._vocabulary.is_time_limited(member.category):
            return True
        return self.counts.people >= self._rule.people and self._enough_people_around(second)

    def _enough_people_around(self, second: int) -> bool:
        """Whether some window that contains the second has enough people."""
        moments = self.counts.moments
        first = bisect_left(moments, (second - self._window, ""))
        for start in range(first, len(moments)):
            opening = moments[start][0]
            if opening > second:
                return False
            end = bisect_right(moments, (opening + self._window, _LAST_NAME))
            if len({person for _, person in moments[start:end]}) >= self._rule.people:
                return True
        return False

    def _enough_messages_around(self, member: Member) -> bool:
        """Count the message; whether some window of days that contains its day has enough."""
        rule, days = self._rule, self.counts.days
        day = member.occurred_at.astimezone(self._vocabulary.zone).date().toordinal()
        # More of one day than are asked for in all never matter.
        days[day] = min(days.get(day, 0) + 1, rule.messages)
        for opening in (one for one in days if 0 <= day - one <= rule.window_days):
            inside = [n for one, n in days.items() if 0 <= one - opening <= rule.window_days]
            if len(inside) >= rule.days and sum(inside) >= rule.messages:
                return True
        return False


def _remember(moments: list[tuple[int, str]], second: int, person: str, window: int) -> None:
    """Insert in order, then drop what lies between two of the same person within one window:
    whatever window contains it contains one of those, too."""
    insort(moments, (second, person))
    own = [moment for moment, somebody in moments if somebody == person]
    at = bisect_left(own, second)
    for middle in range(min(at + 1, len(own) - 2), max(0, at - 2), -1):
        if own[middle + 1] - own[middle - 1] <= window:
            moments.remove((own[middle], person))
            del own[middle]


def _preferred(said: tuple[int, str]) -> tuple[bool, int, int]:
    """A sub-district only where nothing smaller is named; of equals what says more."""
    times, name = said
    return name.endswith(_BROAD), -times, -len(name)


def _micros(member: Member) -> int:
    moment = member.occurred_at
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
