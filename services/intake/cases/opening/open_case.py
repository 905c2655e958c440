"""Opening a case from reports: one transaction, with the reports' new versions and all events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.contracts.catalogue import CASE_OPENED
from services.contracts.profile.model import Profile
from services.intake.cases.case import membership, store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.dispatching import is_for
from services.intake.cases.case.refusals import MissingDetail, NothingToHandle, ReportHasCase
from services.intake.reports.assign import assign_case
from services.intake.reports.in_scope import in_scope
from services.intake.reports.numbering.numbered import MOST_DRAWS, NoNumberLeft
from services.intake.reports.people import people_among
from services.intake.reports.report import CODE_LENGTH, Report, report_number
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Scope
from services.runtime.ids import short_code
from services.runtime.outbox import Outbox

NO_CASE = ("enquiry", "praise")
"""Request types that are answered and open no case."""
MOST_AT_ONCE = 2_000
"""Reports in one bundle; more is another event than a pile of reports."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Use case. Safe for threads."""

    database: Database
    outbox: Outbox
    profile: Profile
    clock: Clock
    draw: Callable[[int], str] = short_code

    def open(self, report_ids: Sequence[str], who: Worker) -> Case:
        """The new case of these reports, in state received.

        Its category and place are those of its gravest report, the first of equals. Raises
        MissingDetail for no, too many or unknown reports, ReportHasCase, NothingToHandle.
        """
        return self.database.write(lambda conn: self.open_in(conn, report_ids, who))

    def open_in(
        self, conn: Connection, report_ids: Sequence[str], who: Worker, rule: str | None = None
    ) -> Case:
        """The same, as part of the caller's transaction; `rule` is the one that opens it."""
        wanted = numbers_of(report_ids)
        found = membership.locked(conn, wanted)
        check_known(wanted, found, who)
        if not all(is_for(self.profile, report, who.units) for report in found):
            raise MissingDetail("reports", "known_report")
        for report in found:
            check_report(report)
        found = membership.with_voices(conn, found)
        details = {"opening_rule": rule} if rule else {}
        return self.opened(conn, found, leading_of(found), who, "case {} opened", details)

    def opened(
        self,
        conn: Connection,
        found: Sequence[Report],
        leading: Report,
        who: Worker,
        why: str,
        details: Mapping[str, str],
    ) -> Case:
        """The case of these locked reports that may be handled together, of the kind and place of
        the leading one; `why` they are in it, as their history says it, and what else the case's
        says of its beginning."""
        case = self._drawn(conn, found, leading, who, details)
        said = why.format(case.id)
        assign_case(conn, self.outbox, found, case.id, who.name, said, case.opened_at)
        self.outbox.put(conn, type=CASE_OPENED, subject=case.id, data=case.tell())
        return case

    def _drawn(
        self,
        conn: Connection,
        found: Sequence[Report],
        leading: Report,
        who: Worker,
        details: Mapping[str, str],
    ) -> Case:
        for _ in range(MOST_DRAWS):
            case = self._case(found, leading)
            opened = store.Taken(
                version=1,
                at=case.opened_at,
                who=who.name,
                step="open",
                state_before=None,
                state_after=case.state,
                reason=None,
                note=None,
                outcome=None,
                unit=None,
                rule=None,
                details={"reports": len(found), **details},
            )
            if store.add(conn, case, opened):
                return case
        raise NoNumberLeft

    def _case(self, found: Sequence[Report], leading: Report) -> Case:
        now = self.clock.now()
        place, category = leading.place, leading.category
        number = report_number(now, self.profile.zone, self.draw(CODE_LENGTH))
        return Case(
            id=f"C-{number}",
            version=1,
            title=title_of(self.profile, leading),
            state="received",
            category=category.code,
            group=category.group,
            severity=max(report.severity for report in found),
            area=place.area,
            area_path=place.area_path,
            lat=place.lat,
            long=place.long,
            reports=len(found),
            people=people_among(found),
            opened_at=now,
            changed_at=now,
        )


def leading_of(found: Sequence[Report]) -> Report:
    """The gravest report, the first of equals."""
    return min(found, key=lambda report: (-report.severity, report.received_at, report.id))


def numbers_of(report_ids: Sequence[str]) -> list[str]:
    """The numbers as they are stored. Raises MissingDetail for none or too many."""
    wanted = [number.strip().upper() for number in report_ids]
    if not wanted:
        raise MissingDetail("reports", "required")
    if len(wanted) > MOST_AT_ONCE:
        raise MissingDetail("reports", "length")
    return wanted


def check_known(wanted: Sequence[str], found: Sequence[Report], who: Worker) -> None:
    """Raises MissingDetail for reports that are not there, or not in this person's areas."""
    scope = Scope(areas=who.areas)
    if len(found) != len(set(wanted)) or not all(in_scope(report, scope) for report in found):
        raise MissingDetail("reports", "known_report")


def check_report(report: Report) -> None:
    """Raises ReportHasCase or NothingToHandle."""
    if report.case is not None:
        raise ReportHasCase(report.id)
    # A question or praise that speaks of a danger is handled like any other report.
    dangerous = report.danger is not None and report.danger.holds
    if report.erased or (report.request_type in NO_CASE and not dangerous):
        raise NothingToHandle(report.id)


def title_of(profile: Profile, report: Report) -> str:
    """Area and kind of problem, never a resident's words."""
    area = profile.areas.get(report.place.area or "")
    words = [area.name.zh if area else "", profile.type_words(report.category.code).zh]
    return " · ".join(word for word in words if word)[:200]
