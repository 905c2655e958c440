"""What search keeps of each event: state in, document out. Pure.

A field is public or staff-only here and nowhere else in search.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.contracts.case_events import CaseState
from services.contracts.envelope import Event, EventData
from services.contracts.intake_events import ReportState
from services.contracts.projectbank_events import LinkState, NeedState, ProjectState
from services.contracts.topics import (
    INTAKE_CASES,
    INTAKE_REPORTS,
    PROJECTBANK_LINKS,
    PROJECTBANK_NEEDS,
    PROJECTBANK_PROJECTS,
)
from services.search.index.document import Document, Fact, Kind

TOPIC_OF: Mapping[Kind, str] = {
    "report": INTAKE_REPORTS.name,
    "case": INTAKE_CASES.name,
    "need": PROJECTBANK_NEEDS.name,
    "project": PROJECTBANK_PROJECTS.name,
    "link": PROJECTBANK_LINKS.name,
}
"""Where the states of a kind come from; the record's id is the key there."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What the profile says of a category."""

    responsible_unit: str | None = None
    indicators: tuple[str, ...] = ()


NOT_HANDLED = Handling()
Handlings = Mapping[str, Handling]
"""By category code."""
NO_HANDLINGS: Handlings = {}


def document_of(event: Event, handlings: Handlings = NO_HANDLINGS) -> Document | None:
    """The document of an event, or None for a state that search does not keep.

    The responsible unit of a case is its own, of anything else the one that handles such
    things; `late` is told by cases alone.
    """
    return _document(event.data, event.time, handlings)


def _document(state: EventData, at: datetime, handlings: Handlings) -> Document | None:
    match state:
        case ReportState(erased=True):
            return _erased(state, at)
        case ReportState():
            return _report(state, at, handlings.get(state.category.code, NOT_HANDLED))
        case CaseState():
            return _case(state, at, handlings.get(state.category, NOT_HANDLED))
        case NeedState():
            return _need(state, at, handlings.get(state.category, NOT_HANDLED))
        case ProjectState():
            return _project(state, at, handlings.get(state.category, NOT_HANDLED))
        case LinkState():
            return _link(state, at)
    return None


def _erased(state: ReportState, at: datetime) -> Document:
    return Document(
        kind="report",
        id=state.id,
        version=state.version,
        erased=True,
        occurred_at=state.occurred_at,
        updated_at=at,
    )


def _report(state: ReportState, at: datetime, handling: Handling) -> Document:
    place = state.place
    return Document(
        kind="report",
        id=state.id,
        version=state.version,
        audience=state.audience,
        title=state.subject,
        body=state.description,
        fields=_searched(state.subject, state.description, place.address, state.id),
        occurred_at=state.occurred_at,
        updated_at=at,
        category=state.category.code,
        group=state.category.group,
        area_path=place.area_path,
        source=state.source,
        request_type=state.request_type,
        responsible_unit=handling.responsible_unit,
        object=state.object,
        indicators=handling.indicators,
        lat=place.lat,
        long=place.long,
        refs=(f"case:{state.case}",) if state.case else (),
        facts=_facts(
            address=place.address or None,
            road=place.road,
            severity=state.severity,
            in_favour=state.support.in_favour,
            joins=state.joins,
        )
        + _staff_facts(
            external_id=state.external_id,
            case=state.case,
            object=state.object,
            category_confidence=state.category.confidence,
        ),
    )


def _case(state: CaseState, at: datetime, handling: Handling) -> Document:
    """Cases are the staff's: a reporter reads the state of their own on the page of the report."""
    return Document(
        kind="case",
        id=state.id,
        version=state.version,
        audience="staff",
        title=state.title,
        fields=_searched(state.title, state.id),
        occurred_at=state.opened_at,
        updated_at=at,
        category=state.category,
        group=state.group,
        area_path=state.area_path,
        state=state.state,
        responsible_unit=state.responsible_unit,
        indicators=handling.indicators,
        late=state.late,
        lat=state.lat,
        long=state.long,
        facts=_facts(
            severity=state.severity,
            outcome=state.outcome,
            people=state.people,
            reports=state.reports,
            due_at=state.due_at.isoformat() if state.due_at else None,
            review_on=state.review_on,
            reopened=state.reopened or None,
        ),
    )


def _need(state: NeedState, at: datetime, handling: Handling) -> Document:
    """Needs are public: their titles are made of category and place, and they count people."""
    return Document(
        kind="need",
        id=state.id,
        version=state.version,
        audience="public",
        title=state.title,
        fields=_searched(state.title, state.id),
        occurred_at=state.last_seen,
        updated_at=at,
        category=state.category,
        group=state.group,
        area_path=state.area_path,
        state=state.state,
        responsible_unit=handling.responsible_unit,
        indicators=state.indicators or handling.indicators,
        lat=state.lat,
        long=state.long,
        facts=_facts(
            people=state.people,
            people_at_most=state.people_at_most,
            counted_by=state.counted_by,
            reports=state.reports,
            first_seen=state.first_seen.isoformat(),
            last_seen=state.last_seen.isoformat(),
            merged_into=state.merged_into,
        ),
    )


def _project(state: ProjectState, at: datetime, handling: Handling) -> Document:
    """A draft may be for the staff alone; of one that is for everybody only title, place, people
    and published rank are."""
    published = state.published
    rest = _facts(
        project_type=state.project_type,
        needs=state.needs,
        lane=published.lane if published else None,
        score_low=published.low if published else None,
        score_high=published.high if published else None,
        confidence=published.confidence if published else None,
        criteria_version=published.criteria_version if published else None,
    )
    if state.candidate:
        rest = tuple(Fact(fact.name, fact.value, public=False) for fact in rest)
    return Document(
        kind="project",
        id=state.id,
        version=state.version,
        audience=state.audience,
        title=state.title,
        fields=_searched(state.title, state.id),
        occurred_at=state.changed_at,
        updated_at=at,
        category=state.category,
        group=state.group,
        area_path=state.area_path,
        state=state.state,
        responsible_unit=handling.responsible_unit,
        indicators=handling.indicators,
        lat=state.lat,
        long=state.long,
        refs=tuple(f"need:{need}" for need in state.needs),
        facts=_facts(
            candidate=state.candidate,
            people=state.people,
            people_at_most=state.people_at_most,
            counted_by=state.counted_by,
            rank=published.rank if published else None,
        )
        + rest,
    )


def _link(state: LinkState, at: datetime) -> Document:
    needs = (f"need:{state.need}",) if state.need else ()
    return Document(
        kind="link",
        id=state.report,
        version=state.version,
        occurred_at=at,
        updated_at=at,
        refs=needs + tuple(f"project:{project}" for project in state.projects),
    )


def _searched(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _facts(**values: str | int | float | bool | tuple[str, ...] | None) -> tuple[Fact, ...]:
    return tuple(Fact(name, value) for name, value in values.items() if value is not None)


def _staff_facts(**values: str | float | None) -> tuple[Fact, ...]:
    return tuple(Fact(name, value, False) for name, value in values.items() if value is not None)
