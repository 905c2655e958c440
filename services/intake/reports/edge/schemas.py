"""Requests of the reports API: marshmallow in, frozen values out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_load, validate, validates_schema

from services.contracts.intake_events import REQUEST_TYPES, SOURCES, Support
from services.intake.reports import rules
from services.intake.reports.changing.corrections import Correction
from services.intake.reports.dangers.verdict import DangerVerdict
from services.intake.reports.faults import NotVouched
from services.intake.reports.listing import Box, Circle, Position, Wanted
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.report import DATUMS, NOTIFY, STATUSES, Contact, NewReport
from services.runtime.identity.access import Role, current_actor
from services.runtime.web.boxes import BoxField
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import AwareTime, Body, Number, Text
from services.runtime.web.paging import Cursor, PageQuery
from services.runtime.web.settings import LANGUAGES

WIDEST_RADIUS = 50_000
"""Metres."""
VOUCHING_ROLES: tuple[Role, ...] = ("officer", "device")


class JsonNumber(Number):
    """A number of a JSON body; a text of digits is none."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> float:
        if isinstance(value, str):
            raise ValidationError([Fault("type", N_("This must be a number."))])
        return super()._deserialize(value, attr, data, **kwargs)


class JsonBoolean(fields.Boolean):
    """true or false; nothing that merely means it."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class ContactBody(Body):
    """How to reach the reporter; kept apart and never shown."""

    name = Text(at_most=rules.LONGEST_KEY, blank=True, allow_none=True)
    phone = Text(at_most=rules.LONGEST_KEY, blank=True, allow_none=True)
    email = Text(at_most=rules.LONGEST_KEY, blank=True, allow_none=True)
    notify = fields.String(
        validate=validate.OneOf(NOTIFY),
        allow_none=True,
        metadata={"description": "Of what to tell this person; every stage when left out."},
    )
    language = fields.String(
        validate=validate.OneOf(LANGUAGES),
        allow_none=True,
        metadata={"description": "In which language; the district's first when left out."},
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Contact:
        return Contact(**{name: text or None for name, text in data.items()})


class SupportBody(Body):
    """How many others spoke for and against it where it was said."""

    in_favour = fields.Integer(
        data_key="for", strict=True, load_default=0, validate=validate.Range(0, rules.MOST_SUPPORT)
    )
    against = fields.Integer(
        strict=True, load_default=0, validate=validate.Range(0, rules.MOST_SUPPORT)
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Support:
        return Support(**data)


class NewReportBody(Body):
    """What somebody reports. A place is needed: coordinates, an address or an object."""

    service_code = Text(at_most=100, blank=True, allow_none=True)
    suggested = JsonBoolean(
        metadata={
            "description": "Whether `service_code` was proposed, as by POST /suggestions, and the"
            " reporter said yes to it; left out where it was chosen by hand."
        }
    )
    request_type = fields.String(validate=validate.OneOf(REQUEST_TYPES))
    subject = Text(at_most=rules.LONGEST_SUBJECT, blank=True, allow_none=True)
    description = Text(at_most=rules.LONGEST_DESCRIPTION, required=True)
    lat = JsonNumber(low=-90, high=90, allow_none=True)
    long = JsonNumber(low=-180, high=180, allow_none=True)
    datum = fields.String(validate=validate.OneOf(DATUMS))
    address = Text(at_most=rules.LONGEST_ADDRESS, blank=True, allow_none=True)
    area = Text(at_most=100, blank=True, allow_none=True)
    object = Text(at_most=rules.LONGEST_CODE, blank=True, allow_none=True)
    attributes = fields.Dict(
        keys=Text(at_most=100),
        values=Text(at_most=rules.LONGEST_EXTRA, blank=True),
        validate=validate.Length(max=rules.MOST_EXTRAS),
    )
    occurred_at = AwareTime(allow_none=True)
    client_id = Text(
        at_most=rules.LONGEST_KEY,
        allow_none=True,
        metadata={"description": "The same again under the same id changes nothing."},
    )
    contact = fields.Nested(ContactBody, allow_none=True)
    public = JsonBoolean(allow_none=True)
    support = fields.Nested(SupportBody)
    photos = fields.List(
        Text(at_most=40),
        validate=validate.Length(max=rules.MOST_PHOTOS),
        metadata={"description": "Ids of photos that were sent before, at most a day ago."},
    )
    source = fields.String(
        validate=validate.OneOf(SOURCES),
        metadata={"description": "Needs the key of an officer or a device."},
    )
    external_id = Text(
        at_most=rules.LONGEST_KEY,
        metadata={"description": "Its id there. Needs the key of an officer or a device."},
    )

    @pre_load
    def refuse_unvouched(self, data: Any, **_: Any) -> Any:
        """Whoever may not name a source is told so before anything else is looked at."""
        named = isinstance(data, dict) and not data.keys().isdisjoint(("source", "external_id"))
        if named and not current_actor().may(*VOUCHING_ROLES):
            raise NotVouched
        return data

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewReport:
        for name in ("service_code", "subject", "address", "area", "object"):
            data[name] = data.get(name) or None
        data["contact"] = data.get("contact") or Contact()
        data["extras"] = data.pop("attributes", {})
        data["photos"] = tuple(data.pop("photos", ()))
        return NewReport(**data)


class CorrectionBody(Body):
    """What a report is about, as an officer sees it."""

    category = Text(at_most=100, required=True)
    why = Text(at_most=500, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Correction:
        return Correction(**data)


class DangerBody(Body):
    """Whether a danger that was heard is one, as an officer sees it."""

    judged = fields.String(required=True, validate=validate.OneOf(["confirmed", "dismissed"]))
    why = Text(at_most=500, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> DangerVerdict:
        return DangerVerdict(**data)


class RelocationForm(Body):
    """Where a report is, as an officer typed it into a form: a point, an area, or both."""

    lat = Number(low=-90, high=90, allow_none=True)
    long = Number(low=-180, high=180, allow_none=True)
    datum = fields.String(validate=validate.OneOf(DATUMS))
    area = Text(at_most=100, allow_none=True)
    why = Text(at_most=500, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Relocation:
        return Relocation(**data)


class RelocationBody(RelocationForm):
    """The same as JSON, where a text of digits is no number."""

    lat = JsonNumber(low=-90, high=90, allow_none=True)
    long = JsonNumber(low=-180, high=180, allow_none=True)


class ReportQuery(PageQuery):
    """Which reports. Times compare with `occurred_at`; `area` includes what lies in it."""

    lat = Number(low=-90, high=90)
    long = Number(low=-180, high=180)
    radius = Number(low=0, high=WIDEST_RADIUS, metadata={"description": "Metres around lat, long"})
    bbox = BoxField(Box)
    category = Text(at_most=100)
    area = Text(at_most=100)
    state = fields.String(validate=validate.OneOf(STATUSES))
    since = AwareTime()
    until = AwareTime()
    cursor = Cursor(parts=(str, str), load_default=None)

    @validates_schema
    def circle_is_whole(self, data: Mapping[str, Any], **_: Any) -> None:
        parts = ("lat", "long", "radius")
        missing = [name for name in parts if name not in data]
        if 0 < len(missing) < len(parts):
            message = N_("Give lat, long and radius together.")
            raise ValidationError({name: [Fault("circle", message)] for name in missing})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Wanted:
        circle = None
        if "radius" in data:
            circle = Circle(lat=data["lat"], long=data["long"], radius=data["radius"])
        return Wanted(
            circle=circle,
            box=data.get("bbox"),
            category=data.get("category"),
            area=data.get("area"),
            status=data.get("state"),
            since=data.get("since"),
            until=data.get("until"),
            after=_position(data["cursor"]),
            limit=data["page_size"],
        )


def _position(cursor: list[str] | None) -> Position | None:
    if cursor is None:
        return None
    try:
        moment = datetime.fromisoformat(cursor[0])
        if moment.tzinfo is None:
            raise ValueError(cursor[0])
        return Position(received_at=moment.astimezone(UTC), id=cursor[1])
    except (ValueError, OverflowError) as error:
        message = N_("This cursor is not one of ours; start again without it.")
        raise ValidationError({"cursor": [Fault("cursor", message)]}) from error
