"""Answers of the search API: their documented shapes, and values written as those shapes."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.runtime.web.paging import write_cursor
from services.search.hit import Hit
from services.search.index.document import HIT_KINDS
from services.search.query import USUAL_FACETS, Answer
from services.search.thread import Strand, Thread


class RecordAnswer(Schema):
    """One record as this reader may see it."""

    kind = fields.String(required=True, validate=validate.OneOf(HIT_KINDS))
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    snippet = fields.String(required=True, metadata={"description": "Escaped HTML with <mark>"})
    audience = fields.String(required=True, validate=validate.OneOf(["public", "staff"]))
    occurred_at = fields.String(required=True, metadata={"format": "date-time"})
    updated_at = fields.String(required=True, metadata={"format": "date-time"})
    category = fields.String(required=True, allow_none=True)
    group = fields.String(required=True, allow_none=True)
    area = fields.String(required=True, allow_none=True)
    area_path = fields.List(fields.String(), required=True)
    state = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    request_type = fields.String(required=True, allow_none=True)
    responsible_unit = fields.String(allow_none=True)
    indicators = fields.List(fields.String())
    late = fields.Boolean(allow_none=True)
    facts = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "Further fields of the kind, such as lat, long, people, rank"},
    )


class FacetValueAnswer(Schema):
    value = fields.String(required=True)
    count = fields.Integer(required=True)


class FacetsAnswer(Schema):
    """How many of all hits have each value, most frequent first; an area counts what is in it.

    Only those asked for are counted; kind, category, area and state are empty lists otherwise.
    """

    kind = fields.List(fields.Nested(FacetValueAnswer), required=True)
    category = fields.List(fields.Nested(FacetValueAnswer), required=True)
    area = fields.List(fields.Nested(FacetValueAnswer), required=True)
    state = fields.List(fields.Nested(FacetValueAnswer), required=True)
    group = fields.List(fields.Nested(FacetValueAnswer))
    source = fields.List(fields.Nested(FacetValueAnswer))
    request_type = fields.List(fields.Nested(FacetValueAnswer))
    responsible_unit = fields.List(fields.Nested(FacetValueAnswer))
    object = fields.List(fields.Nested(FacetValueAnswer))
    indicator = fields.List(fields.Nested(FacetValueAnswer))
    late = fields.List(fields.Nested(FacetValueAnswer))


class RecordsAnswer(Schema):
    """A page of records."""

    total = fields.Integer(required=True, metadata={"description": "Exact"})
    as_of = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date-time", "description": "Time of the newest event searched"},
    )
    items = fields.List(fields.Nested(RecordAnswer), required=True)
    facets = fields.Nested(FacetsAnswer, required=True)
    cursor = fields.String(required=True, allow_none=True)
    corrected = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What was searched for, as the words sent are found nowhere"},
    )


class StrandAnswer(Schema):
    """Records of one kind that this reader may see: how many, and the newest of them."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(RecordAnswer), required=True)


class ThreadAnswer(Schema):
    """A record and everything that belongs to it."""

    as_of = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    record = fields.Nested(RecordAnswer, required=True)
    reports = fields.Nested(StrandAnswer, required=True)
    cases = fields.Nested(StrandAnswer, allow_none=True, metadata={"description": "For staff"})
    needs = fields.Nested(StrandAnswer, required=True)
    projects = fields.Nested(StrandAnswer, required=True)


def records_answer(answer: Answer) -> dict[str, Any]:
    return {
        "total": answer.total,
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        "items": [_record(hit) for hit in answer.hits],
        "facets": {
            name: [{"value": v.value, "count": v.count} for v in answer.facets.get(name, ())]
            for name in dict.fromkeys((*USUAL_FACETS, *answer.facets))
        },
        "cursor": write_cursor(answer.cursor) if answer.cursor else None,
        "corrected": answer.corrected,
    }


def thread_answer(thread: Thread) -> dict[str, Any]:
    return {
        "as_of": thread.as_of.isoformat() if thread.as_of else None,
        "record": _record(thread.record),
        "reports": _strand(thread.reports),
        "cases": _strand(thread.cases) if thread.cases is not None else None,
        "needs": _strand(thread.needs),
        "projects": _strand(thread.projects),
    }


def _strand(strand: Strand) -> dict[str, Any]:
    return {"total": strand.total, "items": [_record(hit) for hit in strand.hits]}


def _record(hit: Hit) -> dict[str, Any]:
    document = hit.document
    return {
        "kind": document.kind,
        "id": document.id,
        "version": document.version,
        "title": document.title,
        "snippet": hit.snippet,
        "audience": document.audience,
        "occurred_at": document.occurred_at.isoformat(),
        "updated_at": document.updated_at.isoformat(),
        "category": document.category,
        "group": document.group,
        "area": document.area_path[-1] if document.area_path else None,
        "area_path": list(document.area_path),
        "state": document.state,
        "source": document.source,
        "request_type": document.request_type,
        "responsible_unit": document.responsible_unit,
        "indicators": list(document.indicators),
        "late": document.late,
        "facts": _facts(hit),
    }


def _facts(hit: Hit) -> dict[str, Any]:
    document = hit.document
    place = {"lat": document.lat, "long": document.long} if document.lat is not None else {}
    return {**place, **{fact.name: fact.value for fact in hit.facts}}
