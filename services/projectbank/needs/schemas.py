"""What the API says of needs."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.contracts.projectbank_events import NEED_STATES
from services.projectbank.needs.need import Need
from services.runtime.web.paging import Cursor, PageQuery


class NeedQuery(PageQuery):
    """Needs by number."""

    state = fields.String(load_default=None, validate=validate.OneOf(NEED_STATES))
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
    lat = fields.Float(required=True, allow_none=True)
    long = fields.Float(required=True, allow_none=True)
    people = fields.Integer(required=True)
    reports = fields.Integer(required=True)
    first_seen = fields.AwareDateTime(required=True)
    last_seen = fields.AwareDateTime(required=True)
    projects = fields.List(fields.String(), required=True)


class NeedListAnswer(ma.Schema):
    """One page of needs."""

    items = fields.List(fields.Nested(NeedAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def need_answer(need: Need, projects: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": need.id,
        "version": need.version,
        "title": need.title,
        "state": need.state,
        "category": need.category,
        "group": need.group,
        "area": need.area,
        "lat": need.lat,
        "long": need.long,
        "people": need.people,
        "reports": need.reports,
        "first_seen": need.first_seen,
        "last_seen": need.last_seen,
        "projects": list(projects),
    }
