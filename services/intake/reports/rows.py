"""A report as a row and back, explicitly."""

from collections.abc import Mapping
from typing import Any

from services.contracts.intake_events import Category, Place, Support
from services.intake.reports.report import Report


def row_of(report: Report) -> dict[str, Any]:
    place, category = report.place, report.category
    return {
        "id": report.id,
        "seq": report.seq,
        "version": report.version,
        "subject": report.subject,
        "description": report.description,
        "category": category.code,
        "category_group": category.group,
        "category_confidence": category.confidence,
        "category_decided_by": category.decided_by,
        "request_type": report.request_type,
        "lat": place.lat,
        "long": place.long,
        "address": place.address,
        "area": place.area,
        "area_path": list(place.area_path),
        "area_confidence": place.area_confidence,
        "severity": report.severity,
        "source": report.source,
        "external_id": report.external_id,
        "audience": report.audience,
        "agreed": report.agreed,
        "pseudonym": report.pseudonym,
        "pseudonym_verified": report.pseudonym_verified,
        "in_favour": report.support.in_favour,
        "against": report.support.against,
        "case_id": report.case,
        "object": report.object,
        "joins": report.joins,
        "occurred_at": report.occurred_at,
        "received_at": report.received_at,
        "erased": report.erased,
        "extras": dict(report.extras),
    }


def report_of(row: Mapping[Any, Any]) -> Report:
    return Report(
        id=row["id"],
        version=row["version"],
        seq=row["seq"],
        subject=row["subject"],
        description=row["description"],
        category=Category(
            code=row["category"],
            group=row["category_group"],
            confidence=row["category_confidence"],
            decided_by=row["category_decided_by"],
        ),
        request_type=row["request_type"],
        place=Place(
            lat=row["lat"],
            long=row["long"],
            address=row["address"],
            area=row["area"],
            area_path=tuple(row["area_path"]),
            area_confidence=row["area_confidence"],
        ),
        severity=row["severity"],
        source=row["source"],
        external_id=row["external_id"],
        audience=row["audience"],
        agreed=row["agreed"],
        pseudonym=row["pseudonym"],
        pseudonym_verified=row["pseudonym_verified"],
        support=Support(in_favour=row["in_favour"], against=row["against"]),
        case=row["case_id"],
        object=row["object"],
        joins=row["joins"],
        occurred_at=row["occurred_at"],
        received_at=row["received_at"],
        erased=row["erased"],
        extras=row["extras"],
    )
