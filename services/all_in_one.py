"""The three services composed: in one home, or any one of them by itself.

`Installation` is what the command line holds; `web_application` is what the web process serves.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from services.contracts import catalogue
from services.contracts.topics import TOPICS
from services.intake import wiring as intake_wiring
from services.intake.reports.masking.masking import mask
from services.intake.tables import runtime_tables
from services.projectbank import wiring as bank_wiring
from services.runtime.base_map import base_map
from services.runtime.bus.opening import open_bus, upkeep_of
from services.runtime.bus.port import Bus, TopicSpec
from services.runtime.clock import Clock, SystemClock
from services.runtime.database import Database
from services.runtime.host_names import bound_name, told_of_links
from services.runtime.identity import wiring as identity_wiring
from services.runtime.identity.access import Role as AccessRole
from services.runtime.identity.wiring import Identity
from services.runtime.lease import Lease
from services.runtime.lifecycle import (
    Role,
    RunningRoles,
    die_with_parent,
    hear_no_more_signals,
    stop_on_signals,
    watch_parent,
)
from services.runtime.logs import configure_logs
from services.runtime.migrations.moving import check_release, migrate
from services.runtime.parked import ParkingLot
from services.runtime.service import Service, WSGIApplication
from services.runtime.settings import Settings, load_settings
from services.runtime.web.origin import mount
from services.runtime.web.process import PATHS, process_app
from services.runtime.web.serving import serve
from services.runtime.web.settings import WebSettings
from services.search import wiring as search_wiring

logger = logging.getLogger(__name__)

_NAVIGATION = (
    ("/report", "反映问题", "Report"),
    ("/board", "大家的反映", "Reports"),
    ("/projects", "项目库", "Projects"),
    ("/search", "查询", "Search"),
)
_STAFF_NAVIGATION: tuple[tuple[str, str, str, frozenset[AccessRole]], ...] = (
    ("/desk", "受理台", "Desk", frozenset({"officer"})),
)
_HOMES = {"officer": "/desk", "admin": "/desk", "planner": "/projects", "searcher": "/search"}
"""Where the day of each role begins after signing in."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything one process may need; engines are opened, nothing runs yet."""

    settings: Settings
    bus: Bus
    identity: Identity
    services: tuple[Service, ...]
    intake: intake_wiring.Intake
    bank: bank_wiring.Bank
    upkeep: tuple[Role, ...]
    """What the bus needs done for it."""
    find: Callable[[Mapping[str, str], bool], Mapping[str, Any]]
    """Search parameters and "as the public sees it" to one page of records."""
    close_index: Callable[[], None]
    profile_hash: str
    """Tells which content of the profile this process has read."""
    holds_reports: Callable[[], bool]
    """Whether anything was ever reported here."""

    def service(self, word: str) -> Service:
        return next(service for service in self.services if service.name == word)

    def roles(self) -> Sequence[Role]:
        return [
            *(role for one in self.services for role in (*one.relays, *one.background)),
            *self.upkeep,
        ]

    def lots(self) -> list[tuple[str, ParkingLot]]:
        return [(service.name, lot) for service in self.services for lot in service.lots]

    def parked_count(self) -> int:
        return sum(lot.count() for _, lot in self.lots())

    def migrate(self) -> None:
        migrate(self.identity.database, identity_wiring.MIGRATIONS)
        for service in self.services:
            migrate(service.database, service.migrations)

    def check_release(self) -> None:
        """Raises WrongRelease unless the tables of every service are this release's."""
        for service in self.services:
            check_release(service.database, service.migrations)

    def ensure_topics(self) -> Sequence[str]:
        return self.bus.ensure_topics([TopicSpec(topic.name, topic.partitions) for topic in TOPICS])

    def prepare(self) -> None:
        """Tables and topics of this release; embedded homes do it at every start."""
        self.migrate()
        self.ensure_topics()

    def close(self) -> None:
        self.close_index()
        for service in self.services:
            service.database.close()
        self.identity.database.close()
        self.bus.close()


def open_installation(
    settings: Settings, *, writer: bool, clock: Clock | None = None
) -> Installation:
    """Open the engines and build the services. `writer`: this process may write the index.

    `clock`: what the time is, where that is not the system's to say. Raises Unavailable when an
    engine that must answer at the start does not.
    """
    clock = clock or SystemClock()
    bus = open_bus(settings.bus_url)
    identity = identity_wiring.build(settings.identity_database_url, clock)
    door = identity.door
    web = web_settings(settings)
    intake = intake_wiring.build(settings, bus, door, web, catalogue, clock, holder())
    bank = bank_wiring.build(
        settings,
        bus,
        door,
        web,
        catalogue,
        clock,
        holder(),
        lambda text: mask(text).text,
    )
    search = search_wiring.build(
        settings, bus, door, web, catalogue, clock, holder(), writer=writer
    )
    return Installation(
        settings=settings,
        bus=bus,
        identity=identity,
        services=(intake.service, bank.service, search.service),
        intake=intake,
        bank=bank,
        upkeep=upkeep_of(bus, partial(_lease, intake.service.database, clock), clock),
        find=search.find,
        close_index=search.close,
        profile_hash=intake.profile.content_hash,
        holds_reports=intake.holds_reports,
    )


def web_settings(settings: Settings) -> WebSettings:
    below = base_map(settings.tiles_url)
    return WebSettings(
        secret=settings.secret,
        timezone=settings.timezone,
        trusted_proxies=settings.trusted_proxies,
        public_url=settings.public_url,
        hosts=settings.hosts,
        rate_limits=settings.rate_limits,
        navigation=_NAVIGATION,
        staff_navigation=_STAFF_NAVIGATION,
        image_sources=below.sources,
        base_map=below,
        areas="/map/areas.geojson",
    )


def _lease(database: Database, clock: Clock, name: str) -> Lease:
    return Lease(database, runtime_tables, name, holder(), clock)


def holder() -> str:
    """Who holds a lease: this process, told apart from a later one with the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def web_application(bound: str = "") -> WSGIApplication:
    """All services on one origin, served at an address; built inside the worker, after any fork."""
    settings = _served_at(bound)
    configure_logs(settings.log_level)
    installation = open_installation(settings, writer=False)
    apps = {
        prefix: service.web() for service in installation.services for prefix in service.prefixes
    }
    checks = {f"{s.name} database": s.database.ready for s in installation.services}
    return _with_process_paths(apps, checks, installation)


def _with_process_paths(
    apps: dict[str, WSGIApplication],
    checks: Mapping[str, Callable[[], str | None]],
    installation: Installation,
) -> WSGIApplication:
    settings = installation.settings
    web = web_settings(settings)
    logger.info("hosts", extra={"answered": told_of_links(settings.public_url, settings.hosts)})
    facts = {"profile": installation.profile_hash}
    process = process_app(checks, keys=installation.identity.door, web=web, facts=facts)
    door = installation.identity.web(web, _HOMES)
    return mount(
        {**apps, **dict.fromkeys(PATHS, process), **dict.fromkeys(identity_wiring.PATHS, door)}
    )


def serve_everything(host: str, port: int) -> None:
    """The web child: serve until told to stop or the parent is gone."""
    die_with_parent()
    watch_parent(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
    serve(partial(web_application, host), host=host, port=port)
    hear_no_more_signals()


def serve_service(word: str, host: str, port: int) -> None:
    """The api role of one service as a process of its own."""
    serve(partial(_one_application, word, host), host=host, port=port)
    hear_no_more_signals()


def _served_at(bound: str) -> Settings:
    settings = load_settings()
    return replace(settings, hosts=(*settings.hosts, *bound_name(bound)))


def _one_application(word: str, bound: str = "") -> WSGIApplication:
    settings = _served_at(bound)
    configure_logs(settings.log_level)
    installation = open_installation(settings, writer=False)
    service = installation.service(word)
    checks = {f"{word} database": service.database.ready}
    return _with_process_paths({"/": service.web()}, checks, installation)


def run_work_child(settings: Settings) -> int:
    """The work child: every background role until told to stop or the parent is gone."""
    die_with_parent()
    stop = threading.Event()
    stop_on_signals(stop)
    watch_parent(0, stop.set)
    installation = open_installation(settings, writer=True)
    running = RunningRoles(installation.roles(), stop)
    running.start()
    stop.wait()
    running.join()
    installation.close()
    hear_no_more_signals()
    return 1 if running.failed else 0
