"""Builds the project bank: the only place of the service that constructs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

import services
from services.contracts.catalogue import REPORT_CHANGED, REPORT_RECEIVED
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Profile
from services.contracts.topics import topics_read_by
from services.projectbank.names import Names
from services.projectbank.needs import api as needs_api
from services.projectbank.needs.group import GroupingJob
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.on_report import on_report
from services.projectbank.needs.placing import Placing
from services.projectbank.needs.regroup import GroupingElsewhere, Regroup
from services.projectbank.needs.settle import Settle
from services.projectbank.needs.vocabulary import vocabulary_of
from services.projectbank.projects import api as projects_api
from services.projectbank.projects.propose import Propose
from services.projectbank.scoring import api as scoring_api
from services.projectbank.scoring.criteria import CriteriaSet, first_set
from services.projectbank.scoring.pages import bank_pages
from services.projectbank.scoring.publish import PublishRanking
from services.projectbank.scoring.top import top_of_ranking
from services.projectbank.tables import runtime_tables
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.codec import Codec
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Keys
from services.runtime.jobs import Doing, JobBoard, JobRefused, JobRunner, Progress
from services.runtime.lease import Lease, LeaseLost
from services.runtime.outbox import Outbox, Relay
from services.runtime.parked import ParkingLot
from services.runtime.replaying import replaying
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.sink import TransactionalSink
from services.runtime.web.app import About, create_app
from services.runtime.web.settings import WebSettings
from services.runtime.worker import Consumer

NAME = "bank"
SOURCE = "projectbank"
CONSUMER = "projectbank-reports"
MIGRATIONS = "services.projectbank.migrations"


@dataclass(frozen=True, slots=True)
class Bank:
    """The built service and those of its use cases that others call by name."""

    service: Service
    rank: PublishRanking
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
) -> Bank:
    """Open the database and put everything together. Starts nothing."""
    database = open_database(settings.bank_database_url)
    profile = load_profile(settings.profile)
    criteria = first_set()
    engine = _Engine(database, bus, codec, clock, holder)
    outbox = Outbox(runtime_tables, codec, clock, SOURCE)
    vocabulary = vocabulary_of(profile)
    candidates = Propose(vocabulary, outbox, clock)
    grouping, regroup = engine.grouping(
        Settle(vocabulary, candidates, outbox), GroupingRules(radius=vocabulary.radius)
    )
    rank = PublishRanking(database, criteria, outbox, clock)
    doings: Mapping[str, Doing] = {
        "rank": ranking(rank, database, criteria),
        "regroup": regrouping(regroup),
        "replay": replaying(engine.lot(), codec.decode, engine.sink()),
    }
    board = JobBoard(database, runtime_tables, clock)
    service = Service(
        name=NAME,
        prefixes=("/projects", "/bank", "/api/bank", f"/static/{NAME}"),
        web=lambda: web_app(database, candidates, criteria, profile, web, keys),
        relays=[engine.relay()],
        workers=[engine.consumer(), grouping, engine.runner(board, doings)],
        doings=doings,
        board=board,
        lots=[engine.lot()],
        database=database,
        migrations=MIGRATIONS,
    )
    return Bank(service, rank, regroup, grouping, database)


def web_app(
    database: Database,
    candidates: Propose,
    criteria: CriteriaSet,
    profile: Profile,
    web: WebSettings,
    keys: Keys,
) -> Flask:
    """The API and the public pages of the bank under their full paths."""
    return create_app(
        About(NAME, "Citymend project bank", services.__version__),
        web=web,
        keys=keys,
        blueprints=[
            needs_api.need_routes(database, candidates),
            projects_api.project_routes(database),
            scoring_api.ranking_routes(database, criteria),
        ],
        pages=[bank_pages(database, criteria, Names(profile))],
        check=database.ready,
        translations=[Path(__file__).parent],
        refusals={**needs_api.REFUSALS, **projects_api.REFUSALS, **scoring_api.REFUSALS},
    )


def ranking(rank: PublishRanking, database: Database, criteria: CriteriaSet) -> Doing:
    """The job "rank": `{"limit": number or null}` to `{"criteria_version", "as_of", "items"}`."""

    def do(arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        rank()
        return top_of_ranking(database, criteria, arguments.get("limit"))

    return do


def regrouping(regroup: Regroup) -> Doing:
    """The job "regroup": nothing to `{"reports", "moved", "needs"}`."""

    def do(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        try:
            done = regroup()
        except (GroupingElsewhere, LeaseLost) as error:
            raise JobRefused(str(error)) from error
        return {"reports": done.reports, "moved": done.moved, "needs": done.needs}

    return do


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

    def relay(self) -> Relay:
        lease = self._lease("relay")
        return Relay("projectbank-relay", self.database, runtime_tables, self.bus, lease)

    def consumer(self) -> Consumer:
        topics = [topic.name for topic in topics_read_by(SOURCE)]
        decode = self.codec.decode
        return Consumer(CONSUMER, self.bus, topics, decode, self.sink(), self.clock)

    def runner(self, board: JobBoard, doings: Mapping[str, Doing]) -> JobRunner:
        return JobRunner("projectbank-jobs", board, doings, self._lease("jobs"))

    def lot(self) -> ParkingLot:
        return ParkingLot(self.database, runtime_tables, CONSUMER, self.clock)

    def sink(self) -> TransactionalSink:
        handlers = {REPORT_RECEIVED: on_report, REPORT_CHANGED: on_report}
        return TransactionalSink(self.database, runtime_tables, CONSUMER, handlers, self.clock)

    def _lease(self, name: str) -> Lease:
        return Lease(self.database, runtime_tables, name, self.holder, self.clock)
