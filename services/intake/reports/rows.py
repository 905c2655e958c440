"""A report as a row and back, explicitly.

Lists are long and asked often: rows are taken apart by position, and texts that hold JSON or
codes are only read where there is something in them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.intake_events import Category, Place, PossibleDanger, Support
from services.intake.reports.report import Report

COLUMNS = (
    "id",
    "seq",
    "version",
    "subject",
    "description",
    "category",
    "category_group",
    "category_confidence",
    "category_decided_by",
    "request_type",
    "lat",
    "long",
    "address",
    "area",
    "area_path",
    "area_confidence",
    "road",
    "severity",
    "source",
    "external_id",
    "audience",
    "agreed",
    "pseudonym",
    "pseudonym_verified",
    "in_favour",
    "against",
    "case_id",
    "object",
    "joins",
    "occurred_at",
    "received_at",
    "erased",
    "extras",
    "danger",
    "danger_severity",
    "danger_anew_at",
)
"""The columns of a report, in the order in which `report_of` takes them."""
_NOTHING = "{}"
_BETWEEN_CODES = "\n"
_ACCEPTED = "accepted"
"""Stands in its column for a suggestion that the reporter said yes to."""


def row_of(report: Report) -> dict[str, Any]:
    place, category = report.place, report.category
    values = (
        report.id,
        report.seq,
        report.version,
        report.subject,
        report.description,
        category.code,
        category.group,
        category.confidence,
        _ACCEPTED if category.accepted else category.decided_by,
        report.request_type,
        place.lat,
        place.long,
        place.address,
        place.area,
        _BETWEEN_CODES.join(place.area_path),
        place.area_confidence,
        place.road,
        report.severity,
        report.source,
        report.external_id,
        report.audience,
        report.agreed,
        report.pseudonym,
        report.pseudonym_verified,
        report.support.in_favour,
        report.support.against,
        report.case,
        report.object,
        report.joins,
        report.occurred_at,
        report.received_at,
        report.erased,
        _as_text(report.extras),
        *_danger_columns(report.danger),
        report.danger_anew_at,
    )
    return dict(zip(COLUMNS, values, strict=True))


def report_of(row: Sequence[Any]) -> Report:
    """The report of a row that was selected by COLUMNS."""
    number, seq, version, subject, description = row[:5]
    code, group, confidence, decided_by, request_type = row[5:10]
    lat, long, address, area, area_path, area_confidence, road = row[10:17]
    severity, source, external_id, audience, agreed = row[17:22]
    pseudonym, verified, in_favour, against, case = row[22:27]
    registered, joins, occurred_at, received_at, erased, extras = row[27:33]
    danger, _, danger_anew_at = row[33:36]
    return Report(
        id=number,
        version=version,
        seq=seq,
        subject=subject,
        description=description,
        category=_category_of(code, group, confidence, decided_by),
        request_type=request_type,
        place=Place(
            lat=lat,
            long=long,
            address=address,
            area=area,
            area_path=tuple(area_path.split(_BETWEEN_CODES)) if area_path else (),
            area_confidence=area_confidence,
            road=road,
        ),
        severity=severity,
        source=source,
        external_id=external_id,
        audience=audience,
        agreed=agreed,
        pseudonym=pseudonym,
        pseudonym_verified=verified,
        support=Support(in_favour=in_favour, against=against),
        case=case,
        object=registered,
        joins=joins,
        occurred_at=occurred_at,
        received_at=received_at,
        erased=erased,
        extras={} if extras == _NOTHING else json.loads(extras),
        danger=_danger_of(danger) if danger else None,
        danger_anew_at=danger_anew_at,
    )


def _category_of(code: str, group: str, confidence: float, decided_by: Any) -> Category:
    if decided_by == _ACCEPTED:
        return Category(
            code=code, group=group, confidence=confidence, decided_by="suggestion", accepted=True
        )
    return Category(code=code, group=group, confidence=confidence, decided_by=decided_by)


def _as_text(extras: Mapping[str, str]) -> str:
    return json.dumps(dict(extras), ensure_ascii=False) if extras else _NOTHING


def _danger_columns(danger: PossibleDanger | None) -> tuple[str, int]:
    """All of it, and its severity while nobody has dismissed it."""
    if danger is None:
        return "", 0
    told = {
        "severity": danger.severity,
        "kinds": danger.kinds,
        "words": danger.words,
        "judged": danger.judged,
    }
    return json.dumps(told, ensure_ascii=False), danger.severity if danger.holds else 0


def _danger_of(text: str) -> PossibleDanger:
    told = json.loads(text)
    return PossibleDanger(
        severity=told["severity"],
        kinds=tuple(told["kinds"]),
        words=tuple(told["words"]),
        judged=told["judged"],
    )
