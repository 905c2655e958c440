"""The photos of a case: how it was, as people sent it, and how it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import Connection

from services.intake.cases.case import membership
from services.intake.photos import store as photo_store
from services.intake.photos.photo import Photo

_MEMBERS: Final = 200


@dataclass(frozen=True, slots=True)
class Album:
    """Photos for the staff, whether moderation passed them or not."""

    reported: Mapping[str, Sequence[Photo]]
    """By number of the report, in the order of the case's first 200 reports."""
    after: Sequence[Photo]
    """Of what was done, oldest first."""

    @classmethod
    def of(cls, conn: Connection, case_id: str) -> Self:
        """Three statements."""
        numbers = [each.id for each in membership.members(conn, case_id, _MEMBERS)]
        return cls.beside(conn, case_id, numbers)

    @classmethod
    def beside(cls, conn: Connection, case_id: str, numbers: Sequence[str]) -> Self:
        """The same for who has the reports of the case at hand; two statements."""
        return cls(by_report(conn, numbers), photo_store.of_case(conn, case_id))


def by_report(conn: Connection, numbers: Sequence[str]) -> Mapping[str, Sequence[Photo]]:
    """Of these reports the ones that have photos, with them."""
    found: dict[str, list[Photo]] = {number: [] for number in numbers}
    for photo in photo_store.of_reports(conn, numbers):
        found[photo.report_id or ""].append(photo)
    return {number: photos for number, photos in found.items() if photos}
