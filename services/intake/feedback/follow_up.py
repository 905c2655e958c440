"""A report that follows one whose case was closed, and what it follows.

The two are tied by the key under which intake itself keeps the new one. Nobody who sends reports
can choose it, so a stranger can neither hang a report onto another's page nor be led to one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case
from services.intake.photos import store as photo_store
from services.intake.photos.photo import Photo
from services.intake.reports import store
from services.intake.reports.report import Actor
from services.intake.reports.store import Kept

AGAIN: Final = Actor(name="follow-up")
"""Not the name of anybody who sends reports: those are "public" or begin with a role."""
_KIND: Final = "still"
FOLLOWS: Final = "follows"
"""The extra, for staff only, that names what a report follows."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The old report as the page of the new one shows it."""

    kept: Kept
    case: Case | None
    photos: Sequence[Photo]
    """As its reporter sent them."""
    after: Sequence[Photo]
    """Of what was done, whether moderation passed them or not."""

    @property
    def shown_after(self) -> Sequence[Photo]:
        return [photo for photo in self.after if photo.audience == "public"]


def key_of(case_id: str, closing: int, report_id: str) -> str:
    """One follow-up per report and closing."""
    return f"{_KIND}:{case_id}:{closing}:{report_id}"


def closing_of(conn: Connection, case: Case) -> int:
    """The version that closed a closed case."""
    steps = case_store.history(conn, case.id)
    return max((step.version for step in steps if step.at == case.closed_at), default=case.version)


def follower_of(conn: Connection, case_id: str, closing: int, report_id: str) -> Kept | None:
    """What was reported again after this closing."""
    return store.by_client_key(conn, f"{AGAIN.name}:{key_of(case_id, closing, report_id)}")


def followed_by(conn: Connection, kept: Kept) -> Followed | None:
    """What a report follows; none of one that says so itself, and none that was erased."""
    parts = (kept.keeping.client_key or "").split(":")
    if kept.keeping.received_from != AGAIN.name or parts[:2] != [AGAIN.name, _KIND]:
        return None
    old = store.by_id(conn, parts[-1])
    if old is None or old.report.erased:
        return None
    case = case_store.by_id(conn, parts[2])
    return Followed(
        kept=old,
        case=case,
        photos=photo_store.of_report(conn, old.report.id),
        after=photo_store.of_case(conn, case.id) if case else (),
    )


def others(extras: Mapping[str, str], followed: Followed | None) -> Mapping[str, str]:
    """The extras without the one that is shown as a link."""
    return {name: text for name, text in extras.items() if not (followed and name == FOLLOWS)}
