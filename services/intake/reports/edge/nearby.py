# mypy: disallow-untyped-decorators=False
"""What may mean the same: /reports/nearby for residents, /reports/<id>/duplicates for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema
from sqlalchemy import Connection

from services.contracts.profile.model import Group, Profile
from services.intake.reports.in_scope import WorksOn
from services.intake.reports.listing import Circle
from services.intake.reports.nearby.nearby import InPlay, Near, duplicates_of, open_nearby
from services.intake.reports.nearby.pictures import Picture, Pictures
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, public, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import Body, Number, Text

WIDEST = 1_000
"""Metres that a resident's list may reach."""
_EXCERPT = 120
"""Characters of a description that are enough to judge by."""


@dataclass(frozen=True, slots=True)
class Around:
    lat: float
    long: float
    radius: float | None
    category: str | None
    group: str | None


class NearbyQuery(Body):
    """Where, and what about: a category or its group; without either nothing is the same."""

    lat = Number(low=-90, high=90, required=True)
    long = Number(low=-180, high=180, required=True)
    radius = Number(low=0, high=WIDEST, metadata={"description": "Metres; the group's if left out"})
    category = Text(at_most=100)
    group = Text(at_most=100)

    @validates_schema
    def one_of_both(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("category" in data) == ("group" in data):
            message = N_("Give either category or group.")
            raise ValidationError({"category": [Fault("either", message)]})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Around:
        optional = (data.get(name) for name in ("radius", "category", "group"))
        return Around(data["lat"], data["long"], *optional)


class PictureAnswer(Schema):
    """A small picture that everybody may see, and the room that it takes in pixels."""

    url = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


class NearAnswer(Schema):
    """Enough of a report to judge whether it means the same."""

    id = fields.String(required=True)
    subject = fields.String(required=True)
    excerpt = fields.String(required=True)
    category = fields.String(required=True)
    status = fields.String(required=True)
    metres = fields.Integer(required=True)
    lat = fields.Float(required=True)
    long = fields.Float(required=True)
    occurred_at = fields.AwareDateTime(required=True, format="iso")
    age_days = fields.Integer(required=True)
    people = fields.Integer(
        required=True, metadata={"description": "Who reported it, joined it and spoke for it"}
    )
    picture = fields.Nested(PictureAnswer, required=True, allow_none=True)


class NearListAnswer(Schema):
    items = fields.List(fields.Nested(NearAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def add_nearby_routes(
    blueprint: Blueprint,
    database: Database,
    profile: Profile,
    clock: Clock,
    pictures: Pictures,
    in_play: InPlay,
    works_on: WorksOn,
) -> None:
    """Add both routes to the reports' blueprint."""

    def answer(conn: Connection, found: Sequence[Near], now: datetime) -> dict[str, Any]:
        shown = pictures(conn, [near.report.id for near in found])
        items = [near_answer(near, now, shown.get(near.report.id)) for near in found]
        return {"items": items, "cursor": None}

    @blueprint.get("/reports/nearby")
    @public
    @blueprint.arguments(NearbyQuery, location="query")
    @blueprint.response(200, NearListAnswer)
    def list_nearby(wanted: Around) -> dict[str, Any]:
        """Open public reports of the group close by, nearest first, at most five."""
        group, now = _group(wanted, profile), clock.now()
        radius = group.radius if wanted.radius is None else wanted.radius
        place = Circle(lat=wanted.lat, long=wanted.long, radius=radius)
        return database.read(
            lambda conn: answer(conn, open_nearby(conn, place, group, now, in_play), now)
        )

    @blueprint.get("/reports/<report_id>/duplicates")
    @requires("officer")
    @blueprint.response(200, NearListAnswer)
    def list_duplicates(report_id: str) -> dict[str, Any]:
        """What may be a duplicate of a report: its group, 250 m, 90 days; nearest first.

        Only of what the caller works on. What was closed more than 30 days ago is left out.
        """
        now, scope = clock.now(), current_actor().scope
        number, fitting = report_id.upper(), in_play.to_compare(now)
        return database.read(
            lambda conn: answer(conn, duplicates_of(conn, number, fitting, scope, works_on), now)
        )


def near_answer(near: Near, now: datetime, picture: Picture | None) -> dict[str, Any]:
    report = near.report
    text = " ".join(report.description.split())
    return {
        "id": report.id,
        "subject": report.subject,
        "excerpt": text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…",
        "category": report.category.code,
        "status": report.status,
        "metres": round(near.metres),
        "lat": report.place.lat,
        "long": report.place.long,
        "occurred_at": report.occurred_at,
        "age_days": max(0, (now - report.occurred_at).days),
        "people": near.people,
        "picture": None if picture is None else _picture(picture),
    }


def _picture(picture: Picture) -> dict[str, Any]:
    width, height = picture.small_size
    return {"url": picture.small_url, "width": width, "height": height}


def _group(wanted: Around, profile: Profile) -> Group:
    code = wanted.group
    if wanted.category is not None:
        kind = profile.problem_types.get(wanted.category)
        code = None if kind is None else kind.group
    group = profile.groups.get(code or "")
    if group is None:
        name = "category" if wanted.category is not None else "group"
        raise ValidationError({name: [Fault("known_code", N_("There is no such code."))]})
    return group
