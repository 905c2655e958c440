"""How a report gets into the database: prepared outside of the transaction, kept inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from services.contracts.catalogue import REPORT_RECEIVED
from services.contracts.profile.model import Profile
from services.intake.reports import contacts, store
from services.intake.reports.assess import Assessment, Assessor
from services.intake.reports.changing.corrections import placed_by_officer
from services.intake.reports.changing.judged import (
    ReportChange,
    TellCase,
    no_case,
)
from services.intake.reports.changing.next_version import announce, keep_next
from services.intake.reports.dangers.listen import Listening, is_known
from services.intake.reports.faults import (
    BrokenRule,
    FiledByAnother,
    KeyUsedDifferently,
    OutsideOfReach,
    RefusedReport,
)
from services.intake.reports.in_scope import Reach
from services.intake.reports.numbering.numbered import MOST_DRAWS, NoNumberLeft
from services.intake.reports.receiving.attaching import AttachPhotos, no_photos
from services.intake.reports.receiving.bulk import add_all
from services.intake.reports.receiving.digest import digest_of
from services.intake.reports.report import CODE_LENGTH, Actor, NewReport, Report, report_number
from services.intake.reports.rules import Standards, broken_rules
from services.runtime.clock import Clock
from services.runtime.ids import secret_token, short_code
from services.runtime.outbox import Outbox

SENT_AGAIN: Final = "sent again with other content"
"""Why a report has a next version, where nobody typed a reason."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A report on its way in: what was said, by whom, and what intake made of it."""

    new: NewReport
    actor: Actor
    assessment: Assessment
    keeping: store.Keeping
    reach: Reach | None = None
    """Of a sender who is of the staff."""

    @property
    def may_be_outside(self) -> bool:
        """Whether it is asked if the sender works there: what a person says is taken of every
        place, records of another system are taken over for the own areas and units."""
        return self.new.imported and self.reach is not None and self.reach.ends


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report that was sent. Only a rejected one has no id."""

    kind: Literal["created", "unchanged", "changed", "rejected"]
    id: str | None = None
    tracking_token: str | None = None
    version: int | None = None
    broken: tuple[BrokenRule, ...] = ()
    area: str | None = None
    """Where the report was found to lie."""
    of_sender: bool = True
    """Whether the sender is the one who filed it; nobody else is given its tracking token."""


class Acceptance:
    """Reports by the rules of one profile. Safe for threads."""

    def __init__(
        self,
        outbox: Outbox,
        profile: Profile,
        assessor: Assessor,
        clock: Clock,
        code_length: int = CODE_LENGTH,
        draw: Callable[[int], str] = short_code,
        attach: AttachPhotos = no_photos,
        tell_case: TellCase = no_case,
    ) -> None:
        self._outbox = outbox
        self._profile = profile
        self._known_types = frozenset(profile.known_types)
        self._zone = profile.zone
        self._assessor = assessor
        self._clock = clock
        self._code_length = code_length
        self._draw = draw
        self._attach = attach
        self._tell_case = tell_case

    def prepare(self, new: NewReport, actor: Actor, reach: Reach | None = None) -> Sent:
        """All the work that needs no transaction. Raises RefusedReport."""
        now = self._clock.now()
        standards = Standards(self._known_types, self._profile.areas, now, vouched=actor.vouches)
        broken = broken_rules(new, standards)
        if broken:
            raise RefusedReport(broken)
        number = report_number(now, self._zone, self._draw(self._code_length))
        keeping = store.Keeping(
            tracking_token=secret_token(),
            client_key=None if new.client_id is None else f"{actor.name}:{new.client_id}",
            digest=digest_of(new),
            received_from=actor.name,
            id_space=new.id_space,
        )
        return Sent(new, actor, self._assessor.assess(new, actor, number, now), keeping, reach)

    def is_alone(self, sent: Sent) -> bool:
        """Whether one row is all that a new report leaves, where it is numbered later."""
        report, person = sent.assessment.report, sent.assessment.person
        if sent.may_be_outside:
            return False
        return not sent.new.photos and contacts.are_none(report, sent.new, person)

    def keep_alone(self, conn: Connection, sent: Sent) -> Outcome | None:
        """As `keep` for a report that is alone, in one statement that needs no transaction.

        None stores nothing, and leaves it to `keep` to tell what the report is.
        """
        stored = store.add(conn, sent.assessment.report, sent.keeping)
        return None if stored is None else _outcome("created", store.Kept(stored, sent.keeping))

    def keep(self, conn: Connection, sent: Sent) -> Outcome:
        """Store and announce in the caller's transaction.

        Raises KeyUsedDifferently, FiledByAnother, OutsideOfReach, and RefusedReport for a photo
        that is not there.

        Under a client key that came before: unchanged. Under an external id that came before:
        unchanged when the same was said, else a next version.
        """
        report = sent.assessment.report
        _check_place(conn, sent)
        for _ in range(MOST_DRAWS):
            stored = store.add(conn, report, sent.keeping)
            if stored is not None:
                contacts.keep(conn, stored, sent.new, sent.assessment.person)
                if sent.new.photos:
                    self._attach(conn, stored.id, sent.new.photos)
                announce(conn, self._outbox, stored)
                return _outcome("created", store.Kept(stored, sent.keeping))
            earlier = self._earlier(conn, sent)
            if earlier is not None:
                return earlier
            code = self._draw(self._code_length)
            report = replace(report, id=report_number(report.received_at, self._zone, code))
        raise NoNumberLeft

    def keep_new(self, conn: Connection, batch: Sequence[Sent]) -> list[Outcome] | None:
        """As `keep` for each in order, in a few statements for all; None when one is not new.

        None stores nothing, and leaves it to `keep` to tell what each of them is.
        """
        if any(sent.may_be_outside for sent in batch):
            return None
        fresh = [
            (sent.assessment.report, sent.keeping, sent.new, sent.assessment.person)
            for sent in batch
        ]
        stored = add_all(conn, fresh)
        if stored is None:
            return None
        told = [(report.id, report.state()) for report in stored if report.seq is not None]
        self._outbox.put_all(conn, REPORT_RECEIVED, told)
        return [
            _outcome("created", store.Kept(report, sent.keeping))
            for report, sent in zip(stored, batch, strict=True)
        ]

    def _earlier(self, conn: Connection, sent: Sent) -> Outcome | None:
        """What the report means to one that was sent before; none when there is no such one."""
        if sent.keeping.client_key is not None:
            kept = store.by_client_key(conn, sent.keeping.client_key)
            if kept is not None:
                if kept.keeping.digest != sent.keeping.digest:
                    raise KeyUsedDifferently("/client_id")
                return _outcome("unchanged", kept)
        if sent.new.external_key is None:
            return None
        kept = store.by_external_key(conn, sent.new.external_key)
        return None if kept is None else self._again(conn, kept, sent)

    def _again(self, conn: Connection, kept: store.Kept, sent: Sent) -> Outcome:
        """What is said under an external id that came before."""
        _check_sender(conn, kept, sent)
        if kept.report.erased or kept.keeping.digest == sent.keeping.digest:
            outcome = _outcome("unchanged", kept)
        else:
            outcome = self._next_version(conn, kept, sent)
        return replace(outcome, of_sender=_is_of_sender(kept, sent))

    def check_reach(self, conn: Connection, sent: Sent) -> None:
        """Ask what `keep` asks of the sender's reach, and store nothing.

        Raises OutsideOfReach and FiledByAnother.
        """
        _check_place(conn, sent)
        key = sent.new.external_key
        known = store.taken_over(conn, [key]).get(key) if key is not None else None
        kept = store.by_id(conn, known.id) if known is not None else None
        if kept is not None:
            _check_sender(conn, kept, sent)

    def _next_version(self, conn: Connection, kept: store.Kept, sent: Sent) -> Outcome:
        placed = placed_by_officer(conn, kept.report.id)
        listening, now, who = self._assessor.listening, self._clock.now(), sent.actor.name
        report = _retold(kept.report, sent.assessment.report, listening, now, placed=placed)
        keep_next(
            conn,
            self._outbox,
            kept.report,
            report,
            at=now,
            who=who,
            why=SENT_AGAIN,
            digest=sent.keeping.digest,
        )
        if report.case is not None:
            change = ReportChange(before=kept.report, after=report, at=now, who=who, why=SENT_AGAIN)
            self._tell_case(conn, change)
        contacts.keep(conn, report, sent.new, sent.assessment.person, again=True)
        return _outcome("changed", store.Kept(report, kept.keeping))


def _check_place(conn: Connection, sent: Sent) -> None:
    if sent.may_be_outside and sent.reach and not sent.reach.holds(conn, sent.assessment.report):
        raise OutsideOfReach("/area")


def _check_sender(conn: Connection, kept: store.Kept, sent: Sent) -> None:
    """Whoever filed a report may say it anew, and who of the staff works on it. Others may say
    the very same, which tells them nothing."""
    if kept.keeping.digest == sent.keeping.digest or _is_of_sender(kept, sent):
        return
    if sent.reach is None or not sent.reach.holds(conn, kept.report):
        raise FiledByAnother("/external_id")


def _is_of_sender(kept: store.Kept, sent: Sent) -> bool:
    return kept.keeping.received_from == sent.actor.name


def _retold(
    before: Report, again: Report, listening: Listening, at: datetime, *, placed: bool
) -> Report:
    """The next version of a report from what is said now. What an officer decided stays."""
    decided = before.category.decided_by == "officer"
    category = before.category if decided else again.category
    danger = listening.retold(before, again)
    known = danger is None or is_known(danger, before.danger) or not danger.holds
    return replace(
        again,
        id=before.id,
        version=before.version + 1,
        seq=before.seq,
        received_at=before.received_at,
        category=category,
        severity=listening.severity(category.code, danger),
        danger=danger,
        danger_anew_at=before.danger_anew_at if known else at,
        place=replace(before.place, address=again.place.address) if placed else again.place,
        case=before.case,
        joins=before.joins,
    )


def _outcome(kind: Literal["created", "unchanged", "changed"], kept: store.Kept) -> Outcome:
    report = kept.report
    return Outcome(
        kind, report.id, kept.keeping.tracking_token, report.version, area=report.place.area
    )
