"""One role of one service as a process of its own: it opens what it was told of, and no more."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

from services.all_in_one import (
    ensure_topics,
    holder,
    open_installation,
    served_at,
    with_process_paths,
)
from services.by_word import IDENTITY, wiring_of
from services.contracts import catalogue
from services.databases import agree_on_tables
from services.runtime.bus.opening import open_bus
from services.runtime.clock import SystemClock
from services.runtime.collector import WORK, settle
from services.runtime.lifecycle import Role, RunningRoles, hear_no_more_signals
from services.runtime.service import WSGIApplication
from services.runtime.settings import Settings
from services.runtime.web.beside_work import answer_beside_work
from services.runtime.web.serving import serve

logger = logging.getLogger(__name__)
_AtTheEnd = Callable[[Callable[[], object]], object]


def run_api(word: str, settings: Settings, host: str, port: int) -> None:
    """Serve one service until told to stop.

    Raises NotInstalled, WrongRelease, Unavailable, AddressTaken.
    """
    agree_on_tables(settings, word, IDENTITY)
    serve(partial(_application, word, served_at(settings, host)), host=host, port=port)
    hear_no_more_signals()


def _application(word: str, settings: Settings) -> WSGIApplication:
    installation = open_installation(settings, writer=False, words=[word])
    service = installation.service(word)
    checks = {f"{word} database": service.database.ready}
    return with_process_paths({"/": service.web()}, checks, installation)


def run_background(
    word: str,
    role: str,
    settings: Settings,
    stop: threading.Event,
    watched_at: tuple[str, int] | None = None,
) -> bool:
    """Relay or work for one service until told to stop; False when a role failed.

    `watched_at`: the host and port where the process says whether it is well; nowhere without.
    Raises NotInstalled, WrongRelease, Unavailable, AddressTaken.
    """
    agree_on_tables(settings, word)
    with ExitStack() as opened:
        roles = (_relays if role == "relay" else _workers)(word, settings, opened.callback)
        if watched_at is not None:
            host, port = watched_at
            checks = {each.name: each.ready for each in roles}
            opened.callback(answer_beside_work(checks, host=host, port=port))
        running = RunningRoles(roles, stop)
        settle(WORK)
        running.start()
        logger.info("roles run", extra={"service": word, "role": role})
        stop.wait()
        running.join()
    hear_no_more_signals()
    return not running.failed


def _relays(word: str, settings: Settings, at_the_end: _AtTheEnd) -> Sequence[Role]:
    bus = open_bus(settings.bus_url)
    at_the_end(bus.close)
    if settings.embedded:
        ensure_topics(bus)
    sending = wiring_of(word).sending(settings, bus, catalogue, SystemClock(), holder())
    at_the_end(sending.database.close)
    relays: Sequence[Role] = sending.relays
    return relays


def _workers(word: str, settings: Settings, at_the_end: _AtTheEnd) -> Sequence[Role]:
    installation = open_installation(settings, writer=True, words=[word])
    at_the_end(installation.close)
    if settings.embedded:
        installation.ensure_topics()
    return [*installation.service(word).background, *installation.upkeep]
