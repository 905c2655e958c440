"""Builds intake: the only place of the service that constructs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

import services
from services.contracts.catalogue import LINK_CHANGED, PROJECT_CHANGED
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Profile
from services.contracts.topics import topics_read_by
from services.intake.behalf.wiring import behalf_page_groups
from services.intake.cases.after_photos.pages import case_photo_pages
from services.intake.cases.answers_to_refusals import CASE_REFUSALS
from services.intake.cases.api import CaseDesk
from services.intake.cases.by_rule.open_by_rule import OpenByRule
from services.intake.cases.pages import side_forms
from services.intake.cases.sweep import DeadlineSweep
from services.intake.cases.wiring import IN_PLAY, adding_photos, case_apis, case_desk
from services.intake.desk.reports.pages import report_pages
from services.intake.desk.wiring import office_of, office_pages, office_routes
from services.intake.feedback.join_api import JOIN_REFUSALS, join_routes
from services.intake.feedback.join_report import JoinReport
from services.intake.feedback.on_link import on_link
from services.intake.feedback.on_project import on_project
from services.intake.feedback.opinion_api import OPINION_REFUSALS, opinion_routes
from services.intake.feedback.say_opinion import JudgeDispute, SayOpinion
from services.intake.feeds.area_feed import AreaFeeds
from services.intake.feeds.pages import feed_pages
from services.intake.figures.pages import figure_pages
from services.intake.figures.wiring import figure_routes
from services.intake.finding.wiring import code_tray
from services.intake.following.wiring import following_pages
from services.intake.moderation.answers_to_refusals import MODERATION_REFUSALS
from services.intake.moderation.api import moderation_routes
from services.intake.moderation.pages import moderation_pages
from services.intake.moderation.store import verdict_on
from services.intake.moderation.wiring import moderation_of
from services.intake.notices.pages import mailbox_pages
from services.intake.notices.wiring import telling
from services.intake.open311.api import open311_routes
from services.intake.open311.calls import Calls
from services.intake.open311.clients import Clients
from services.intake.photos.answers_to_refusals import PHOTO_REFUSALS
from services.intake.photos.api import photo_routes
from services.intake.photos.attach import attach_to_report
from services.intake.photos.pages import photo_files
from services.intake.photos.port import PhotoStore
from services.intake.photos.store import first_public
from services.intake.photos.sweep import PhotoSweep
from services.intake.photos.wiring import Photos, open_photo_store, photos_in
from services.intake.reports.acceptance import Acceptance, Outcome
from services.intake.reports.api import REFUSALS, report_routes
from services.intake.reports.assess import Assessor
from services.intake.reports.masking.masking import mask
from services.intake.reports.number_in_order import NumberInOrder
from services.intake.reports.place.datum import to_wgs84
from services.intake.reports.place.place import Places
from services.intake.reports.pseudonym import Pseudonyms
from services.intake.reports.receive import Receive
from services.intake.reports.report import Actor, NewReport
from services.intake.reports.sentences import first_sentence
from services.intake.reports.store import any_report
from services.intake.reports.suggesting.suggest import Suggester
from services.intake.site.form_view import FormView
from services.intake.site.offline.pages import offline_pages
from services.intake.site.pages import public_pages, site_pages
from services.intake.site.reporting.pages import form_pages
from services.intake.sources.api import IMPORT_REFUSALS, import_routes
from services.intake.sources.import_table import ImportTable
from services.intake.sources.job import import_job
from services.intake.sources.rehearse import Rehearsal
from services.intake.tables import runtime_tables
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock, SystemClock
from services.runtime.codec import Codec
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Keys
from services.runtime.jobs import Doing, JobBoard, JobRunner
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role
from services.runtime.outbox import Outbox, Relay
from services.runtime.parked import ParkingLot
from services.runtime.replaying import replaying
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.sink import TransactionalSink
from services.runtime.web.app import About, create_app
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.settings import WebSettings
from services.runtime.worker import Consumer

NAME = "intake"
CONSUMER = "intake-feedback"
MIGRATIONS = "services.intake.migrations"
HANDLERS = {LINK_CHANGED: on_link, PROJECT_CHANGED: on_project}
HERE = Path(__file__).parent
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
_LEARNS_EVERY = 60.0
"""Seconds after which a process hears what officers corrected in another one."""
OPERATOR = Actor(name="command line", vouches=True)
"""Commands on a home act as its administrator."""


@dataclass(frozen=True, slots=True)
class Imports:
    """Taking tables over, from the command line and over HTTP."""

    importer: ImportTable
    receive: Receive
    rehearsal: Rehearsal

    def job(self) -> Doing:
        def receive_many(rows: Sequence[NewReport]) -> Sequence[Outcome]:
            return self.receive.receive_many(rows, OPERATOR)

        return import_job(self.importer, receive_many, self.rehearsal.rehearse_many)

    def routes(self) -> Blueprint:
        return import_routes(self.importer, self.receive.receive_many, self.rehearsal.rehearse_many)


@dataclass(frozen=True, slots=True)
class Intake:
    """The built service and those of its use cases that others call by name."""

    service: Service
    receive: Receive
    database: Database
    profile: Profile

    def holds_reports(self) -> bool:
        """Whether anything was ever reported here. Raises DatabaseUnavailable."""
        return self.database.read(any_report)


def build(
    settings: Settings,
    bus: Bus,
    keys: Keys,
    web: WebSettings,
    codec: Codec,
    clock: Clock,
    holder: str,
) -> Intake:
    """Open the database and put everything together. Starts nothing."""
    database = open_database(settings.intake_database_url)
    profile = load_profile(settings.profile)
    engine = _Engine(database, Outbox(runtime_tables, codec, clock, NAME), bus, clock, holder)
    assess = assessor(profile, settings.secret.encode())
    receive = Receive(
        database,
        Acceptance(
            engine.outbox,
            profile,
            assess,
            clock,
            attach=attach_to_report,
            verdict_on=verdict_on,
        ),
        learns_every=_LEARNS_EVERY,
    )
    photos = photos_in(open_photo_store(settings.photos_url), database, clock)
    desk = case_desk(database, engine.outbox, profile, clock, mask)
    imports = Imports(ImportTable(profile), receive, Rehearsal(database, profile, clock))
    tell = telling(settings.notices_url, settings.address, profile, database, clock)
    sink = TransactionalSink(database, runtime_tables, CONSUMER, HANDLERS, clock)
    lot = ParkingLot(database, runtime_tables, CONSUMER, clock)
    doings = {"import": imports.job(), "replay": replaying(lot, codec.decode, sink)}
    board = JobBoard(database, runtime_tables, clock)
    topics = [topic.name for topic in topics_read_by(NAME)]
    service = Service(
        name=NAME,
        prefixes=("/", "/api/intake"),
        web=lambda: web_app(receive, imports, desk, photos, web, keys),
        relays=engine.relays(),
        workers=[
            Consumer(CONSUMER, bus, topics, codec.decode, sink, clock),
            JobRunner("intake-jobs", board, doings, engine.lease("jobs")),
            engine.sweep(),
            OpenByRule(database, profile, desk.open_case, engine.lease("opening"), clock),
            *tell.roles(engine.lease, [code_tray(tell, settings.secret)]),
            engine.forget_photos(photos.photo_store),
        ],
        doings=doings,
        board=board,
        lots=[lot],
        database=database,
        migrations=MIGRATIONS,
    )
    return Intake(service, receive, database, profile)


def assessor(profile: Profile, secret: bytes) -> Assessor:
    """The assessor of a profile; the secret keeps pseudonyms from being computed elsewhere."""
    return Assessor(
        profile,
        Places(profile, to_wgs84),
        Pseudonyms(secret),
        mask,
        Suggester(profile.problem_types),
    )


def form_view(receive: Receive, profile: Profile) -> FormView:
    """The report form; it asks residents about the category that their words suggest."""
    suggester = Suggester(profile.problem_types)

    def suggest(text: str) -> tuple[str, float]:
        suggestion = suggester(f"{first_sentence(text)}\n{text}")
        return suggestion.code, suggestion.confidence

    return FormView(receive, profile, suggest, SystemClock().now)


def _joining(receive: Receive, desk: CaseDesk) -> JoinReport:
    """Adding a voice to a report, with the case's counts."""
    outbox = desk.join_case.outbox
    return JoinReport(desk.database, outbox, desk.clock, desk.profile.zone, receive.person_of)


def web_app(
    receive: Receive,
    imports: Imports,
    desk: CaseDesk,
    photos: Photos,
    web: WebSettings,
    keys: Keys,
) -> Flask:
    """The API, Open311 and the residents' pages under their full paths."""
    database, profile = desk.database, desk.profile
    clients = Clients(keys, limited=web.rate_limits)
    joining = _joining(receive, desk)
    saying = SayOpinion(database, receive, mask, desk.clock)
    judging = JudgeDispute(database, desk.take_step, mask, desk.clock)
    office = office_of(desk, judging, keys)
    moderation = moderation_of(database, desk.take_step.outbox, profile, desk.clock)
    calls = Calls(receive, database, profile, clients, SystemClock(), gettext, photos.receive)
    return create_app(
        About(NAME, "Citymend intake", services.__version__),
        web=web,
        keys=keys,
        blueprints=[
            report_routes(receive, database, profile, first_public, IN_PLAY),
            *case_apis(desk),
            imports.routes(),
            join_routes(joining),
            opinion_routes(saying, judging, desk),
            *figure_routes(desk),
            *office_routes(office),
            photo_routes(photos.receive, database),
            moderation_routes(moderation),
        ],
        pages=[
            site_pages(database, profile, SystemClock()),
            form_pages(form_view(receive, profile), database, joining, photos.receive),
            offline_pages(profile),
            public_pages(database, profile, SystemClock()),
            figure_pages(desk),
            *office_pages(office),
            report_pages(desk, receive),
            *behalf_page_groups(receive, database, profile, desk.clock, web.public_url),
            feed_pages(AreaFeeds(database, profile, desk.clock), web.public_url),
            *following_pages(saying, database, profile, desk.clock, web.secret),
            mailbox_pages(desk),
            side_forms(desk),
            case_photo_pages(adding_photos(desk), desk, photos.receive),
            photo_files(photos.show),
            moderation_pages(moderation, profile),
        ],
        protocols=[open311_routes(calls)],
        check=database.ready,
        translations=[HERE, *(HERE / name for name in _TRANSLATED)],
        refusals={
            **REFUSALS,
            **IMPORT_REFUSALS,
            **CASE_REFUSALS,
            **JOIN_REFUSALS,
            **OPINION_REFUSALS,
            **PHOTO_REFUSALS,
            **MODERATION_REFUSALS,
        },
    )


@dataclass(frozen=True, slots=True)
class _Engine:
    """What the background roles share."""

    database: Database
    outbox: Outbox
    bus: Bus
    clock: Clock
    holder: str

    def relays(self) -> list[Role]:
        """What moves events to the bus; on PostgreSQL reports are numbered first."""
        relay = Relay("intake-relay", self.database, runtime_tables, self.bus, self.lease("relay"))
        if self.database.dialect == "sqlite":
            return [relay]
        numbering = NumberInOrder(
            "intake-numbering", self.database, self.outbox, self.lease("numbering")
        )
        return [numbering, relay]

    def sweep(self) -> Role:
        """What notes that a deadline has passed."""
        lease = self.lease("deadlines")
        return DeadlineSweep("intake-deadlines", self.database, self.outbox, lease, self.clock)

    def forget_photos(self, photo_store: PhotoStore) -> Role:
        """What forgets photos that no report named."""
        lease = self.lease("photos")
        return PhotoSweep("intake-photos", self.database, photo_store, lease, self.clock)

    def lease(self, name: str) -> Lease:
        return Lease(self.database, runtime_tables, name, self.holder, self.clock)
