"""Splitting a report that holds several problems: each part is a report of its own.

What was said stays as it was said, with the reporter's page; the parts carry an officer's words,
kind and place, and the person who said it, so that everybody who counts people counts one. A
report without a case is handled as its parts from then on; one that has a case stays in it for one
of its problems.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from services.contracts.intake_events import Category, Place, PossibleDanger, Support
from services.contracts.profile.model import Profile
from services.intake.cases.case import membership
from services.intake.cases.case.case import NOTE_LIMIT, Worker
from services.intake.cases.case.refusals import AlreadySplit, MissingDetail, NothingToHandle
from services.intake.cases.opening.open_case import NO_CASE
from services.intake.cases.splitting import store
from services.intake.reports import contacts
from services.intake.reports import store as report_store
from services.intake.reports.assign import assign_case
from services.intake.reports.dangers.listen import Listening, kept_word
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.numbering.numbered import add_numbered
from services.intake.reports.place.place import Places
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.publishing import Mask, Publishing
from services.intake.reports.report import Datum, Report
from services.intake.reports.sentences import first_sentence
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.ids import secret_token, short_code
from services.runtime.outbox import Outbox

MOST_PARTS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the problems: what it is about, and where when that differs from the report's."""

    category: str
    description: str
    lat: float | None = None
    long: float | None = None
    datum: Datum = "wgs84"
    address: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class SplitReport:
    """Use case. Safe for threads: of two who split one report, one wins."""

    database: Database
    outbox: Outbox
    profile: Profile
    clock: Clock
    mask: Mask
    places: Places
    listening: Listening
    draw: Callable[[int], str] = short_code

    def parts_of(self, report_id: str) -> Sequence[store.KeptPart]:
        """The parts of a report; none when it was not split."""
        return self.database.read(lambda conn: store.parts_of(conn, report_id))

    def split(self, report_id: str, parts: Sequence[Part], who: Worker) -> Sequence[Report]:
        """The parts, in the order given; each waits in the inbox.

        One event for each part, and one of the report's next version. Raises NoSuchReport,
        NothingToHandle, AlreadySplit, MissingDetail naming the part and its field.
        """
        self._check(parts)

        def use(conn: Connection) -> Sequence[Report]:
            parent = self._parent(conn, report_id.strip().upper(), len(parts))
            now = self.clock.now()
            dangers = self._dangers(parent, parts)
            made = [
                self._part(parent, part, danger, now)
                for part, danger in zip(parts, dangers, strict=True)
            ]
            children = [self._added(conn, child, who) for child in made]
            store.add(conn, parent.id, [child.id for child in children], who.name, now)
            contacts.share(conn, parent.id, [child.id for child in children])
            why = f"split into {', '.join(child.id for child in children)}"
            assign_case(conn, self.outbox, [parent], parent.case, who.name, why, now)
            return children

        return self.database.write(use)

    def _check(self, parts: Sequence[Part]) -> None:
        if len(parts) > MOST_PARTS:
            raise MissingDetail("parts", "length")
        for number, part in enumerate(parts):
            at = f"parts/{number}"
            if not part.description.strip():
                raise MissingDetail(f"{at}/description", "required")
            if len(part.description) > NOTE_LIMIT:
                raise MissingDetail(f"{at}/description", "length")
            if part.category not in self.profile.problem_types:
                raise MissingDetail(f"{at}/category", "known_category")
            if part.area is not None and part.area not in self.profile.areas:
                raise MissingDetail(f"{at}/area", "known_area")
            if (part.lat is None) != (part.long is None):
                raise MissingDetail(f"{at}/{'lat' if part.lat is None else 'long'}", "required")

    def _parent(self, conn: Connection, report_id: str, parts: int) -> Report:
        found = membership.locked(conn, [report_id])
        if not found or found[0].erased:
            raise NoSuchReport
        (parent,) = found
        if parent.request_type in NO_CASE or parent.joins is not None:
            raise NothingToHandle(parent.id)
        if store.is_split(conn, parent.id) or store.is_part(conn, parent.id):
            raise AlreadySplit(parent.id)
        if parts < (1 if parent.case else 2):
            raise MissingDetail("parts", "several")
        return parent

    def _dangers(self, parent: Report, parts: Sequence[Part]) -> Sequence[PossibleDanger | None]:
        """The danger of each part: what its words speak of, with an officer's word on the
        report's. A kind of danger that no part's words speak of belongs to every part that
        speaks of none, so that it is not lost."""
        known = parent.danger
        heard = [self.listening.in_text(part.description) for part in parts]
        told = {kind for each in heard if each is not None for kind in each.kinds}
        rest = known if known is not None and not set(known.kinds) <= told else None
        return [rest if each is None else kept_word(known, each) for each in heard]

    def _part(
        self, parent: Report, part: Part, danger: PossibleDanger | None, now: datetime
    ) -> Report:
        kind = self.profile.problem_types[part.category]
        description = self.mask(part.description.strip()).text
        subject = first_sentence(description)
        child = replace(
            parent,
            version=1,
            seq=None,
            subject=subject,
            description=description,
            category=Category(
                code=kind.code, group=kind.group, confidence=1.0, decided_by="officer"
            ),
            place=self._place(parent.place, part, subject, description),
            severity=self.listening.severity(kind.code, danger),
            danger=danger,
            danger_anew_at=None,
            external_id=None,
            support=Support(in_favour=0, against=0),
            case=None,
            object=None,
            received_at=now,
            extras={},
        )
        public = parent.audience == "public"
        audience = Publishing(self.profile, self.mask).audience(child) if public else "staff"
        return replace(child, audience=audience)

    def _place(self, here: Place, part: Part, subject: str, description: str) -> Place:
        """The report's place; a point or an area of its own is looked up as any other."""
        if part.address is not None and part.address.strip():
            here = replace(here, address=self.mask(part.address.strip()).text)
        if part.lat is None and part.area is None:
            return here
        where = Relocation(
            lat=part.lat, long=part.long, datum=part.datum, area=part.area, why="split"
        )
        return self.places.moved(here, where, subject, description)

    def _added(self, conn: Connection, child: Report, who: Worker) -> Report:
        keeping = report_store.Keeping(
            tracking_token=secret_token(), client_key=None, digest="", received_from=who.name
        )
        return add_numbered(conn, self.outbox, child, keeping, self.profile.zone, self.draw)
