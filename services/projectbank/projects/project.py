"""A renewal project in the bank. A candidate is a draft made from needs that nobody adopted yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.contracts.projectbank_events import (
    PROJECT_STATES,
    Audience,
    CountedBy,
    ProjectState,
    ProjectStatus,
    PublishedScore,
)
from services.projectbank.needs.people import at_most

NEXT_STATES: Mapping[ProjectStatus, frozenset[ProjectStatus]] = {
    "idea": frozenset({"reserve", "lapsed", "exited", "suspended"}),
    "reserve": frozenset({"ready", "exited", "suspended"}),
    "ready": frozenset({"planned", "exited", "suspended"}),
    "planned": frozenset({"tender", "exited", "suspended"}),
    "tender": frozenset({"building", "exited", "suspended"}),
    "building": frozenset({"phased_acceptance", "accepted", "exited", "suspended"}),
    "phased_acceptance": frozenset({"accepted", "exited", "suspended"}),
    "accepted": frozenset({"handed_over", "exited"}),
    "handed_over": frozenset({"evaluated", "exited"}),
    "evaluated": frozenset({"exited"}),
    "suspended": frozenset(PROJECT_STATES) - {"suspended", "lapsed"},
    "lapsed": frozenset({"idea"}),
    "exited": frozenset(),
}
"""The lifecycle; nothing is deleted. A candidate whose needs come back is an idea again."""
CLOSED: frozenset[ProjectStatus] = frozenset({"lapsed", "exited"})
GATHERING_RADIUS = 300
"""Metres within which needs of one project type share a candidate."""


class NoSuchMove(Exception):
    """The lifecycle does not lead from one state to the other."""

    def __init__(self, current: ProjectStatus, wanted: ProjectStatus) -> None:
        self.current = current
        self.wanted = wanted
        super().__init__(f"{current} does not lead to {wanted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the works would cost, in fen, from `low` to `high`, as somebody recorded it."""

    low: int
    high: int
    served: int | None
    """People who would gain by it; none while nobody has counted them."""
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """Whether one condition is met, as somebody recorded it."""

    gate: str
    passed: bool
    on: date
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The row of record. Its place is the founding need's at the moment of proposing."""

    id: str
    number: int
    version: int
    title: str
    state: ProjectStatus
    candidate: bool
    project_type: str
    category: str
    group: str
    area: str | None
    area_path: tuple[str, ...]
    lat: float | None
    long: float | None
    people: int
    needs: tuple[str, ...]
    published: PublishedScore | None
    created_at: datetime
    changed_at: datetime
    unknown: int = 0
    """Messages of nobody known: together one of the people."""
    verified: int = 0
    """Of the people, how many somebody vouches for."""
    by_messages: bool = False
    """No need of it is carried by people that are told apart."""
    place: str | None = None
    """As people name it, where they do."""
    titled: bool = False
    """Whether a planner gave it its title."""
    estimate: Estimate | None = None
    gates: tuple[GateRecord, ...] = ()
    """At most one record for each gate, in the order in which they were first recorded."""
    audience: Audience | None = None
    """Whom others were told that it is for; none when they were not told yet."""

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def people_at_most(self) -> int:
        return at_most(self.people, self.unknown)

    @property
    def counted_by(self) -> CountedBy:
        return "messages" if self.by_messages else "people"

    def as_event(self) -> ProjectState:
        return ProjectState(
            id=self.id,
            version=self.version,
            title=self.title,
            state=self.state,
            candidate=self.candidate,
            project_type=self.project_type,
            category=self.category,
            group=self.group,
            area=self.area,
            area_path=self.area_path,
            lat=self.lat,
            long=self.long,
            people=self.people,
            needs=self.needs,
            published=self.published,
            created_at=self.created_at,
            changed_at=self.changed_at,
            audience=self.audience or "staff",
            people_at_most=self.people_at_most,
            people_verified=self.verified,
            counted_by=self.counted_by,
        )


def project_id(number: int) -> str:
    """Projects are numbered by the first report of their founding need."""
    return f"P-{number:06d}"


def check_move(current: ProjectStatus, wanted: ProjectStatus) -> None:
    """Raise NoSuchMove unless the lifecycle leads there."""
    if wanted not in NEXT_STATES[current]:
        raise NoSuchMove(current, wanted)
