"""Builds the project bank: its database, what works in the background, and the web side."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.catalogue import REPORT_CHANGED, REPORT_RECEIVED
from services.contracts.profile.load import profile_of
from services.contracts.profile.model import Profile
from services.contracts.topics import topics_read_by
from services.projectbank.front.wiring import NAME, planning_of, web_app
from services.projectbank.needs.grouping.lexicon import with_keywords
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.placing.group import GroupingJob
from services.projectbank.needs.placing.placing import Placing
from services.projectbank.needs.proposals.nightly import NightlyReview
from services.projectbank.needs.proposals.review import ReviewNeeds
from services.projectbank.needs.regrouping.regroup import Regroup
from services.projectbank.needs.reports.on_report import on_report
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.needs.vocabulary import Vocabulary, vocabulary_of
from services.projectbank.needs.wiring import grouping_feature
from services.projectbank.projects.edit import EditProject
from services.projectbank.projects.propose import Propose
from services.projectbank.scoring.publishing.nightly import NightlyRanking
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.wiring import publishing_feature
from services.projectbank.tables import runtime_tables
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.codec import Codec
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Keys
from services.runtime.jobs import Doing, JobBoard, JobRunner
from services.runtime.lease import Lease
from services.runtime.outbox import Outbox, Relay
from services.runtime.parked import ParkingLot
from services.runtime.replaying import replaying
from services.runtime.service import Sending, Service
from services.runtime.settings import Settings
from services.runtime.sink import TransactionalSink
from services.runtime.web.feature import Feature, jobs_of
from services.runtime.web.settings import WebSettings
from services.runtime.worker import Consumer

SOURCE = "projectbank"
CONSUMER = "projectbank-reports"
MIGRATIONS = "services.projectbank.migrations"


@dataclass(frozen=True, slots=True)
class Bank:
    """The built service and those of its use cases that others call by name."""

    service: Service
    rank: PublishRanking
    edit: EditProject
    regroup: Regroup
    grouping: GroupingJob
    database: Database


def build(
    settings: Settings,
    bus: Bus,
    keys: Keys,
    web: WebSettings,
    codec: Codec,
    clock: Clock,
    holder: str,
    harmless: Harmless = as_written,
) -> Bank:
    """Open the database and put everything together. Starts nothing."""
    database = open_database(settings.bank_database_url)
    profile = profile_of(settings.home, settings.profile)
    engine = _Engine(database, bus, codec, clock, holder)
    outbox = Outbox(runtime_tables, codec, clock, SOURCE)
    vocabulary = vocabulary_of(profile)
    candidates = Propose(vocabulary, outbox, clock)
    rules = _rules_of(profile, vocabulary)
    grouping, regroup = engine.grouping(Settle(vocabulary, candidates, outbox), rules)
    review = engine.review(rules)
    planning = planning_of(profile, database, outbox, clock, harmless)
    doings = jobs_of(
        [
            publishing_feature(
                database, planning.sets, planning.names, planning.rank, planning.drafts
            ),
            grouping_feature(regroup, review),
            Feature(name="parked", jobs={"replay": engine.replaying()}),
        ]
    )
    board = JobBoard(database, runtime_tables, clock)
    service = Service(
        name=NAME,
        prefixes=("/projects", "/bank", "/api/bank", f"/static/{NAME}"),
        web=lambda: web_app(database, candidates, planning, web, keys),
        relays=[engine.relay()],
        workers=[
            engine.consumer(),
            grouping,
            engine.nightly(planning.rank, profile),
            engine.nightly_review(review, profile),
            engine.runner(board, doings),
        ],
        doings=doings,
        board=board,
        lots=[engine.lot()],
        database=database,
        migrations=MIGRATIONS,
    )
    return Bank(service, planning.rank, planning.edit, regroup, grouping, database)


def sending(settings: Settings, bus: Bus, codec: Codec, clock: Clock, holder: str) -> Sending:
    """Open the database for a process that sends events and does no more."""
    database = open_database(settings.bank_database_url)
    return Sending(database, [_Engine(database, bus, codec, clock, holder).relay()])


def _rules_of(profile: Profile, vocabulary: Vocabulary) -> GroupingRules:
    keywords = {code: problem.keywords for code, problem in profile.problem_types.items()}
    return GroupingRules(radius=vocabulary.radius, lexicon=with_keywords(keywords))


@dataclass(frozen=True, slots=True)
class _Engine:
    """What the background roles share."""

    database: Database
    bus: Bus
    codec: Codec
    clock: Clock
    holder: str

    def grouping(self, settle: Settle, rules: GroupingRules) -> tuple[GroupingJob, Regroup]:
        """The job and the regrouping, which take turns under one lease."""
        lease = self._lease("grouping")
        job = GroupingJob(
            name="projectbank-grouping",
            consumer=CONSUMER,
            database=self.database,
            tables=runtime_tables,
            lease=lease,
            placing=Placing(rules),
            settle=settle,
        )
        regroup = Regroup(database=self.database, lease=lease, job=job, settle=settle, rules=rules)
        return job, regroup

    def review(self, rules: GroupingRules) -> ReviewNeeds:
        return ReviewNeeds(
            database=self.database, lease=self._lease("proposals"), rules=rules, clock=self.clock
        )

    def nightly_review(self, review: ReviewNeeds, profile: Profile) -> NightlyReview:
        return NightlyReview(
            "projectbank-proposals", self.database, review, self.clock, profile.zone
        )

    def relay(self) -> Relay:
        lease = self._lease("relay")
        return Relay("projectbank-relay", self.database, runtime_tables, self.bus, lease)

    def consumer(self) -> Consumer:
        topics = [topic.name for topic in topics_read_by(SOURCE)]
        decode = self.codec.decode
        return Consumer(CONSUMER, self.bus, topics, decode, self.sink(), self.clock)

    def nightly(self, rank: PublishRanking, profile: Profile) -> NightlyRanking:
        return NightlyRanking(
            "projectbank-nightly",
            self.database,
            rank,
            self._lease("nightly"),
            self.clock,
            profile.zone,
        )

    def runner(self, board: JobBoard, doings: Mapping[str, Doing]) -> JobRunner:
        return JobRunner("projectbank-jobs", board, doings, self._lease("jobs"))

    def replaying(self) -> Doing:
        return replaying(self.lot(), self.codec.decode, self.sink())

    def lot(self) -> ParkingLot:
        return ParkingLot(self.database, runtime_tables, CONSUMER, self.clock)

    def sink(self) -> TransactionalSink:
        handlers = {REPORT_RECEIVED: on_report, REPORT_CHANGED: on_report}
        return TransactionalSink(self.database, runtime_tables, CONSUMER, handlers, self.clock)

    def _lease(self, name: str) -> Lease:
        return Lease(self.database, runtime_tables, name, self.holder, self.clock)
