"""Saying "me too": a small report that adds one person to another report.

What else that person says of it, in words or photos, is kept with it for the staff.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from sqlalchemy import Connection

from services.contracts.intake_events import Support
from services.intake.cases.case import counts, membership
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case
from services.intake.cases.opening.open_case import NO_CASE
from services.intake.cases.splitting import store as split_store
from services.intake.feedback import voices
from services.intake.feedback.addition import Additions, Look, adds_something, as_it_is
from services.intake.reports import contacts, store
from services.intake.reports.faults import KeyUsedDifferently, NoSuchReport, RefusedReport
from services.intake.reports.in_scope import WorksOn, by_area
from services.intake.reports.numbering.numbered import add_numbered
from services.intake.reports.pseudonym import Person
from services.intake.reports.receiving.digest import digest_of
from services.intake.reports.report import (
    Actor,
    Contact,
    NewReport,
    Report,
    version_reference,
)
from services.intake.reports.rules import Standards, unreachable
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import EVERYWHERE, Scope
from services.runtime.ids import secret_token
from services.runtime.outbox import Outbox

ADDED: Final = "words that were added"
"""Why a report is graver than before, as its history says it."""
Hear = Callable[[Connection, str, str, str, Actor], object]


def nobody_listens(*_: object) -> None:
    """Where words are not listened to."""


class NothingToJoin(Exception):
    """It is dealt with, or it was a question or praise: who has the problem reports it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who joins: what tells people apart, and how to reach them. Never leaves intake."""

    contact: Contact = field(default_factory=Contact)
    browser: str | None = None
    client_id: str | None = None
    description: str = ""
    """What the person says besides, for the staff; masked before it is kept."""
    photos: tuple[str, ...] = ()
    """Ids of photos that were sent before."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What the joining person is told. Somebody who is counted already gets no second token:
    a telephone number alone must not open the page of its owner. What such a person adds has a
    page of its own."""

    report: str
    """The report that was joined."""
    id: str | None
    tracking_token: str | None
    created: bool
    added: bool = False
    """Whether words or photos were kept with it."""
    counted_before: bool = False

    @property
    def version(self) -> str | None:
        return None if self.id is None else version_reference(self.id, 1)


@dataclass(frozen=True, slots=True)
class JoinReport:
    """Use case. Safe for threads. A person counts once per report, however often they join.

    A case that the report belongs to counts the voice at once, without a new version of its own:
    a thousand neighbours must not keep an officer from taking a step. The sweep tells of them.
    """

    database: Database
    outbox: Outbox
    clock: Clock
    zone: tzinfo
    person_of: Callable[[NewReport, Actor], Person | None]
    additions: Additions = field(default_factory=Additions)
    hear: Hear = nobody_listens
    """Looks for a danger in what somebody adds."""
    works_on: WorksOn = by_area
    by_kind: Look = as_it_is
    """A voice is as grave as its kind of problem. The danger that the words of the report speak of
    is told by that report alone, until an officer confirms or dismisses it there."""

    def join(
        self,
        report_id: str,
        voice: Voice,
        actor: Actor,
        *,
        sees_all: bool = False,
        scope: Scope = EVERYWHERE,
    ) -> Joined:
        """Add a voice to an open report; sent again it changes nothing. What a person adds who
        is counted already is kept, and counts nobody.

        `sees_all`: also to what is not public, as far as somebody with this scope works on it.
        Raises NoSuchReport (whatever the reason), NothingToJoin, KeyUsedDifferently, and
        RefusedReport for a contact that reaches nobody, words that are too long or photos that
        are not there.
        """

        new = NewReport(
            description=voice.description,
            photos=voice.photos,
            contact=voice.contact,
            reporter_key=voice.browser,
            client_id=voice.client_id,
        )
        standards = Standards((), (), self.clock.now(), vouched=actor.vouches)
        if broken := unreachable(new, standards):
            raise RefusedReport(broken)
        self.additions.check(new)
        person, adds = self.person_of(new, actor), adds_something(new)

        def use(conn: Connection) -> Joined:
            sees = partial(self._sees, sees_all, scope)
            case, target = _locked(conn, report_id.strip().upper(), sees)
            digest = digest_of(replace(new, extras={"joins": target.id}))
            key = None if voice.client_id is None else f"{actor.name}:join:{voice.client_id}"
            keeping = store.Keeping(
                tracking_token=secret_token(),
                client_key=key,
                digest=digest,
                received_from=actor.name,
            )
            if (earlier := _earlier(conn, target, keeping)) is not None:
                return replace(earlier, added=adds)
            _check_open(target, case)
            if case is None and split_store.is_split(conn, target.id):
                raise NothingToJoin
            bare = self.by_kind(_voice_of(target, person, self.clock.now()))
            small = self.additions.worded(bare, new)
            said = () if person is None else voices.said_by(conn, target.id, person)
            if said and not new.photos and small.description in ("", *said):
                return Joined(target.id, None, None, created=False)
            small = add_numbered(conn, self.outbox, small, keeping, self.zone)
            contacts.keep(conn, small, new, person)
            self.additions.pictured(conn, small, new.photos)
            if case is not None and small.case is not None:
                counts.recount(conn, case.id)
            if small.description:
                self.hear(conn, target.id, small.description, ADDED, actor)
            return Joined(
                target.id,
                small.id,
                keeping.tracking_token,
                created=True,
                added=adds,
                counted_before=bool(said),
            )

        return self.database.write(use)

    def _sees(self, sees_all: bool, scope: Scope, conn: Connection, report: Report) -> bool:
        if report.audience == "public":
            return True
        return sees_all and bool(self.works_on(conn, [report], scope))


def _locked(
    conn: Connection, report_id: str, sees: Callable[[Connection, Report], bool]
) -> tuple[Case | None, Report]:
    """The report that voices are added to, locked, and its case, locked first as steps do."""
    kept = store.by_id(conn, report_id)
    if kept is not None and kept.report.joins is not None:
        kept = store.by_id(conn, kept.report.joins)
    if kept is None or not sees(conn, kept.report):
        raise NoSuchReport
    known = kept.report.case
    case = case_store.by_id(conn, known, lock=True) if known else None
    [target] = membership.locked(conn, [kept.report.id])
    if target.erased or not sees(conn, target):
        # Hidden between the look and the lock.
        raise NoSuchReport
    if target.case != known:
        case = case_store.by_id(conn, target.case, lock=True) if target.case else None
    return case, target


def _earlier(conn: Connection, target: Report, keeping: store.Keeping) -> Joined | None:
    if keeping.client_key is None:
        return None
    kept = store.by_client_key(conn, keeping.client_key)
    if kept is None:
        return None
    if kept.keeping.digest != keeping.digest:
        raise KeyUsedDifferently("/client_id")
    return Joined(target.id, kept.report.id, kept.keeping.tracking_token, created=False)


def _check_open(target: Report, case: Case | None) -> None:
    if target.request_type in NO_CASE or (case is not None and not case.is_open):
        raise NothingToJoin


def _voice_of(target: Report, person: Person | None, now: datetime) -> Report:
    """For the staff, who count it; a public list of blank texts would help nobody."""
    return replace(
        target,
        version=1,
        seq=None,
        subject="",
        description="",
        source="resident",
        external_id=None,
        audience="staff",
        agreed=False,
        pseudonym=person.pseudonym if person else None,
        pseudonym_verified=person.verified if person else False,
        support=Support(in_favour=0, against=0),
        joins=target.id,
        danger=None,
        danger_anew_at=None,
        occurred_at=now,
        received_at=now,
        extras={},
    )
