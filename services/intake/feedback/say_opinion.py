"""What people on a closed case say of it: satisfied, disputed, or later "still not fixed"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.refusals import HandledByYourself, MissingDetail
from services.intake.cases.taking.take_step import TakeStep
from services.intake.feedback import opinion_store
from services.intake.feedback.follow_up import AGAIN, FOLLOWS, closing_of, key_of
from services.intake.feedback.opinion_store import Kind, Opinion, Verdict
from services.intake.reports import contacts, store
from services.intake.reports.changing.correct import Correct
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.publishing import Mask
from services.intake.reports.receiving.receive import Receipt, Receive
from services.intake.reports.report import Contact, NewReport, Report
from services.runtime.clock import Clock
from services.runtime.database import Database

WINDOW: Final = timedelta(days=15)
"""After a case was closed; later, what is not fixed is a new report."""
LONGEST_REASON: Final = 2_000
DISPUTED: Final = "words of a dispute"
"""Why a report is graver than before, as its history says it."""


class OpinionRefusal(Exception):
    """Nothing was stored."""


class NotClosed(OpinionRefusal):
    """The report has no case that is closed."""


class WindowOver(OpinionRefusal):
    """The days for it are over; "still not fixed" is open."""


class WindowOpen(OpinionRefusal):
    """Within the days a dispute is the way; it needs no new report."""


class SaidDifferently(OpinionRefusal):
    """This person said something else of this closing before."""


class DisputeWaits(OpinionRefusal):
    """Somebody looks at this person's dispute; what comes of it comes first."""


class NothingDisputed(OpinionRefusal):
    """No dispute of this case waits for a verdict."""


def _nameless(_: str) -> None:
    """Where nobody knows what areas are called."""


@dataclass(frozen=True, slots=True)
class SayOpinion:
    """Use case. Safe for threads. Every person on the case has one word per closing."""

    database: Database
    receive: Receive
    correct: Correct
    mask: Mask
    clock: Clock
    area_name: Callable[[str], str | None] = _nameless
    """What an area is called, by its code."""

    def say(self, report_id: str, token: str, kind: Kind, reason: str = "") -> Opinion:
        """Keep it; said again the same, nothing changes. A dispute is listened to for a danger.

        Raises NoSuchReport (also for a wrong token), NotClosed, WindowOver, SaidDifferently,
        MissingDetail for a dispute without a reason.
        """
        text = _reason(reason) if kind == "dispute" else ""
        masked = self.mask(text).text if text else ""

        def use(conn: Connection) -> Opinion:
            report = _report(conn, report_id, token)
            case, closing = _closed(conn, report)
            person = report.pseudonym or report.id
            earlier = opinion_store.of_person(conn, case.id, closing, person)
            if earlier is not None:
                if (earlier.kind, earlier.reason) != (kind, masked):
                    raise SaidDifferently
                return earlier
            if not in_window(case, self.clock):
                raise WindowOver
            opinion = Opinion(
                case_id=case.id,
                closing=closing,
                person=person,
                report_id=report.id,
                at=self.clock.now(),
                kind=kind,
                reason=masked,
            )
            opinion_store.add(conn, opinion)
            if masked:
                # The same words again are news: what was known of them was closed.
                about = _about(conn, report)
                self.correct.hear(conn, about, masked, DISPUTED, AGAIN, anew=True)
            return opinion

        return self.database.write(use)

    def still_not_fixed(self, report_id: str, token: str, reason: str) -> Receipt:
        """A new report at the old one's place that names the old one (`follows`).

        Raises NoSuchReport, NotClosed, WindowOpen, DisputeWaits, MissingDetail,
        KeyUsedDifferently.
        """
        text = _reason(reason)

        def find(conn: Connection) -> tuple[Report, Contact, str | None, str]:
            report = _report(conn, report_id, token)
            case, closing = _closed(conn, report, lock=False)
            if in_window(case, self.clock):
                raise WindowOpen
            person = report.pseudonym or report.id
            said = opinion_store.of_person(conn, case.id, closing, person)
            if said is not None and said.waits:
                raise DisputeWaits
            kept = contacts.load(conn, report.id)
            contact = contacts.reaching(kept.contact) if kept else Contact()
            key = key_of(case.id, closing, report.id)
            return report, contact, kept.reporter_key if kept else None, key

        report, contact, browser, key = self.database.read(find)
        new = NewReport(
            description=text,
            service_code=report.category.code,
            request_type=report.request_type,
            lat=report.place.lat,
            long=report.place.long,
            address=self._address(report),
            area=report.place.area,
            object=report.object,
            client_id=key,
            contact=contact,
            public=report.agreed,
            reporter_key=browser,
            extras={FOLLOWS: report.id},
        )
        return self.receive.receive(new, AGAIN)

    def _address(self, report: Report) -> str | None:
        """Its words for the place, or the name of its neighbourhood; where nothing is known of
        it, that it is the same place."""
        place = report.place
        if place.address or place.lat is not None or report.object:
            return place.address or None
        return self.area_name(place.area or "") or f"同反映 {report.id}"


@dataclass(frozen=True, slots=True)
class JudgeDispute:
    """Use case. Safe for threads. Neither the handler nor the verifier judges."""

    database: Database
    take_step: TakeStep
    mask: Mask
    clock: Clock

    def judge(
        self,
        case_id: str,
        version: int,
        verdict: Verdict,
        who: Worker,
        why: str,
        condition: str | None = None,
    ) -> Case:
        """Every waiting dispute of the case gets this verdict; upheld, the case reopens,
        under the filing condition it had or, where it was never filed, the named one.

        Raises NothingDisputed, HandledByYourself, NoSuchCase and what the step raises.
        """
        reason = self.mask(_reason(why)).text

        def use(conn: Connection) -> Case:
            case = case_store.locked(conn, case_id)
            if who.name in (case.handler, case.last_forward):
                raise HandledByYourself(case.id)
            now = self.clock.now()
            if not opinion_store.judge(conn, case.id, verdict, who.name, reason, now):
                raise NothingDisputed
            if verdict == "rejected":
                return case
            said = Saying(reason=reason, condition=condition)
            return self.take_step.take_in(conn, case.id, version, "reopen", who, said)

        return self.database.write(use)


def in_window(case: Case, clock: Clock) -> bool:
    """Whether people may still say what they think of how it was closed."""
    return case.closed_at is not None and clock.now() <= case.closed_at + WINDOW


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise MissingDetail("reason", "required")
    if len(text) > LONGEST_REASON:
        raise MissingDetail("reason", "length")
    return text


def _report(conn: Connection, report_id: str, token: str) -> Report:
    kept = store.by_tracking_token(conn, token)
    if kept is None or kept.report.id != report_id.strip().upper() or kept.report.erased:
        raise NoSuchReport
    return kept.report


def _about(conn: Connection, report: Report) -> str:
    """The report that is handled: of a voice the one that it was added to, while that is there."""
    joined = store.by_id(conn, report.joins) if report.joins else None
    return joined.report.id if joined is not None and not joined.report.erased else report.id


def _closed(conn: Connection, report: Report, *, lock: bool = True) -> tuple[Case, int]:
    """The closed case and the version that closed it; locked, so that one word is one row."""
    case = case_store.by_id(conn, report.case, lock=lock) if report.case else None
    if case is None or case.is_open or case.closed_at is None:
        raise NotClosed
    return case, closing_of(conn, case)
