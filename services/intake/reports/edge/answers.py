"""Answers of the reports API: their documented shapes, and values written as those shapes."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.intake_events import DANGER_JUDGED, REQUEST_TYPES, SOURCES, Audience
from services.contracts.profile.model import KINDS, Profile, Words
from services.intake.reports.dangers.first_aid import FirstAid
from services.intake.reports.listing import Page
from services.intake.reports.receiving.receive import Receipt
from services.intake.reports.report import STATUSES, Report
from services.runtime.web.paging import write_cursor


class WordsAnswer(Schema):
    zh = fields.String(required=True)
    en = fields.String(required=True)


class EmergencyLineAnswer(Schema):
    phone = fields.String(required=True)
    name = fields.Nested(WordsAnswer, required=True)


class FirstAidAnswer(Schema):
    """What to do before anything else, and whom to call: nobody here calls for the sender."""

    names = fields.List(fields.Nested(WordsAnswer), required=True)
    advice = fields.List(fields.Nested(WordsAnswer), required=True)
    lines = fields.List(fields.Nested(EmergencyLineAnswer), required=True)


class ReceiptAnswer(Schema):
    """What the sender keeps: the number, and the token that opens the report's page."""

    id = fields.String(required=True)
    tracking_token = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Opens the reporter's page; null for who did not file it."},
    )
    status = fields.String(required=True)
    version = fields.String(
        required=True, metadata={"description": "For `after=` of a search: report:ID@VERSION."}
    )
    duplicates = fields.List(
        fields.String(), required=True, metadata={"description": "Reports that may mean the same."}
    )
    first_aid = fields.Nested(
        FirstAidAnswer,
        required=True,
        allow_none=True,
        metadata={"description": "Where the words speak of a danger: show it to the reporter."},
    )


class DangerAnswer(Schema):
    """A danger that the words of a report speak of, and an officer's word on it."""

    severity = fields.Integer(required=True)
    kinds = fields.List(fields.String(), required=True)
    words = fields.List(fields.String(), required=True)
    judged = fields.String(required=True, validate=validate.OneOf(DANGER_JUDGED))
    raised = fields.Boolean(
        required=True,
        metadata={"description": "Whether the severity is the one that the words speak of."},
    )


class CategoryAnswer(Schema):
    code = fields.String(required=True)
    group = fields.String(required=True)
    confidence = fields.Float(required=True)
    decided_by = fields.String(required=True)
    accepted = fields.Boolean(
        required=True,
        metadata={"description": "Suggested from the words, and the reporter said yes to it."},
    )


class PlaceAnswer(Schema):
    """WGS-84 degrees; area codes from the jurisdiction down."""

    lat = fields.Float(required=True, allow_none=True)
    long = fields.Float(required=True, allow_none=True)
    address = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    area_path = fields.List(fields.String(), required=True)
    area_confidence = fields.Float(required=True)
    road = fields.String(required=True, allow_none=True)


class SupportAnswer(Schema):
    in_favour = fields.Integer(data_key="for", required=True)
    against = fields.Integer(required=True)


class ReportAnswer(Schema):
    """A report, masked. The last members are for officers only."""

    id = fields.String(required=True)
    version = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    subject = fields.String(required=True)
    description = fields.String(required=True)
    category = fields.Nested(CategoryAnswer, required=True)
    request_type = fields.String(required=True, validate=validate.OneOf(REQUEST_TYPES))
    place = fields.Nested(PlaceAnswer, required=True)
    object = fields.String(required=True, allow_none=True)
    severity = fields.Integer(required=True)
    source = fields.String(required=True, validate=validate.OneOf(SOURCES))
    audience = fields.String(required=True, validate=validate.OneOf(["public", "staff"]))
    support = fields.Nested(SupportAnswer, required=True)
    occurred_at = fields.AwareDateTime(required=True, format="iso")
    received_at = fields.AwareDateTime(required=True, format="iso")
    seq = fields.Integer(allow_none=True)
    external_id = fields.String(allow_none=True)
    pseudonym = fields.String(allow_none=True)
    pseudonym_verified = fields.Boolean()
    case = fields.String(allow_none=True)
    danger = fields.Nested(DangerAnswer, allow_none=True)
    attributes = fields.Dict(keys=fields.String(), values=fields.String())


class CaseQuestionAnswer(Schema):
    """The report's open case is another one now; see `/api/intake/v1/cases/{case}`."""

    case = fields.String(required=True)
    version = fields.Integer(
        required=True, metadata={"description": "Of the report; it goes with the decision."}
    )
    about = fields.List(fields.String(), required=True, metadata={"description": "category, place"})
    choices = fields.List(fields.String(), required=True)


class CorrectedAnswer(ReportAnswer):
    """The report after a correction, and what its case asks since."""

    case_question = fields.Nested(
        CaseQuestionAnswer,
        required=True,
        allow_none=True,
        metadata={"description": "Decided by POST …/cases/{case}/questions/{report}."},
    )


class ReportListAnswer(Schema):
    items = fields.List(fields.Nested(ReportAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


class ProblemTypeAnswer(Schema):
    """A category that a report may name as its service_code."""

    code = fields.String(required=True)
    name = fields.Nested(WordsAnswer, required=True)
    question = fields.Nested(WordsAnswer, required=True)
    group = fields.String(required=True)
    group_name = fields.Nested(WordsAnswer, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    indicator = fields.String(required=True, allow_none=True)
    severity = fields.Integer(required=True)
    time_limited = fields.Boolean(required=True)


class ProblemTypeListAnswer(Schema):
    items = fields.List(fields.Nested(ProblemTypeAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def receipt_answer(receipt: Receipt, aid: FirstAid | None = None) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "tracking_token": receipt.tracking_token or None,
        "status": receipt.status,
        "version": receipt.version,
        "duplicates": [],
        "first_aid": aid.plainly() if aid is not None else None,
    }


def page_answer(page: Page, audience: Audience) -> dict[str, Any]:
    items = [report_answer(report, audience) for report in page.reports]
    return {"items": items, "cursor": cursor_after(page)}


def cursor_after(page: Page) -> str | None:
    """Where the next page begins; none after the last one."""
    after = page.after
    return None if after is None else write_cursor([after.received_at.isoformat(), after.id])


def categories_answer(profile: Profile) -> dict[str, Any]:
    order = {code: place for place, code in enumerate(profile.groups)}
    kinds = sorted(profile.problem_types.values(), key=lambda kind: order[kind.group])
    return {
        "items": [
            {
                "code": kind.code,
                "name": _words(kind.name),
                "question": _words(kind.question),
                "group": kind.group,
                "group_name": _words(profile.groups[kind.group].name),
                "kind": kind.kind,
                "indicator": kind.indicator,
                "severity": kind.severity,
                "time_limited": kind.time_limited,
            }
            for kind in kinds
        ],
        "cursor": None,
    }


def report_answer(report: Report, audience: Audience) -> dict[str, Any]:
    """A report as an answer; `staff` sees what is not public, too."""
    place, category = report.place, report.category
    answer: dict[str, Any] = {
        "id": report.id,
        "version": report.reference,
        "status": report.status,
        "subject": report.subject,
        "description": report.description,
        "category": {
            "code": category.code,
            "group": category.group,
            "confidence": category.confidence,
            "decided_by": category.decided_by,
            "accepted": category.accepted,
        },
        "request_type": report.request_type,
        "place": {
            "lat": place.lat,
            "long": place.long,
            "address": place.address,
            "area": place.area,
            "area_path": place.area_path,
            "area_confidence": place.area_confidence,
            "road": place.road,
        },
        "object": report.object,
        "severity": report.severity,
        "source": report.source,
        "audience": report.audience,
        "support": {"for": report.support.in_favour, "against": report.support.against},
        "occurred_at": report.occurred_at.isoformat(),
        "received_at": report.received_at.isoformat(),
    }
    if audience == "staff":
        answer |= {
            "seq": report.seq,
            "external_id": report.external_id,
            "pseudonym": report.pseudonym,
            "pseudonym_verified": report.pseudonym_verified,
            "case": report.case,
            "danger": _danger(report),
            "attributes": dict(report.extras),
        }
    return answer


def _danger(report: Report) -> dict[str, Any] | None:
    danger = report.danger
    if danger is None:
        return None
    return {
        "severity": danger.severity,
        "kinds": list(danger.kinds),
        "words": list(danger.words),
        "judged": danger.judged,
        "raised": report.raised_by_words,
    }


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
