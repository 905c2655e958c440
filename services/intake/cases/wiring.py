"""Builds what cases need: the clock of the offices, the use cases, the desk."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases.after_photos.add_photo import AddPhoto
from services.intake.cases.appeal.review_appeal import ReviewAppeal
from services.intake.cases.clock.calendar import ProfileDays
from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.edge.answers_to_refusals import CASE_REFUSALS
from services.intake.cases.edge.api import case_routes
from services.intake.cases.edge.appeals import appeal_routes
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.edge.pages import side_forms
from services.intake.cases.edge.parts import split_routes
from services.intake.cases.edge.photo_pages import case_photo_pages
from services.intake.cases.edge.photos import case_photo_routes
from services.intake.cases.edge.questions import question_routes
from services.intake.cases.edge.supports import support_routes
from services.intake.cases.inbox.handle_bundle import HandleBundle
from services.intake.cases.inbox.inbox import ReadInbox, radius_in
from services.intake.cases.opening.graver import lifting_cases
from services.intake.cases.opening.join_case import JoinCase
from services.intake.cases.opening.open_case import OpenCase
from services.intake.cases.questions.ask import asking_cases
from services.intake.cases.questions.decide import DecideQuestion
from services.intake.cases.splitting.in_play import to_compare, to_join
from services.intake.cases.splitting.split_report import SplitReport
from services.intake.cases.supporting.ask_support import AskSupport, EndWithCase
from services.intake.cases.supporting.works_on import works_on
from services.intake.cases.taking.take_step import TakeStep
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.changing.judged import ReportChange, TellCase
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.nearby.nearby import InPlay
from services.intake.reports.place.datum import to_wgs84
from services.intake.reports.place.place import Places
from services.intake.reports.publishing import Mask
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry

IN_PLAY = InPlay(to_join, to_compare)
"""Which reports may be joined or compared, as far as their cases say."""


def working_clock(profile: Profile) -> WorkingClock:
    """The clock of a profile's offices."""
    working = profile.working_time
    return WorkingClock(working, ProfileDays(working), profile.zone)


def conditions_of(profile: Profile) -> Callable[[str], Mapping[str, str]]:
    """By problem type: the codes of its filing conditions, each with its limit."""
    limits = {
        kind: {limit.condition: limit.text for limit in found}
        for kind, found in profile.time_limits.items()
    }
    return lambda category: limits.get(category, {})


def case_desk(
    database: Database,
    outbox: Outbox,
    profile: Profile,
    clock: Clock,
    mask: Mask,
    conditions: Callable[[str], Mapping[str, str]] | None = None,
) -> CaseDesk:
    """`conditions`: the filing conditions of a problem type, each with its limit; without it
    those of the profile."""
    conditions = conditions or conditions_of(profile)
    open_case = OpenCase(database, outbox, profile, clock)
    counting = working_clock(profile)
    take_step = TakeStep(
        database, outbox, profile, counting, clock, conditions, mask, follow=EndWithCase(counting)
    )
    return CaseDesk(
        open_case=open_case,
        take_step=take_step,
        join_case=JoinCase(database, outbox, clock, works_on(profile)),
        handle_bundle=HandleBundle(database, outbox, open_case, take_step, clock),
        inbox=ReadInbox(database, profile),
        supports=AskSupport(database, profile, counting, clock, lambda text: mask(text).text),
        splitting=SplitReport(
            database, outbox, profile, clock, mask, Places(profile, to_wgs84), Listening(profile)
        ),
        appeals=ReviewAppeal(database, outbox, clock, lambda text: mask(text).text),
        questions=DecideQuestion(
            database, outbox, clock, open_case, take_step, conditions, radius_in(profile)
        ),
        database=database,
        profile=profile,
        conditions=conditions,
        clock=clock,
    )


def telling_cases(outbox: Outbox, profile: Profile, clock: Clock) -> TellCase:
    """What the case of a report hears when the report changes: that it is graver, or is another
    one than the case."""
    lift, ask = lifting_cases(outbox, clock), asking_cases(radius_in(profile))

    def tell(conn: Connection, change: ReportChange) -> None:
        lift(conn, change)
        ask(conn, change)

    return tell


def case_feature(desk: CaseDesk, receive_photo: ReceivePhoto) -> Feature:
    """What must be handled, over HTTP and in the forms beside a case's steps."""
    adding = adding_photos(desk)
    return Feature(
        name="cases",
        routes=[
            case_routes(desk),
            support_routes(desk),
            appeal_routes(desk),
            split_routes(desk),
            question_routes(desk),
            case_photo_routes(adding, desk),
        ],
        pages=[side_forms(desk), case_photo_pages(adding, desk, receive_photo)],
        refusals=CASE_REFUSALS,
        translations=[Path(__file__).parent],
        menu=[MenuEntry("cases", "/desk/cases", lazy_gettext("Cases"))],
    )


def adding_photos(desk: CaseDesk) -> AddPhoto:
    """Photos of what was done, for the cases of a desk."""
    return AddPhoto(desk.database, desk.take_step.outbox, desk.clock)
