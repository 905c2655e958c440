"""`citymend run`, `work`, `migrate` and `topics`: starting, draining and preparing."""

import logging
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import click

from services.all_in_one import (
    ensure_topics,
    open_installation,
    run_work_child,
    serve_everything,
)
from services.by_word import IDENTITY, WORDS, installed, refuse_absent
from services.command.demo import load_in
from services.command.session import (
    home_to_itself,
    owned,
    owning,
    plainly,
    prepare,
    reading,
    settings_or_exit,
)
from services.command.terminal import answer, as_json, give_up, say
from services.databases import migrate_databases
from services.demonstration import (
    emptying_asked,
    forget_everything,
    is_loading,
    mark_demonstration,
    mark_loaded,
)
from services.first_accounts import FirstAccount, add_first_accounts
from services.own_settings import told_of_databases, told_of_the_bus, told_to_keepers
from services.runtime.bus.opening import open_bus
from services.runtime.draining import NotIdle, drain, watch_drain
from services.runtime.home import HomeIsOwned, HomeLock
from services.runtime.host_names import bound_name, told_of_links
from services.runtime.lifecycle import (
    die_with_parent,
    hear_no_more_signals,
    stop_on_signals,
    watch_parent,
)
from services.runtime.settings import Settings
from services.runtime.supervisor import Child, Interlude, Supervisor
from services.runtime.unavailable import Unavailable
from services.runtime.web.serving import AddressTaken, listen

logger = logging.getLogger(__name__)

_PORT_PATIENCE = 5.0
"""Seconds; the web process of a supervisor that was killed answers what it has and ends."""


@click.command("run")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), help="Default: CITYMEND_PORT, 8311.")
@click.option("--no-demo", is_flag=True, help="Start without the demonstration.")
def run(host: str, port: int | None, no_demo: bool) -> None:
    """Run everything in this home: one web process, one work process, until stopped."""
    with plainly():
        refuse_absent(*WORDS)
    settings = settings_or_exit()
    if not settings.embedded:
        give_up("`run` is for embedded homes; with real engines each role is its own process")
    chosen = settings.port if port is None else port
    try:
        with plainly(), HomeLock(settings.home):
            _wait_for_port(host, chosen)
            if is_loading(settings):
                # Somebody stopped the first start half way: it is told from the beginning.
                forget_everything(settings)
            if not prepare(settings) and not no_demo:
                mark_demonstration(settings)
                _introduce(add_first_accounts(settings))
            sys.exit(_supervise(settings, host, chosen))
    except HomeIsOwned:
        give_up("a running server owns this home already")


def _introduce(accounts: Sequence[FirstAccount]) -> None:
    """Say once with what to sign in; the passwords are kept nowhere."""
    if accounts:
        say("To look at the staff pages of the demonstration, sign in at /sign-in (shown once):")
    for account in accounts:
        say(f"  {account.login:<14} {account.password}")


def _wait_for_port(host: str, port: int) -> None:
    """Give up when somebody else keeps the port; who is only ending there is waited for."""
    deadline = time.monotonic() + _PORT_PATIENCE
    while True:
        try:
            return listen(host, port).close()
        except AddressTaken as error:
            if time.monotonic() > deadline:
                give_up(f"{error}; name another port with --port")
            time.sleep(0.2)


def _supervise(settings: Settings, host: str, port: int) -> int:
    this = [sys.executable, "-m", "services", "child"]
    web = Child("web", [*this, "web", "--host", host, "--port", str(port)])
    work = Child("work", [*this, "work", "--port", str(port)])

    def interlude() -> Interlude | None:
        return emptying_asked(settings, partial(prepare, settings))

    stop = threading.Event()
    stop_on_signals(stop)
    threading.Thread(target=_greet, args=(settings, host, port, stop), daemon=True).start()
    status = Supervisor([web, work], interlude).run(stop)
    hear_no_more_signals()
    return status


def _greet(settings: Settings, host: str, port: int, stop: threading.Event) -> None:
    """Tell the person where to look, once it answers."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    url = f"http://{shown}:{port}"
    while not stop.wait(0.1):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310 - our own address
                say(f"Citymend is running: {url}  (Ctrl-C stops it)")
                say(told_of_links(settings.public_url, (*settings.hosts, *bound_name(host))))
                return
        except (urllib.error.URLError, OSError):
            continue


@click.group("child", hidden=True)
def child() -> None:
    """What the supervisor starts; not for people."""


@child.command("web")
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
def web_child(host: str, port: int) -> None:
    try:
        serve_everything(host, port)
    except AddressTaken as error:
        give_up(str(error))


@child.command("work")
@click.option("--port", type=int, required=True, help="Where the pages are, for links in messages.")
def work_child(port: int) -> None:
    settings = replace(settings_or_exit(), port=port)
    with plainly():
        if is_loading(settings):
            _load(settings)
        sys.exit(run_work_child(settings))


def _load(settings: Settings) -> None:
    """The first work of a new home: the pages are served meanwhile. Whoever ends this process
    wants the home for something else, or comes back and begins anew."""
    die_with_parent()
    watch_parent(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
    from services.demonstration.load import story_clock

    clock = story_clock()
    installation = open_installation(settings, writer=True, clock=clock)
    try:
        load_in(settings, installation, clock)
    except (NotIdle, Unavailable) as error:
        logger.warning("the demonstration is incomplete", extra={"reason": str(error)})
        mark_loaded(settings)
    finally:
        installation.close()


@click.command("work")
@click.option("--until-idle", is_flag=True, required=True, help="Stop when nothing is left to do.")
@click.option(
    "--limit",
    type=click.FloatRange(min=0),
    default=600.0,
    show_default=True,
    help="Seconds; then exit 1.",
)
@as_json
def work(until_idle: bool, limit: float, machine: bool) -> None:  # noqa: ARG001 - says so in words
    """Do all background work, or wait for the server that owns this home to have done it."""
    settings = settings_or_exit(told_to_keepers(*installed()))
    try:
        if settings.embedded and owned(settings):
            with reading() as installation:
                done = watch_drain(installation.roles(), limit)
        else:
            with owning() as installation:
                done = drain(installation.roles(), limit)
        with reading() as installation:
            parked = installation.parked_count()
    except NotIdle as error:
        give_up(str(error))
    result = {"events": done["events"], "parked": parked, "seconds": done["seconds"]}
    answer(
        result,
        machine,
        lambda r: say(f"{r['events']} events in {r['seconds']} s, {r['parked']} parked"),
    )


@click.command("migrate")
@click.argument("words", nargs=-1, type=click.Choice((*WORDS, IDENTITY)))
def migrate(words: tuple[str, ...]) -> None:
    """Bring databases to this release's tables.

    Those of the named services, or else of every service that is installed, and identity's.
    """
    chosen = words or (IDENTITY, *installed())
    settings = settings_or_exit(told_of_databases(*chosen))
    with home_to_itself(settings), plainly():
        migrate_databases(settings, *chosen)
    say("tables are this release's")


@click.command("topics")
def topics() -> None:
    """Make the bus agree with the contracts. It needs the bus and nothing else."""
    settings = settings_or_exit(told_of_the_bus())
    with home_to_itself(settings), plainly():
        bus = open_bus(settings.bus_url)
        try:
            remarks = ensure_topics(bus)
        finally:
            bus.close()
    for remark in remarks:
        say(remark)
    if remarks:
        give_up("the bus does not agree with the contracts; see above")
    say("topics are as the contracts say")
