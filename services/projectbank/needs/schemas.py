"""What the API asks and says of needs."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, fields, post_load, validate

from services.contracts.profile.model import ANSWERED_BY
from services.contracts.projectbank_events import COUNTED_BY, NEED_STATES
from services.projectbank.needs.listing import NEED_DANGERS, NEED_ORDERS, WantedNeeds
from services.projectbank.needs.need import Need
from services.projectbank.places import Box
from services.runtime.web.boxes import BoxField
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import AwareTime, Text
from services.runtime.web.paging import Cursor, PageQuery

_LONGEST_CODE = 100


class NeedQuery(PageQuery):
    """Which needs. `area` includes what lies in it; `since` and `until` ask for needs of which
    something was reported in between; `report` for the need of one report."""

    state = fields.String(load_default=None, validate=validate.OneOf(NEED_STATES))
    category = Text(at_most=_LONGEST_CODE, load_default=None)
    group = Text(at_most=_LONGEST_CODE, load_default=None)
    area = Text(at_most=_LONGEST_CODE, load_default=None)
    since = AwareTime(load_default=None)
    until = AwareTime(load_default=None)
    bbox = BoxField(Box, load_default=None)
    report = Text(at_most=_LONGEST_CODE, load_default=None)
    danger = fields.String(
        load_default=None,
        validate=validate.OneOf(NEED_DANGERS),
        metadata={
            "description": "possible: a message speaks of a danger to life and no planner has said "
            "how severe it is, also where nothing else is known of the need"
        },
    )
    answered_by = fields.String(load_default=None, validate=validate.OneOf(ANSWERED_BY))
    sort = fields.String(load_default="number", validate=validate.OneOf(NEED_ORDERS))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> WantedNeeds:
        return WantedNeeds(
            limit=data["page_size"],
            order=data["sort"],
            after=_after(data["cursor"], data["sort"]),
            state=data["state"],
            category=data["category"],
            group=data["group"],
            area=data["area"],
            since=data["since"],
            until=data["until"],
            box=data["bbox"],
            report=data["report"],
            danger=data["danger"],
            answered_by=data["answered_by"],
        )


class InsideQuery(PageQuery):
    """Pages of what belongs to one need."""

    cursor = Cursor(load_default=None, parts=(int,))


class NeedAnswer(ma.Schema):
    """What keeps going wrong at one place."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(NEED_STATES))
    category = fields.String(required=True)
    group = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    area_path = fields.List(fields.String(), required=True)
    lat = fields.Float(required=True, allow_none=True)
    long = fields.Float(required=True, allow_none=True)
    people = fields.Integer(
        required=True,
        metadata={"description": "Told apart; messages of nobody known together are one of them"},
    )
    people_at_most = fields.Integer(
        required=True,
        metadata={"description": "With each message of nobody known as somebody else"},
    )
    people_verified = fields.Integer(
        required=True,
        metadata={
            "description": "Of `people`, those with a verified contact or from a source that "
            "knows its people; the others count in part"
        },
    )
    counted_by = fields.String(
        required=True,
        validate=validate.OneOf(COUNTED_BY),
        metadata={"description": "messages: proposed by messages alone, people are unknown"},
    )
    supporters = fields.Integer(
        required=True,
        metadata={"description": "Who spoke for its messages where they were first said"},
    )
    reports = fields.Integer(required=True)
    first_seen = fields.AwareDateTime(required=True)
    last_seen = fields.AwareDateTime(required=True)
    merged_into = fields.String(required=True, allow_none=True)
    indicators = fields.List(fields.String(), required=True)
    projects = fields.List(fields.String(), required=True)
    answered_by = fields.String(
        required=True,
        validate=validate.OneOf(ANSWERED_BY),
        metadata={"description": "What ends it; only works become a project"},
    )
    responsible_unit = fields.String(required=True, allow_none=True)
    dangers = fields.Integer(
        required=True, metadata={"description": "Its messages that speak of a danger to life"}
    )
    severity = fields.Integer(
        required=True, allow_none=True, metadata={"description": "What a planner says of it"}
    )


class NeedListAnswer(ma.Schema):
    """One page of needs."""

    items = fields.List(fields.Nested(NeedAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def need_answer(need: Need, projects: Sequence[str]) -> dict[str, Any]:
    return {
        "id": need.id,
        "version": need.version,
        "title": need.title,
        "state": need.state,
        "category": need.category,
        "group": need.group,
        "area": need.area,
        "area_path": list(need.area_path),
        "lat": need.lat,
        "long": need.long,
        "people": need.people,
        "people_at_most": need.people_at_most,
        "people_verified": need.verified,
        "counted_by": need.counted_by,
        "supporters": need.supporters,
        "reports": need.reports,
        "first_seen": need.first_seen,
        "last_seen": need.last_seen,
        "merged_into": need.merged_into,
        "indicators": list(need.indicators),
        "projects": list(projects),
        "answered_by": need.answered_by,
        "responsible_unit": need.responsible_unit,
        "dangers": need.dangers,
        "severity": need.severity,
    }


def _after(cursor: Sequence[Any] | None, order: str) -> tuple[int, ...]:
    if cursor is None:
        return ()
    parts = 1 if order == "number" else 2
    if len(cursor) != parts or not all(type(part) is int for part in cursor):
        message = N_("This cursor is not one of ours; start again without it.")
        raise ValidationError({"cursor": [Fault("cursor", message)]})
    return tuple(cursor)


def need_list_answer(
    found: Sequence[Need], projects: Mapping[str, Sequence[str]], cursor: str | None
) -> dict[str, Any]:
    items = [need_answer(need, projects.get(need.id, ())) for need in found]
    return {"items": items, "cursor": cursor}
