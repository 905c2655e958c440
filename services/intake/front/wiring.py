"""Builds what a web process of intake serves."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

import services
from services.intake.behalf.wiring import behalf_feature
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.questions.answers import asked_about
from services.intake.cases.supporting.works_on import of_units, works_on
from services.intake.cases.wiring import IN_PLAY, case_feature
from services.intake.desk.wiring import (
    away_feature,
    desk_feature,
    office_of,
    single_report_feature,
)
from services.intake.feedback.wiring import feedback_feature, feedback_of
from services.intake.feeds.wiring import feed_feature
from services.intake.figures.wiring import figure_feature
from services.intake.finding.wiring import finding_feature, finding_in
from services.intake.following.wiring import following_feature
from services.intake.moderation.wiring import moderation_feature, moderation_of
from services.intake.notices.channels.port import BOTH, Kind
from services.intake.notices.wiring import notice_feature
from services.intake.open311.clients import Clients
from services.intake.open311.wiring import open311_feature
from services.intake.photos.store import first_public
from services.intake.photos.wiring import Photos, photo_feature
from services.intake.reports.allowance import Allowance
from services.intake.reports.edge.api import report_routes
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.wiring import report_feature
from services.intake.site.wiring import form_feature, site_feature
from services.intake.sources.uploads.hand_in import HandIn
from services.intake.sources.wiring import Imports, source_feature
from services.runtime.identity.access import Keys
from services.runtime.web.app import About
from services.runtime.web.feature import Feature, compose
from services.runtime.web.settings import WebSettings

NAME = "intake"
HERE = Path(__file__).parents[1]


def web_app(
    reporting: Reporting,
    imports: Imports,
    handing_in: HandIn,
    desk: CaseDesk,
    photos: Photos,
    web: WebSettings,
    keys: Keys,
    sends: frozenset[Kind] = BOTH,
) -> Flask:
    """The API, Open311 and the residents' pages under their full paths."""
    sources = source_feature(imports, handing_in, works_on(desk.profile))
    return app_of(reporting, sources, desk, photos, web, keys, sends)


def app_of(
    reporting: Reporting,
    sources: Feature,
    desk: CaseDesk,
    photos: Photos,
    web: WebSettings,
    keys: Keys,
    sends: frozenset[Kind],
) -> Flask:
    """The app, where the feature of tables is there already: its jobs run in other processes."""
    about = About(NAME, "Citymend intake", services.__version__)
    features = features_of(reporting, sources, desk, photos, web, keys, sends)
    return compose(about, features, web=web, keys=keys, check=desk.database.ready)


def features_of(
    reporting: Reporting,
    sources: Feature,
    desk: CaseDesk,
    photos: Photos,
    web: WebSettings,
    keys: Keys,
    sends: frozenset[Kind],
) -> Sequence[Feature]:
    """All of intake's; those of the desk in the order in which its menu names them."""
    database, profile, clock = desk.database, desk.profile, desk.clock
    outbox, mine = desk.take_step.outbox, works_on(profile)
    allowance = Allowance(limited=web.rate_limits)
    feedback = feedback_of(reporting, desk)
    office = office_of(desk, feedback.judging, keys, photos.receive)
    clients = Clients(keys, limited=web.rate_limits)
    reports = report_routes(
        reporting,
        database,
        profile,
        clock,
        first_public,
        IN_PLAY,
        mine,
        allowance,
        asked_about,
        of_units(profile),
    )
    return [
        report_feature(reports),
        desk_feature(office),
        case_feature(desk, photos.receive),
        single_report_feature(desk, reporting.correct),
        moderation_feature(moderation_of(database, outbox, profile, clock), profile),
        behalf_feature(reporting.receive, database, profile, clock),
        sources,
        notice_feature(desk, office.absences),
        figure_feature(desk),
        away_feature(office),
        feedback_feature(feedback, desk, allowance),
        photo_feature(photos, database, mine),
        site_feature(database, profile, clock),
        form_feature(
            reporting,
            database,
            profile,
            clock,
            feedback.joining,
            photos,
            web.secret,
            allowance,
        ),
        following_feature(feedback.saying, database, profile, clock),
        finding_feature(finding_in(database, web.secret, clock, outbox), profile, sends),
        feed_feature(database, profile, clock),
        open311_feature(reporting.receive, database, profile, clients, clock, photos.receive),
    ]
