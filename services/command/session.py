"""One command's hold on an installation: settings, databases, and who owns the home."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from services.all_in_one import Installation, open_installation
from services.command.terminal import give_up, show_progress
from services.contracts.profile.load import FaultyProfile
from services.runtime.clock import Clock, SystemClock
from services.runtime.home import HomeIsOwned, HomeLock, HomeUnusable, is_owned
from services.runtime.identity import wiring as identity_wiring
from services.runtime.identity.wiring import Identity
from services.runtime.jobs import JobRefused
from services.runtime.logs import configure_logs
from services.runtime.migrations.moving import WrongRelease, migrate
from services.runtime.service import Service
from services.runtime.settings import Settings, WrongSettings, load_settings
from services.runtime.unavailable import Unavailable

_LONGEST_JOB = 3600.0


def settings_or_exit() -> Settings:
    """The settings; every fault on its own line and exit 2 when any is wrong."""
    try:
        settings = load_settings()
    except WrongSettings as error:
        give_up("the settings are wrong:\n  " + "\n  ".join(error.faults), status=2)
    configure_logs(settings.log_level)
    return settings


@contextmanager
def reading() -> Iterator[Installation]:
    """The installation for a command that only looks."""
    with _opened(settings_or_exit(), writer=False) as installation:
        installation.check_release()
        yield installation


@contextmanager
def owning(clock: Clock | None = None) -> Iterator[Installation]:
    """The installation for a command that needs the home to itself; exit 1 when it is taken."""
    settings = settings_or_exit()
    if not settings.embedded:
        with _opened(settings, writer=True, clock=clock) as installation:
            yield installation
        return
    try:
        with (
            plainly(),
            HomeLock(settings.home),
            _opened(settings, writer=True, clock=clock) as installation,
        ):
            yield installation
    except HomeIsOwned:
        give_up("a running server owns this home; stop it first")


@contextmanager
def identity() -> Iterator[Identity]:
    """Keys and accounts. Works on an empty home, too: this may be the first thing done there."""
    settings = settings_or_exit()
    with plainly():
        opened = identity_wiring.build(settings.identity_database_url, SystemClock())
        try:
            migrate(opened.database, identity_wiring.MIGRATIONS)
            yield opened
        finally:
            opened.database.close()


def prepare(settings: Settings) -> bool:
    """Bring tables and topics to this release; whether the home holds reports already.

    The caller holds the home.
    """
    with _opened(settings, writer=False) as installation:
        installation.prepare()
        return installation.holds_reports()


def perform(word: str, kind: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do a service's job, or hand it to the server that owns the home and wait for it."""
    settings = settings_or_exit()
    try:
        if settings.embedded and owned(settings):
            with _opened(settings, writer=False) as installation:
                return _hand_over(installation.service(word), kind, arguments)
        with owning() as installation:
            return installation.service(word).doings[kind](arguments, show_progress)
    except JobRefused as error:
        give_up(str(error))
    except TimeoutError as error:
        give_up(str(error))


def _hand_over(service: Service, kind: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    job = service.board.post(kind, arguments)
    return service.board.wait(job, show_progress, _LONGEST_JOB)


@contextmanager
def _opened(
    settings: Settings, *, writer: bool, clock: Clock | None = None
) -> Iterator[Installation]:
    with plainly():
        installation = open_installation(settings, writer=writer, clock=clock)
        try:
            if settings.embedded and writer:
                installation.prepare()
            yield installation
        finally:
            installation.close()


def owned(settings: Settings) -> bool:
    """Whether a running server owns the home."""
    with plainly():
        return is_owned(settings.home)


@contextmanager
def plainly() -> Iterator[None]:
    """What whoever keeps the installation can mend is one sentence, and the command ends."""
    try:
        yield
    except WrongRelease as error:
        give_up(str(error))
    except Unavailable as error:
        give_up(f"something is away: {error}")
    except HomeUnusable as error:
        give_up(f"CITYMEND_HOME: {error}", status=2)
    except FaultyProfile as error:
        give_up(
            f"CITYMEND_PROFILE: {len(error.faults)} faults, `citymend profile check` lists them; "
            f"the first: {error.faults[0]}",
            status=2,
        )
