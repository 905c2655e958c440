"""A case on the map: where each of its reports is, or the case where none of them has a point."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.intake.cases.case.case import Case
from services.intake.reports.report import Report


def features(case: Case, members: Sequence[Report], title: str) -> Mapping[str, Any]:
    """A GeoJSON FeatureCollection (WGS-84) for the staff; empty where nothing has a point.

    `title`: of the case, in the reader's language.
    """
    found = [
        _feature(report.id, report.subject, report.place.lat, report.place.long)
        for report in members
        if report.place.lat is not None and report.place.long is not None
    ]
    if not found and case.lat is not None and case.long is not None:
        found = [_feature(case.id, title, case.lat, case.long)]
    return {"type": "FeatureCollection", "features": found}


def _feature(number: str, title: str, lat: float | None, long: float | None) -> Mapping[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [long, lat]},
        "properties": {"id": number, "title": title, "kind": "report", "count": 1},
    }
