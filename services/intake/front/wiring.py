"""Builds what a web process of intake serves."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask

import services
from services.contracts.profile.model import Profile
from services.intake.behalf.wiring import behalf_page_groups
from services.intake.cases.after_photos.pages import case_photo_pages
from services.intake.cases.answers_to_refusals import CASE_REFUSALS
from services.intake.cases.api import CaseDesk
from services.intake.cases.opening.works_on import of_units, works_on
from services.intake.cases.pages import side_forms
from services.intake.cases.questions.answers import asked_about
from services.intake.cases.wiring import IN_PLAY, adding_photos, case_apis
from services.intake.desk.reports.pages import report_pages
from services.intake.desk.wiring import office_of, office_pages, office_routes
from services.intake.feedback.addition import Additions, Look
from services.intake.feedback.join_api import JOIN_REFUSALS, join_routes
from services.intake.feedback.join_report import JoinReport
from services.intake.feedback.opinion_api import OPINION_REFUSALS, opinion_routes
from services.intake.feedback.say_opinion import JudgeDispute, SayOpinion
from services.intake.feeds.area_feed import AreaFeeds
from services.intake.feeds.pages import feed_pages
from services.intake.figures.pages import figure_pages
from services.intake.figures.wiring import figure_routes
from services.intake.following.wiring import following_pages
from services.intake.moderation.answers_to_refusals import MODERATION_REFUSALS
from services.intake.moderation.api import moderation_routes
from services.intake.moderation.pages import moderation_pages
from services.intake.moderation.wiring import moderation_of
from services.intake.notices.channels.port import BOTH, Kind
from services.intake.notices.pages import mailbox_pages
from services.intake.open311.api import open311_routes
from services.intake.open311.calls import Calls
from services.intake.open311.clients import Clients
from services.intake.photos.answers_to_refusals import PHOTO_REFUSALS
from services.intake.photos.api import photo_routes
from services.intake.photos.attach import attach_to_report
from services.intake.photos.pages import photo_files
from services.intake.photos.store import first_public
from services.intake.photos.wiring import Photos
from services.intake.reports.allowance import Allowance
from services.intake.reports.api import REFUSALS, report_routes
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.masking.masking import mask
from services.intake.reports.receive import Receive
from services.intake.reports.report import Report
from services.intake.site.form_view import FormView
from services.intake.site.offline.pages import offline_pages
from services.intake.site.pages import public_pages, site_pages
from services.intake.site.previews import Previews
from services.intake.site.reporting.pages import form_pages, preview_pages
from services.intake.sources.api import IMPORT_REFUSALS
from services.intake.sources.uploads.hand_in import HandIn
from services.intake.sources.uploads.pages import UPLOAD_REFUSALS, upload_pages
from services.intake.sources.wiring import Imports
from services.runtime.clock import Clock
from services.runtime.identity.access import Keys
from services.runtime.web.app import About, create_app
from services.runtime.web.i18n import gettext
from services.runtime.web.settings import WebSettings

NAME = "intake"
HERE = Path(__file__).parents[1]
_TRANSLATED = (
    "sources",
    "open311",
    "cases",
    "desk",
    "desk/reports",
    "figures",
    "photos",
    "site/reporting",
    "notices",
    "following",
    "feeds",
    "behalf",
    "finding",
    "moderation",
)


def form_view(receive: Receive, profile: Profile, clock: Clock, previews: Previews) -> FormView:
    """The report form; it asks residents about the category that their words suggest."""
    return FormView(receive, profile, clock.now, previews, Listening(profile))


def _joining(receive: Receive, desk: CaseDesk) -> JoinReport:
    """Adding a voice to a report, with the case's counts."""
    outbox = desk.join_case.outbox
    return JoinReport(
        desk.database,
        outbox,
        desk.clock,
        desk.profile.zone,
        receive.person_of,
        Additions(mask, attach_to_report),
        receive.hear,
        works_on(desk.profile),
        _by_kind(desk.profile),
    )


def _by_kind(profile: Profile) -> Look:
    """A report as severe as its kind of problem, whatever its words speak of."""

    def look(report: Report) -> Report:
        kind = profile.problem_types.get(report.category.code)
        return report if kind is None else replace(report, severity=kind.severity)

    return look


def name_of(profile: Profile) -> Callable[[str], str | None]:
    """An area's name as an address, in the language in which reports are compared by it."""

    def name(code: str) -> str | None:
        area = profile.areas.get(code)
        return area.name.zh if area else None

    return name


def web_app(
    receive: Receive,
    imports: Imports,
    handing_in: HandIn,
    desk: CaseDesk,
    photos: Photos,
    web: WebSettings,
    keys: Keys,
    sends: frozenset[Kind] = BOTH,
) -> Flask:
    """The API, Open311 and the residents' pages under their full paths."""
    database, profile, clock = desk.database, desk.profile, desk.clock
    mine, previews = works_on(profile), Previews(web.secret.encode())
    form = form_view(receive, profile, clock, previews)
    allowance = Allowance(limited=web.rate_limits)
    clients = Clients(keys, limited=web.rate_limits)
    joining = _joining(receive, desk)
    saying = SayOpinion(database, receive, mask, clock, area_name=name_of(profile))
    judging = JudgeDispute(database, desk.take_step, mask, clock)
    office = office_of(desk, judging, keys, photos.receive)
    moderation = moderation_of(database, desk.take_step.outbox, profile, clock)
    calls = Calls(receive, database, profile, clients, clock, gettext, photos.receive)
    return create_app(
        About(NAME, "Citymend intake", services.__version__),
        web=web,
        keys=keys,
        blueprints=[
            report_routes(
                receive,
                database,
                profile,
                clock,
                first_public,
                IN_PLAY,
                mine,
                allowance,
                asked_about,
                of_units(profile),
            ),
            *case_apis(desk),
            imports.routes(mine),
            join_routes(joining, profile, allowance),
            opinion_routes(saying, judging, desk),
            *figure_routes(desk),
            *office_routes(office),
            photo_routes(photos.receive, database, mine),
            moderation_routes(moderation),
        ],
        pages=[
            site_pages(database, profile, clock),
            form_pages(form, database, joining, photos.receive, allowance),
            preview_pages(previews, photos.show),
            offline_pages(profile),
            public_pages(database, profile, clock),
            figure_pages(desk),
            *office_pages(office),
            report_pages(desk, receive),
            *behalf_page_groups(receive, database, profile, clock),
            feed_pages(AreaFeeds(database, profile, clock)),
            *following_pages(
                saying, database, profile, clock, web.secret, desk.take_step.outbox, sends
            ),
            mailbox_pages(desk, office.absences),
            side_forms(desk),
            case_photo_pages(adding_photos(desk), desk, photos.receive),
            photo_files(photos.show, mine),
            moderation_pages(moderation, profile),
            upload_pages(handing_in),
        ],
        protocols=[open311_routes(calls)],
        check=database.ready,
        translations=[HERE, *(HERE / name for name in _TRANSLATED)],
        refusals={
            **REFUSALS,
            **IMPORT_REFUSALS,
            **UPLOAD_REFUSALS,
            **CASE_REFUSALS,
            **JOIN_REFUSALS,
            **OPINION_REFUSALS,
            **PHOTO_REFUSALS,
            **MODERATION_REFUSALS,
        },
    )
