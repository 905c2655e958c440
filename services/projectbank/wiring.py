"""Builds the project bank: the only place of the service that constructs."""

from collections.abc import Mapping, Sequence
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
from services.projectbank.needs.api import need_routes
from services.projectbank.needs.decisions.api import decision_routes
from services.projectbank.needs.decisions.take_decision import TakeDecision
from services.projectbank.needs.group import GroupingJob, Overtaken
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.placing import Placing
from services.projectbank.needs.refusals import REFUSALS as NEED_REFUSALS
from services.projectbank.needs.regrouping.regroup import GroupingElsewhere, Regroup
from services.projectbank.needs.regrouping.settle import Settle
from services.projectbank.needs.reports.on_report import on_report
from services.projectbank.needs.vocabulary import vocabulary_of
from services.projectbank.projects.api import project_routes
from services.projectbank.projects.edit import EditProject
from services.projectbank.projects.gates import Gates, gates_of
from services.projectbank.projects.propose import Propose
from services.projectbank.projects.refusals import project_refusals
from services.projectbank.scoring import api as scoring_api
from services.projectbank.scoring.criteria import CriteriaSets, bundled_sets
from services.projectbank.scoring.opinions.background import background_of
from services.projectbank.scoring.opinions.opinion import Opinion
from services.projectbank.scoring.pages import bank_pages
from services.projectbank.scoring.publishing.jobs import explaining, ranking, recomputing
from services.projectbank.scoring.publishing.nightly import NightlyRanking
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.rank import Ranked
from services.projectbank.scoring.rating import api as rating_api
from services.projectbank.scoring.rating.rate import Rate
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """What is done with needs, projects and their scores."""

    sets: CriteriaSets
    names: Names
    rank: PublishRanking
    edit: EditProject
    decide: TakeDecision
    rate: Rate
    gates: Gates


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
    engine = _Engine(database, bus, codec, clock, holder)
    outbox = Outbox(runtime_tables, codec, clock, SOURCE)
    vocabulary = vocabulary_of(profile)
    candidates = Propose(vocabulary, outbox, clock)
    grouping, regroup = engine.grouping(
        Settle(vocabulary, candidates, outbox), GroupingRules(radius=vocabulary.radius)
    )
    planning = planning_of(profile, database, outbox, clock)
    doings: Mapping[str, Doing] = {
        "rank": ranking(planning.rank, database, planning.sets),
        "explain": explaining(database, planning.sets, planning.names),
        "recompute": recomputing(database, planning.sets),
        "regroup": regrouping(regroup),
        "replay": replaying(engine.lot(), codec.decode, engine.sink()),
    }
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
            engine.runner(board, doings),
        ],
        doings=doings,
        board=board,
        lots=[engine.lot()],
        database=database,
        migrations=MIGRATIONS,
    )
    return Bank(service, planning.rank, regroup, grouping, database)


def web_app(
    database: Database,
    candidates: Propose,
    planning: Planning,
    web: WebSettings,
    keys: Keys,
) -> Flask:
    """The API and the public pages of the bank under their full paths."""
    sets, names = planning.sets, planning.names
    return create_app(
        About(NAME, "Citymend project bank", services.__version__),
        web=web,
        keys=keys,
        blueprints=[
            need_routes(database, candidates),
            decision_routes(planning.decide, database, candidates),
            project_routes(database, planning.edit),
            rating_api.rating_routes(database, planning.rate),
            scoring_api.explanation_routes(database, sets, names),
            scoring_api.ranking_routes(database, sets, planning.rank),
            scoring_api.criteria_routes(sets),
        ],
        pages=[bank_pages(database, sets, names, planning.gates)],
        check=database.ready,
        translations=[Path(__file__).parent],
        refusals={
            **NEED_REFUSALS,
            **project_refusals(planning.gates),
            **rating_api.REFUSALS,
            **scoring_api.REFUSALS,
        },
    )


def planning_of(profile: Profile, database: Database, outbox: Outbox, clock: Clock) -> Planning:
    sets = bundled_sets()
    background, gates = background_of(profile), gates_of(profile)
    vocabulary = vocabulary_of(profile)
    settle = Settle(vocabulary, Propose(vocabulary, outbox, clock), outbox)
    return Planning(
        sets=sets,
        names=Names(profile),
        rank=PublishRanking(database, sets.current, background, second_opinions, outbox, clock),
        edit=EditProject(database, outbox, clock, gates),
        decide=TakeDecision(database, settle, clock),
        rate=Rate(database, sets.current, clock),
        gates=gates,
    )


def second_opinions(ranked: Sequence[Ranked]) -> Mapping[str, Opinion]:
    """Loaded at the first publication: processes that publish nothing do without numpy."""
    from services.projectbank.scoring.opinions.opinions import opinions

    return opinions(ranked)


def regrouping(regroup: Regroup) -> Doing:
    """The job "regroup": nothing to `{"reports", "moved", "needs"}`."""

    def do(_arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
        try:
            done = regroup()
        except (GroupingElsewhere, LeaseLost, Overtaken) as error:
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

    def lot(self) -> ParkingLot:
        return ParkingLot(self.database, runtime_tables, CONSUMER, self.clock)

    def sink(self) -> TransactionalSink:
        handlers = {REPORT_RECEIVED: on_report, REPORT_CHANGED: on_report}
        return TransactionalSink(self.database, runtime_tables, CONSUMER, handlers, self.clock)

    def _lease(self, name: str) -> Lease:
        return Lease(self.database, runtime_tables, name, self.holder, self.clock)
