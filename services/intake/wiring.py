"""Builds intake: the only place of the service that constructs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

import services
from services.contracts.catalogue import LINK_CHANGED, PROJECT_CHANGED
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Profile
from services.contracts.topics import topics_read_by
from services.intake.feedback.on_link import on_link
from services.intake.feedback.on_project import on_project
from services.intake.reports.acceptance import Acceptance
from services.intake.reports.api import REFUSALS, report_routes
from services.intake.reports.assess import Assessor
from services.intake.reports.datum import to_wgs84
from services.intake.reports.masking import mask
from services.intake.reports.number_in_order import NumberInOrder
from services.intake.reports.place import Places
from services.intake.reports.pseudonym import Pseudonyms
from services.intake.reports.receive import Receive
from services.intake.reports.suggest import KeywordSuggester
from services.intake.site.pages import site_pages
from services.intake.tables import runtime_tables
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.codec import Codec
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Keys
from services.runtime.jobs import Doing, JobBoard, JobRunner
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role
from services.runtime.outbox import Outbox, Relay
from services.runtime.parked import ParkingLot
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web.app import About, create_app
from services.runtime.web.settings import WebSettings
from services.runtime.worker import Consumer, TransactionalSink

NAME = "intake"
CONSUMER = "intake-feedback"
MIGRATIONS = "services.intake.migrations"


@dataclass(frozen=True, slots=True)
class Intake:
    """The built service and those of its use cases that others call by name."""

    service: Service
    receive: Receive
    database: Database
    profile: Profile


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
    outbox = Outbox(runtime_tables, codec, clock, NAME)
    receive = Receive(
        database,
        Acceptance(outbox, profile, assessor(profile, settings.secret.encode()), clock),
    )
    board = JobBoard(database, runtime_tables, clock)
    doings: Mapping[str, Doing] = {}
    engine = _Engine(database, outbox, bus, codec, clock, holder)
    service = Service(
        name=NAME,
        prefixes=("/", "/api/intake"),
        web=lambda: web_app(receive, database, profile, web, keys),
        relays=engine.relays(),
        workers=engine.workers(board, doings),
        doings=doings,
        board=board,
        lots=[ParkingLot(database, runtime_tables, CONSUMER, clock)],
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
        KeywordSuggester(profile.problem_types),
    )


def web_app(
    receive: Receive, database: Database, profile: Profile, web: WebSettings, keys: Keys
) -> Flask:
    """The API and the residents' pages under their full paths."""
    return create_app(
        About(NAME, "Citymend intake", services.__version__),
        web=web,
        keys=keys,
        blueprints=[report_routes(receive, database, profile)],
        pages=[site_pages(receive, database, profile)],
        check=database.ready,
        translations=[Path(__file__).parent],
        refusals=REFUSALS,
    )


@dataclass(frozen=True, slots=True)
class _Engine:
    """What the background roles share."""

    database: Database
    outbox: Outbox
    bus: Bus
    codec: Codec
    clock: Clock
    holder: str

    def relays(self) -> list[Role]:
        """What moves events to the bus; on PostgreSQL reports are numbered first."""
        relay = Relay("intake-relay", self.database, runtime_tables, self.bus, self._lease("relay"))
        if self.database.dialect == "sqlite":
            return [relay]
        numbering = NumberInOrder(
            "intake-numbering", self.database, self.outbox, self._lease("numbering")
        )
        return [numbering, relay]

    def workers(self, board: JobBoard, doings: Mapping[str, Doing]) -> list[Role]:
        handlers = {LINK_CHANGED: on_link, PROJECT_CHANGED: on_project}
        sink = TransactionalSink(self.database, runtime_tables, CONSUMER, handlers, self.clock)
        topics = [topic.name for topic in topics_read_by(NAME)]
        consumer = Consumer(CONSUMER, self.bus, topics, self.codec.decode, sink, self.clock)
        runner = JobRunner("intake-jobs", board, doings, self._lease("jobs"))
        return [consumer, runner]

    def _lease(self, name: str) -> Lease:
        return Lease(self.database, runtime_tables, name, self.holder, self.clock)
