"""Builds the officers' desk."""

from collections.abc import Callable, Sequence

from flask import Blueprint as Pages

from services.intake.cases.api import CaseDesk, worker_of
from services.intake.cases.due_day.api import due_day_routes
from services.intake.cases.due_day.set_due_day import SetDueDay
from services.intake.cases.holding.absences import Absences
from services.intake.cases.holding.api import holding_routes
from services.intake.cases.holding.hold_case import HoldCase
from services.intake.cases.holding.holding import Colleague
from services.intake.cases.notes.api import note_routes
from services.intake.cases.notes.notes import KeepNotes
from services.intake.desk.away.pages import away_pages
from services.intake.desk.casework.pages import casework_pages
from services.intake.desk.filters.pages import filter_pages
from services.intake.desk.filters.saved import SavedFilters
from services.intake.desk.many.pages import many_pages
from services.intake.desk.office import Office
from services.intake.desk.pages import desk_pages
from services.intake.feedback.say_opinion import JudgeDispute
from services.intake.photos.receive import ReceivePhoto
from services.runtime.identity.access import Keys
from services.runtime.web.blueprint import Blueprint


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


def office_pages(office: Office) -> Sequence[Pages]:
    return [
        desk_pages(office),
        casework_pages(office),
        filter_pages(office.filters),
        away_pages(office),
        many_pages(office),
    ]


def office_routes(office: Office) -> Sequence[Blueprint]:
    return [
        holding_routes(office.cases, office.holding),
        due_day_routes(office.cases, office.due_day),
        note_routes(office.cases, office.notes),
    ]
