"""A need: what keeps going wrong at one place, and when it is worth proposing."""

from dataclasses import dataclass
from datetime import datetime

from services.contracts.profile.model import AnsweredBy
from services.contracts.projectbank_events import CountedBy, NeedState, NeedStatus
from services.projectbank.needs.grouping.places import Naming, naming_of
from services.projectbank.needs.grouping.shape import Point
from services.projectbank.needs.people import at_most
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.voice import Voice

INSPECTING_SOURCES = frozenset({"survey", "health_check"})
FIRST_DECIDED = 900_000_000
"""Above all numbers of reports: needs that a planner split off are numbered by decisions."""
_DEGREE = 10_000_000
_NAMELESS = Naming()


def need_id(number: int) -> str:
    """Needs are numbered by their founding report, or by the decision that split them off, so a
    rebuild gives the same ids."""
    return f"N-{number:06d}"


def need_number(need: str) -> int:
    """The founding report's `seq`, or FIRST_DECIDED and the number of a planner's decision."""
    return int(need.removeprefix("N-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Voice):
    """One report of a need, as counting sees it."""

    position: int
    """Order in which reports were grouped."""
    group: str
    point: Point | None
    area_path: tuple[str, ...]
    road: str | None = None
    sketch: str | None = None
    copy_of: str | None = None
    """The report of the need whose text this one repeats."""
    naming: Naming = _NAMELESS
    danger: int = 0
    """3 or 4 where its words speak of a danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The row of record. `version` is 0 until the first event."""

    id: str
    number: int
    version: int
    title: str
    state: NeedStatus
    category: str
    group: str
    area: str | None
    area_path: tuple[str, ...]
    lat: float | None
    long: float | None
    people: int
    reports: int
    first_seen: datetime
    last_seen: datetime
    merged_into: str | None
    indicators: tuple[str, ...] = ()
    road: str | None = None
    unknown: int = 0
    """Messages of nobody known: together one of the people."""
    verified: int = 0
    """Of the people, how many somebody vouches for."""
    by_messages: bool = False
    """Proposed by messages alone: how many people wrote them is not known."""
    supporters: int = 0
    """Who spoke for its messages where they were first said."""
    answered_by: AnsweredBy = "works"
    responsible_unit: str | None = None
    dangers: int = 0
    """Its messages that speak of a danger to life which no officer dismissed. For staff."""
    severity: int | None = None
    """What a planner says, once one has; then its dangers are no longer only possible."""
    place: str | None = None
    """As most of those who name one name it."""

    @property
    def people_at_most(self) -> int:
        return at_most(self.people, self.unknown)

    @property
    def counted_by(self) -> CountedBy:
        return "messages" if self.by_messages else "people"

    @property
    def is_told(self) -> bool:
        """Whether others have heard of it: from then on every change is told."""
        return self.version > 0

    def worth_telling(self, loud: int) -> bool:
        """A forming need of one report is nobody's business yet, unless a planner made it or as
        many as are `loud` support it."""
        if self.is_told or self.reports > 1 or self.number >= FIRST_DECIDED:
            return True
        if self.supporters >= loud:
            return True
        return self.state not in ("forming", "merged")

    def as_event(self) -> NeedState:
        return NeedState(
            id=self.id,
            version=self.version,
            title=self.title,
            state=self.state,
            category=self.category,
            group=self.group,
            area=self.area,
            area_path=self.area_path,
            lat=self.lat,
            long=self.long,
            people=self.people,
            reports=self.reports,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
            merged_into=self.merged_into,
            indicators=self.indicators,
            answered_by=self.answered_by,
            responsible_unit=self.responsible_unit,
            people_at_most=self.people_at_most,
            people_verified=self.verified,
            counted_by=self.counted_by,
            supporters=self.supporters,
        )


def as_member(report: StoredReport, position: int) -> Member:
    """The report as counting sees it, before it is read back from the store."""
    return Member(
        report=report.id,
        position=position,
        person=report.pseudonym,
        occurred_at=report.occurred_at,
        category=report.category,
        group=report.group,
        certainty=report.certainty,
        decided_by=report.decided_by,
        severity=report.severity,
        point=report.point,
        area_path=report.area_path,
        source=report.source,
        in_favour=report.in_favour,
        joins=report.joins,
        verified=report.verified,
        road=report.road,
        sketch=report.sketch,
        naming=naming_of(report.subject),
        raised=report.raised,
        danger=report.danger,
    )


def degrees(point: Point | None) -> tuple[float | None, float | None]:
    if point is None:
        return None, None
    return point[0] / _DEGREE, point[1] / _DEGREE
