"""Giving photos that wait to the report or case that names them, in its transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.intake.photos import store
from services.intake.reports.faults import RefusedReport, UnknownPhoto


def attach_to_report(conn: Connection, report_id: str, photo_ids: Sequence[str]) -> None:
    """Raises RefusedReport naming each photo that does not wait; nothing of the transaction may
    stay then."""
    unknown = [
        UnknownPhoto(f"/photos/{place}")
        for place, photo_id in enumerate(photo_ids)
        if not store.attach(conn, photo_id, {"report_id": report_id, "position": place})
    ]
    if unknown:
        raise RefusedReport(tuple(unknown))


def attach_to_case(conn: Connection, case_id: str, photo_id: str) -> bool:
    """As a photo of what was done; one that this case has already stays with it.

    False when there is no such photo, or it belongs elsewhere.
    """
    if store.attach(conn, photo_id, {"case_id": case_id, "kind": "after"}):
        return True
    photo = store.by_id(conn, photo_id)
    return photo is not None and photo.case_id == case_id
