"""Builds search: the only place of the service that constructs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from marshmallow import ValidationError

import services
from services.contracts.profile.load import profile_of
from services.contracts.profile.model import Profile
from services.contracts.topics import topics_read_by
from services.runtime.bus.port import Bus
from services.runtime.clock import Clock
from services.runtime.codec import Codec
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Keys
from services.runtime.jobs import Doing, JobBoard, JobRunner
from services.runtime.lease import Lease
from services.runtime.lifecycle import Role
from services.runtime.parked import ParkingLot
from services.runtime.replaying import replaying
from services.runtime.service import Sending, Service
from services.runtime.settings import Settings
from services.runtime.web.app import About
from services.runtime.web.feature import Feature, compose, jobs_of
from services.runtime.web.settings import WebSettings
from services.runtime.worker import Consumer
from services.search.answers import records_answer
from services.search.api import REFUSALS, record_routes
from services.search.awaiting import AwaitVersion
from services.search.documents import Handling, Handlings, document_of
from services.search.index.opening import open_index
from services.search.index.port import PUBLIC, STAFF, Index, IndexReader, TooDeep, TooWide
from services.search.keep_index import KeepIndex
from services.search.on_record import Describe, IndexSink
from services.search.pages import search_pages
from services.search.query import BadQuery, SearchRecords, StaffOnly
from services.search.rebuild import RebuildIndex
from services.search.saved.api import saved_routes
from services.search.saved.store import SavedSearches
from services.search.schemas import SearchQuery
from services.search.store import ParkedRecords
from services.search.suggest.api import suggest_routes
from services.search.suggest.suggest import Suggest
from services.search.tables import runtime_tables
from services.search.thread import FollowThread
from services.search.verify import VerifyIndex
from services.search.zero_hits.api import zero_hit_routes
from services.search.zero_hits.store import ZeroHitStore
from services.search.zero_hits.zero_hits import ZeroHits

NAME = "search"
CONSUMER = "search"
MIGRATIONS = "services.search.migrations"


@dataclass(frozen=True, slots=True)
class Search:
    """The built service and those of its use cases that others call by name."""

    service: Service
    find: Callable[[Mapping[str, str], bool], Mapping[str, Any]]
    """Parameters of the API and "as the public" to the API's answer. Raises BadQuery."""
    close: Callable[[], None]
    """Let the index go; the process that wrote it frees its lock."""


@dataclass(frozen=True, slots=True)
class UseCases:
    """What the web process does."""

    search: SearchRecords
    follow: FollowThread
    suggest: Suggest
    saved: SavedSearches
    zero_hits: ZeroHitStore


def build(
    settings: Settings,
    bus: Bus,
    keys: Keys,
    web: WebSettings,
    codec: Codec,
    clock: Clock,
    holder: str,
    *,
    writer: bool,
) -> Search:
    """Open database and index and put everything together. Starts nothing.

    `writer`: this process runs the roles that write the index; the others only ask them whether
    they are idle.
    """
    database = open_database(settings.search_database_url)
    index = open_index(settings.index_url, "write")
    reader: IndexReader = index if writer else open_index(settings.index_url, "read")
    zone = ZoneInfo(settings.timezone)
    waiting = AwaitVersion(reader, ParkedRecords(database, runtime_tables, CONSUMER))
    zero_hits = ZeroHitStore(database, clock)
    search = SearchRecords(reader, waiting, zone, ZeroHits(zero_hits.add).note)
    profile = cache(lambda: profile_of(settings.home, settings.profile))
    engine = _Engine(database, index, bus, codec, clock, holder, _describing(profile))
    doings = engine.doings()
    board = JobBoard(database, runtime_tables, clock)

    def close() -> None:
        reader.close()
        index.close()

    service = Service(
        name=NAME,
        prefixes=("/search", "/api/search", "/static/search"),
        web=lambda: web_app(
            UseCases(
                search,
                FollowThread(reader),
                Suggest(reader, profile),
                SavedSearches(database, clock),
                zero_hits,
            ),
            database,
            profile(),
            web,
            keys,
        ),
        relays=(),
        workers=engine.workers(board, doings),
        doings=doings,
        board=board,
        lots=[engine.lot()],
        database=database,
        migrations=MIGRATIONS,
        let_go=close,
    )
    return Search(service, lambda given, as_public: _find(search, given, as_public), close)


def sending(settings: Settings, bus: Bus, codec: Codec, clock: Clock, holder: str) -> Sending:
    """Open the database for a process that sends events. So far search has none to send."""
    del bus, codec, clock, holder
    return Sending(open_database(settings.search_database_url), ())


def web_app(
    do: UseCases,
    database: Database,
    profile: Profile,
    web: WebSettings,
    keys: Keys,
) -> Flask:
    """The API and the pages under their full paths."""
    about = About(NAME, "Citymend search", services.__version__)
    zone = ZoneInfo(web.timezone)
    return compose(about, features_of(do, profile, zone), web=web, keys=keys, check=database.ready)


def features_of(do: UseCases, profile: Profile, zone: ZoneInfo) -> Sequence[Feature]:
    """All of search's that somebody asks over HTTP."""
    records = Feature(
        name="records",
        routes=[record_routes(do.search, do.follow)],
        pages=[search_pages(do.search, do.follow, do.suggest, profile, zone)],
        refusals=REFUSALS,
        translations=[Path(__file__).parent],
    )
    return [
        records,
        Feature(name="suggest", routes=[suggest_routes(do.suggest)]),
        Feature(name="saved", routes=[saved_routes(do.saved, do.search)]),
        Feature(name="zero hits", routes=[zero_hit_routes(do.zero_hits)]),
    ]


def _find(search: SearchRecords, given: Mapping[str, str], as_public: bool) -> Mapping[str, Any]:
    try:
        request = SearchQuery().load(dict(given))
        return records_answer(search(request, PUBLIC if as_public else STAFF))
    except ValidationError as error:
        raise BadQuery(_told(error.messages)) from error
    except TooDeep as error:
        raise BadQuery("cursor: relevance shows the first 10,000 hits; sort by date") from error
    except StaffOnly as error:
        raise BadQuery("object: the public cannot search by it") from error
    except TooWide as error:
        raise BadQuery("radius: too much lies in so wide a circle; take 5,000 or less") from error


def _told(faults: Any) -> str:
    """The faults as one English sentence for the terminal."""
    return "; ".join(f"{name}: {_said(messages)}" for name, messages in faults.items())


def _said(messages: Any) -> str:
    return " ".join(str(one) % getattr(one, "params", {}) for one in messages)


@dataclass(frozen=True, slots=True)
class _Engine:
    """What the background roles share."""

    database: Database
    index: Index
    bus: Bus
    codec: Codec
    clock: Clock
    holder: str
    describe: Describe

    def lot(self) -> ParkingLot:
        return ParkingLot(self.database, runtime_tables, CONSUMER, self.clock)

    def sink(self) -> IndexSink:
        return IndexSink(self.index, self.lot(), self.describe)

    def doings(self) -> Mapping[str, Doing]:
        decode = self.codec.decode
        of_index: Mapping[str, Doing] = {
            "rebuild": RebuildIndex(self.index, self.bus, self.topics(), decode, self.describe),
            "verify": VerifyIndex(self.index, self.bus, self.topics(), decode, self.describe),
        }
        replay = replaying(self.lot(), decode, self.sink())
        return jobs_of(
            [Feature(name="index", jobs=of_index), Feature(name="parked", jobs={"replay": replay})]
        )

    def workers(self, board: JobBoard, doings: Mapping[str, Doing]) -> list[Role]:
        consumer = Consumer(
            CONSUMER, self.bus, self.topics(), self.codec.decode, self.sink(), self.clock
        )
        lease = Lease(self.database, runtime_tables, "jobs", self.holder, self.clock)

        def renew() -> None:
            board.post("rebuild", {})

        # The index last: it settles what the consumer wrote before all are called idle.
        return [
            consumer,
            JobRunner("search-jobs", board, doings, lease),
            KeepIndex(self.index, renew),
        ]

    def topics(self) -> list[str]:
        return [topic.name for topic in topics_read_by(NAME)]


def _describing(profile: Callable[[], Profile]) -> Describe:
    """The profile is read at the first event: commands that see none need not wait for it."""
    handlings = cache(lambda: _handlings(profile()))
    return lambda event: document_of(event, handlings())


def _handlings(profile: Profile) -> Handlings:
    return {
        code: Handling(one.responsible_unit, (one.indicator,) if one.indicator else ())
        for code, one in profile.problem_types.items()
    }
