"""One event of each kind of data, with what a test wants to say about it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.contracts.catalogue import REPORT_RECEIVED
from services.contracts.envelope import Event, EventData
from services.contracts.intake_events import Category, Place, ReportState, Support

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def a_report_state(**changes: Any) -> ReportState:
    state = ReportState(
        id="20261122-7K3QX",
        version=1,
        seq=1,
        subject="电梯停运",
        description="3 栋电梯停运三天。",
        category=Category(code="lift", group="building", confidence=0.9, decided_by="reporter"),
        request_type="complaint",
        place=Place(lat=None, long=None, address="", area=None, area_path=(), area_confidence=0.0),
        severity=2,
        source="resident",
        external_id=None,
        audience="public",
        pseudonym=None,
        pseudonym_verified=False,
        support=Support(in_favour=0, against=0),
        case=None,
        object=None,
        joins=None,
        occurred_at=NOON,
        received_at=NOON,
        erased=False,
    )
    return replace(state, **changes)


def an_event(data: EventData | None = None, **changes: Any) -> Event:
    event = Event(
        id="9f6c1f0e-0000-4000-8000-000000000001",
        type=REPORT_RECEIVED,
        source="intake",
        subject="20261122-7K3QX",
        time=NOON,
        data=a_report_state() if data is None else data,
    )
    return replace(event, **changes)
