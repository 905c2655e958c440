"""Parameters of the search API: marshmallow in, frozen values out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.contracts.intake_events import REQUEST_TYPES, SOURCES
from services.runtime.web.boxes import BoxField
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import AwareTime, Number, Text, refuse_unstorable
from services.runtime.web.paging import Cursor, PageQuery
from services.search.index.document import HIT_KINDS
from services.search.index.places import Box, Circle
from services.search.index.port import FACETS
from services.search.query import USUAL_FACETS, SearchRequest

LONGEST_QUESTION = 200
_LONGEST_CODE = 100
_MOST_CODES = 50
WIDEST_RADIUS = 50_000
"""Metres."""
_SORTS = ("relevance", "newest", "oldest", "updated")


class Codes(fields.Field[tuple[str, ...]]):
    """Values of a filter, of which one must hold: repeated, or with commas between them."""

    is_multiple = True

    def __init__(self, *, one_of: tuple[str, ...] = (), **options: Any) -> None:
        items: dict[str, Any] = {"type": "string"}
        if one_of:
            items["enum"] = list(one_of)
        options.setdefault("metadata", {}).update({"type": "array", "items": items})
        super().__init__(**options)
        self.one_of = one_of

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        texts = value if isinstance(value, list) else [value]
        codes = [code.strip() for text in texts for code in str(text).split(",")]
        given = tuple(dict.fromkeys(code for code in codes if code))
        if len(given) > _MOST_CODES or any(len(code) > _LONGEST_CODE for code in given):
            raise ValidationError([Fault("length", N_("These are too many or too long values."))])
        for code in given:
            refuse_unstorable(code)
            if self.one_of and code not in self.one_of:
                message = N_("This must be one of: %(choices)s.")
                raise ValidationError([Fault("choice", message, choices=", ".join(self.one_of))])
        return given


class DayOrTime(AwareTime):
    """An instant with its offset, or a date, which means that whole day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.metadata = {"type": "string", "description": self.__doc__}

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str) and len(value) == len("2026-11-22"):
            try:
                return _day(value)
            except ValueError as error:
                message = N_("This must be a date such as 2026-11-22.")
                raise ValidationError([Fault("format", message)]) from error
        return super()._deserialize(value, attr, data, **kwargs)


class SearchQuery(PageQuery):
    """What to search for. Filters of different names all hold; values of one are alternatives."""

    q = Text(
        at_most=LONGEST_QUESTION,
        blank=True,
        load_default="",
        metadata={
            "description": "Terms that all occur; quotes keep a phrase, minus excludes. Empty: all."
        },
    )
    kind = Codes(one_of=HIT_KINDS)
    area = Codes(metadata={"description": "Area codes; an area finds what lies in it, too."})
    category = Codes()
    group = Codes()
    state = Codes()
    source = Codes(one_of=SOURCES)
    request_type = Codes(one_of=REQUEST_TYPES)
    responsible_unit = Codes(
        metadata={"description": "Units that handle the record's kind of problem."}
    )
    object = Codes(metadata={"description": "Codes of registered objects. Staff only."})
    indicator = Codes(metadata={"description": "Codes of health-check indicators."})
    late = fields.Boolean(
        metadata={"description": "Whether the time limit has passed, where a record has one."}
    )
    bbox = BoxField(Box)
    lat = Number(low=-90, high=90)
    long = Number(low=-180, high=180)
    radius = Number(
        low=1, high=WIDEST_RADIUS, metadata={"description": "Metres around lat and long."}
    )
    since = DayOrTime()
    until = DayOrTime()
    after = Text(
        at_most=200,
        metadata={"description": "Wait until this version is found: report:20261122-7K3QX@1"},
    )
    sort = fields.String(validate=validate.OneOf(_SORTS))
    facets = Codes(
        one_of=FACETS,
        load_default=USUAL_FACETS,
        metadata={"description": "What to count; `object` is for staff."},
    )
    cursor = Cursor(load_default=None)

    @validates_schema
    def circle_is_whole(self, data: Mapping[str, Any], **_: Any) -> None:
        parts = ("lat", "long", "radius")
        missing = [name for name in parts if name not in data]
        if 0 < len(missing) < len(parts):
            message = N_("Give lat, long and radius together.")
            raise ValidationError({name: [Fault("circle", message)] for name in missing})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> SearchRequest:
        plural = {
            "area": "areas",
            "category": "categories",
            "group": "groups",
            "state": "states",
            "source": "sources",
            "request_type": "request_types",
            "responsible_unit": "responsible_units",
            "object": "objects",
            "indicator": "indicators",
            "bbox": "box",
        }
        if "radius" in data:
            circle = {name: data.pop(name) for name in ("lat", "long", "radius")}
            data["circle"] = Circle(**circle)
        values = {plural.get(name, name): value for name, value in data.items() if name != "kind"}
        return SearchRequest(**values, kinds=data.get("kind") or HIT_KINDS)


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
