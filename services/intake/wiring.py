"""Builds intake: the only place of the service that constructs."""

from dataclasses import dataclass

from services.contracts.catalogue import LINK_CHANGED, PROJECT_CHANGED
from services.contracts.profile.load import profile_of
from services.contracts.profile.model import Profile
from services.contracts.topics import topics_read_by
from services.intake.cases.by_rule.open_by_rule import OpenByRule
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.supporting.works_on import works_on
from services.intake.cases.sweeping.sweep import DeadlineSweep
from services.intake.cases.wiring import case_desk, telling_cases
from services.intake.feedback.on_link import on_link
from services.intake.feedback.on_project import on_project
from services.intake.finding.wiring import code_tray
from services.intake.front.wiring import NAME, app_of
from services.intake.moderation.store import verdict_on
from services.intake.notices.wiring import telling
from services.intake.photos.attach import attach_to_report
from services.intake.photos.port import PhotoStore
from services.intake.photos.sweep import PhotoSweep
from services.intake.photos.wiring import Photos, open_photo_store, photos_in
from services.intake.reports.masking.masking import mask
from services.intake.reports.numbering.number_in_order import NumberInOrder
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.store import any_report
from services.intake.reports.wiring import assessor, reporting
from services.intake.sources.import_table import ImportTable
from services.intake.sources.rehearse import Rehearsal
from services.intake.sources.wiring import Imports, source_feature
from services.intake.tables import runtime_tables
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.codec import Codec
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Keys
from services.runtime.jobs import JobBoard, JobRunner
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role
from services.runtime.outbox import Outbox, Relay
from services.runtime.parked import ParkingLot
from services.runtime.replaying import replaying
from services.runtime.service import Sending, Service
from services.runtime.settings import Settings
from services.runtime.sink import TransactionalSink
from services.runtime.web.feature import Feature, jobs_of
from services.runtime.web.settings import WebSettings
from services.runtime.worker import Consumer

CONSUMER = "intake-feedback"
MIGRATIONS = "services.intake.migrations"
HANDLERS = {LINK_CHANGED: on_link, PROJECT_CHANGED: on_project}
_LEARNS_EVERY = 60.0
"""Seconds after which a process hears what officers corrected in another one."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The built service and those of its use cases that others call by name."""

    service: Service
    reporting: Reporting
    desk: CaseDesk
    photos: Photos
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
    profile = profile_of(settings.home, settings.profile)
    engine = _Engine(database, Outbox(runtime_tables, codec, clock, NAME), bus, clock, holder)
    assess = assessor(profile, settings.secret.encode())
    reports = reporting(
        database,
        engine.outbox,
        profile,
        assess,
        clock,
        attach=attach_to_report,
        verdict_on=verdict_on,
        tell_case=telling_cases(engine.outbox, profile, clock),
        learns_every=_LEARNS_EVERY,
    )
    photos = photos_in(open_photo_store(settings.photos_url), database, clock)
    desk = case_desk(database, engine.outbox, profile, clock, mask)
    imports = Imports(ImportTable(profile), reports.tables, Rehearsal(database, profile, clock))
    tell = telling(settings.notices_url, settings.address, profile, database, clock)
    sink = TransactionalSink(database, runtime_tables, CONSUMER, HANDLERS, clock)
    lot = ParkingLot(database, runtime_tables, CONSUMER, clock)
    board = JobBoard(database, runtime_tables, clock)
    handing_in = imports.at_desk(works_on(profile), database, clock, board)
    sources = source_feature(imports, handing_in, works_on(profile))
    parked = Feature(name="parked", jobs={"replay": replaying(lot, codec.decode, sink)})
    doings = jobs_of([sources, parked])
    topics = [topic.name for topic in topics_read_by(NAME)]
    service = Service(
        name=NAME,
        prefixes=("/", "/api/intake"),
        web=lambda: app_of(reports, sources, desk, photos, web, keys, tell.sends),
        relays=engine.relays(),
        workers=[
            Consumer(CONSUMER, bus, topics, codec.decode, sink, clock),
            JobRunner("intake-jobs", board, doings, engine.lease("jobs")),
            engine.sweep(profile),
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
    return Intake(service, reports, desk, photos, database, profile)


def sending(settings: Settings, bus: Bus, codec: Codec, clock: Clock, holder: str) -> Sending:
    """Open the database for a process that numbers reports and sends events, and does no more."""
    database = open_database(settings.intake_database_url)
    outbox = Outbox(runtime_tables, codec, clock, NAME)
    return Sending(database, _Engine(database, outbox, bus, clock, holder).relays())


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

    def sweep(self, profile: Profile) -> Role:
        """What notes that a deadline has passed, and passes up what is late for long."""
        above = {unit.code: unit.parent for unit in profile.responsible_units.values()}
        lease = self.lease("deadlines")
        return DeadlineSweep(
            "intake-deadlines", self.database, self.outbox, lease, self.clock, profile.zone, above
        )

    def forget_photos(self, photo_store: PhotoStore) -> Role:
        """What forgets photos that no report named."""
        lease = self.lease("photos")
        return PhotoSweep("intake-photos", self.database, photo_store, lease, self.clock)

    def lease(self, name: str) -> Lease:
        return Lease(self.database, runtime_tables, name, self.holder, self.clock)
