"""Builds the officers' desk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.edge.due_day import due_day_routes
from services.intake.cases.edge.holding import holding_routes
from services.intake.cases.edge.notes import note_routes
from services.intake.cases.holding.absences import Absences
from services.intake.cases.holding.hold_case import HoldCase
from services.intake.cases.holding.holding import Colleague
from services.intake.cases.notes.notes import KeepNotes
from services.intake.cases.taking.set_due_day import SetDueDay
from services.intake.desk.away.pages import away_pages
from services.intake.desk.casework.pages import casework_pages
from services.intake.desk.filters.pages import filter_pages
from services.intake.desk.filters.saved import SavedFilters
from services.intake.desk.many.pages import many_pages
from services.intake.desk.office import Office
from services.intake.desk.pages import desk_pages
from services.intake.desk.reports.pages import report_pages
from services.intake.feedback.say_opinion import JudgeDispute
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.changing.correct import Correct
from services.runtime.identity.access import Keys
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry

_HERE: Final = Path(__file__).parent


def office_of(
    desk: CaseDesk, judging: JudgeDispute, keys: Keys, receive_photo: ReceivePhoto
) -> Office:
    """The desk over the use cases of cases; `keys` knows who works there."""
    colleagues = colleagues_of(keys)
    outbox = desk.take_step.outbox
    return Office(
        cases=desk,
        judging=judging,
        holding=HoldCase(desk.database, outbox, desk.clock, colleagues),
        due_day=SetDueDay(
            desk.database, outbox, desk.clock, desk.profile.zone, desk.take_step.mask
        ),
        absences=Absences(desk.database, desk.profile, desk.clock, colleagues),
        notes=KeepNotes(desk.database, desk.clock, desk.take_step.mask),
        filters=SavedFilters(desk.database),
        receive_photo=receive_photo,
    )


def colleagues_of(keys: Keys) -> Callable[[], Sequence[Colleague]]:
    """Everybody who can sign in and works on cases."""

    def colleagues() -> Sequence[Colleague]:
        return [
            Colleague(worker_of(actor).name, actor.scope)
            for actor in keys.staff()
            if actor.may("officer")
        ]

    return colleagues


def desk_feature(office: Office) -> Feature:
    """The inbox, and the work on cases that it leads to."""
    return Feature(
        name="desk",
        routes=[
            holding_routes(office.cases, office.holding),
            due_day_routes(office.cases, office.due_day),
            note_routes(office.cases, office.notes),
        ],
        pages=[
            desk_pages(office),
            casework_pages(office),
            filter_pages(office.filters),
            many_pages(office),
        ],
        translations=[_HERE],
        menu=[MenuEntry("inbox", "/desk", lazy_gettext("Inbox"))],
    )


def single_report_feature(desk: CaseDesk, correct: Correct) -> Feature:
    """One report at the desk: what it is about, where it is, who sent it."""
    return Feature(
        name="single reports",
        pages=[report_pages(desk, correct)],
        translations=[_HERE / "reports"],
        menu=[MenuEntry("reports", "/desk/reports", lazy_gettext("To be catalogued"))],
    )


def away_feature(office: Office) -> Feature:
    """Who is away, and who stands in."""
    return Feature(
        name="away",
        pages=[away_pages(office)],
        menu=[MenuEntry("away", "/desk/away", lazy_gettext("Away"))],
    )
