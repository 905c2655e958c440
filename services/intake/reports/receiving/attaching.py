"""What a report needs of photos: to take over, in its transaction, those that it names."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from services.intake.reports.faults import RefusedReport, UnknownPhoto

AttachPhotos = Callable[[Connection, str, Sequence[str]], None]
"""Gives photos that wait to the report of this id. Raises RefusedReport, naming each that does
not wait; nothing of the transaction may stay then."""


def no_photos(_: Connection, _report: str, photo_ids: Sequence[str]) -> None:
    """Where no photos are kept, none can be named."""
    raise RefusedReport(tuple(UnknownPhoto(f"/photos/{n}") for n, _ in enumerate(photo_ids)))
