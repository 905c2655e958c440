"""The services composed, all three or those that are named.

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
from importlib import import_module
from typing import Any

from services.by_word import IDENTITY, WORDS, migrations_of, refuse_absent, wiring_of
from services.contracts import catalogue
from services.contracts.profile.load import profile_of
from services.contracts.topics import TOPICS
from services.runtime.base_map import base_map
from services.runtime.bus.opening import lease_of, open_bus, upkeep_of
from services.runtime.bus.port import Bus, TopicSpec
from services.runtime.clock import Clock, SystemClock
from services.runtime.collector import WORK, settle
from services.runtime.door import wiring as identity_wiring
from services.runtime.door.wiring import Identity
from services.runtime.host_names import bound_name, told_of_links
from services.runtime.identity.access import Role as AccessRole
from services.runtime.identity.door import AbsentDoor
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
    """What one process may need of some services; engines are opened, nothing runs yet."""

    settings: Settings
    bus: Bus
    shared: Identity | None
    """Keys and accounts; None in a process that was not told of their database."""
    built: Mapping[str, Any]
    """What the wiring of each service made, by its word."""
    upkeep: tuple[Role, ...]
    """What the bus needs done for it."""

    @property
    def services(self) -> tuple[Service, ...]:
        return tuple(one.service for one in self.built.values())

    @property
    def identity(self) -> Identity:
        if self.shared is None:
            raise LookupError("this process was told of no identity")
        return self.shared

    @property
    def intake(self) -> Any:
        return self.built["intake"]

    @property
    def bank(self) -> Any:
        return self.built["bank"]

    @property
    def find(self) -> Callable[[Mapping[str, str], bool], Mapping[str, Any]]:
        """Search parameters and "as the public sees it" to one page of records."""
        find: Callable[[Mapping[str, str], bool], Mapping[str, Any]] = self.built["search"].find
        return find

    def holds_reports(self) -> bool:
        """Whether anything was ever reported here."""
        return bool(self.intake.holds_reports())

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
        if self.shared is not None:
            migrate(self.shared.database, migrations_of(IDENTITY))
        for service in self.services:
            migrate(service.database, service.migrations)

    def check_release(self) -> None:
        """Raises WrongRelease unless the tables of every service are this release's."""
        for service in self.services:
            check_release(service.database, service.migrations)

    def ensure_topics(self) -> Sequence[str]:
        return ensure_topics(self.bus)

    def prepare(self) -> None:
        """Tables and topics of this release; embedded homes do it at every start."""
        self.migrate()
        if self.settings.bus_url:
            self.ensure_topics()

    def close(self) -> None:
        for service in self.services:
            service.let_go()
            service.database.close()
        if self.shared is not None:
            self.shared.database.close()
        self.bus.close()


def open_installation(
    settings: Settings,
    *,
    writer: bool,
    clock: Clock | None = None,
    words: Sequence[str] = WORDS,
) -> Installation:
    """Open the engines that the settings tell of and build the named services.

    `writer`: this process may write the index. `clock`: what the time is, where that is not the
    system's to say. Raises NotInstalled, and Unavailable when an engine that must answer at the
    start does not.
    """
    refuse_absent(*words)
    clock = clock or SystemClock()
    bus = open_bus(settings.bus_url, clock)
    identity = None
    if settings.identity_database_url:
        identity = identity_wiring.build(settings.identity_database_url, clock)
    keys = AbsentDoor() if identity is None else identity.door
    given = (settings, bus, keys, web_settings(settings), catalogue, clock, holder())
    further: dict[str, dict[str, Any]] = {
        "bank": {"harmless": _harmless},
        "search": {"writer": writer},
    }
    return Installation(
        settings=settings,
        bus=bus,
        shared=identity,
        built={word: wiring_of(word).build(*given, **further.get(word, {})) for word in words},
        upkeep=upkeep_of(bus, lease_of(bus, holder(), clock), clock),
    )


def ensure_topics(bus: Bus) -> Sequence[str]:
    """Make the bus agree with the contracts; sentences about what cannot be mended."""
    return bus.ensure_topics([TopicSpec(topic.name, topic.partitions) for topic in TOPICS])


def _harmless(text: str) -> str:
    """Intake knows what a personal number looks like, and the services do not import each other:
    whoever composes them lends its rules to the bank, which need no library. Found at the first
    use, for only the process that planners write to has one."""
    masked: str = import_module("services.intake.reports.masking.masking").mask(text).text
    return masked


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


def holder() -> str:
    """Who holds a lease: this process, told apart from a later one with the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def web_application(bound: str = "") -> WSGIApplication:
    """All services on one origin, served at an address; built inside the worker, after any fork."""
    settings = served_at(load_settings(), bound)
    configure_logs(settings.log_level)
    installation = open_installation(settings, writer=False)
    apps = {
        prefix: service.web() for service in installation.services for prefix in service.prefixes
    }
    checks = {f"{s.name} database": s.database.ready for s in installation.services}
    return with_process_paths(apps, checks, installation)


def with_process_paths(
    apps: dict[str, WSGIApplication],
    checks: Mapping[str, Callable[[], str | None]],
    installation: Installation,
) -> WSGIApplication:
    """The apps, and beside them what every process that serves answers: whether it is well, and
    the pages where people sign in."""
    settings = installation.settings
    web = web_settings(settings)
    logger.info("hosts", extra={"answered": told_of_links(settings.public_url, settings.hosts)})
    facts = {"profile": profile_of(settings.home, settings.profile).content_hash}
    process = process_app(checks, keys=installation.identity.door, web=web, facts=facts)
    door = installation.identity.web(web, _HOMES)
    return mount(
        {**apps, **dict.fromkeys(PATHS, process), **dict.fromkeys(identity_wiring.PATHS, door)}
    )


def served_at(settings: Settings, bound: str) -> Settings:
    """The settings of a process that listens at an address: it answers to that name, too."""
    return replace(settings, hosts=(*settings.hosts, *bound_name(bound)))


def serve_everything(host: str, port: int) -> None:
    """The web child: serve until told to stop or the parent is gone."""
    die_with_parent()
    watch_parent(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
    serve(partial(web_application, host), host=host, port=port)
    hear_no_more_signals()


def run_work_child(settings: Settings) -> int:
    """The work child: every background role until told to stop or the parent is gone."""
    die_with_parent()
    stop = threading.Event()
    stop_on_signals(stop)
    watch_parent(0, stop.set)
    installation = open_installation(settings, writer=True)
    running = RunningRoles(installation.roles(), stop)
    settle(WORK)
    running.start()
    stop.wait()
    running.join()
    installation.close()
    hear_no_more_signals()
    return 1 if running.failed else 0
