"""One command's hold on an installation: settings, databases, and who owns the home.

What is slow to import is imported by whoever needs it: help is to be had at once, and without the
libraries of any service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from services.by_word import IDENTITY, NotInstalled, installed
from services.command.terminal import give_up, show_progress
from services.own_settings import told_of_databases, told_to_commands, told_to_keepers
from services.runtime.collector import WORK, collect_after
from services.runtime.home import HomeIsOwned, HomeLock, HomeUnusable, is_owned
from services.runtime.logs import configure_logs
from services.runtime.settings import Settings, WrongSettings, load_settings

if TYPE_CHECKING:
    from services.all_in_one import Installation
    from services.runtime.clock import Clock
    from services.runtime.door.wiring import Identity
    from services.runtime.service import Service

_LONGEST_JOB = 3600.0


def settings_or_exit(told: Collection[str] | None = None) -> Settings:
    """The settings, or those of them that this process is told; every fault on its own line and
    exit 2 when any is wrong."""
    try:
        settings = load_settings(told=told)
    except WrongSettings as error:
        give_up("the settings are wrong:\n  " + "\n  ".join(error.faults), status=2)
    configure_logs(settings.log_level)
    return settings


@contextmanager
def reading(
    words: Sequence[str] | None = None, told: Collection[str] | None = None
) -> Iterator[Installation]:
    """The named services, or all that are installed, for a command that only looks."""
    words = installed() if words is None else words
    settings = settings_or_exit(told_to_keepers(*words) if told is None else told)
    with _opened(settings, words, writer=False) as installation:
        if settings.embedded and not owned(settings):
            installation.prepare()
        else:
            installation.check_release()
        yield installation


@contextmanager
def owning(
    words: Sequence[str] | None = None,
    *,
    clock: Clock | None = None,
    settings: Settings | None = None,
) -> Iterator[Installation]:
    """The named services, or all that are installed, for a command that needs the home to itself;
    exit 1 when it is taken."""
    words = installed() if words is None else words
    settings = settings or settings_or_exit(told_to_keepers(*words))
    with home_to_itself(settings), _opened(settings, words, writer=True, clock=clock) as opened:
        yield opened


@contextmanager
def home_to_itself(settings: Settings) -> Iterator[None]:
    """Nobody else works in an embedded home meanwhile; exit 1 when a server does."""
    if not settings.embedded:
        yield
        return
    try:
        with plainly(), HomeLock(settings.home):
            yield
    except HomeIsOwned:
        give_up("a running server owns this home; stop it first")


@contextmanager
def identity() -> Iterator[Identity]:
    """Keys and accounts. Works on an empty home, too: this may be the first thing done there."""
    from services.runtime.clock import SystemClock
    from services.runtime.door import wiring
    from services.runtime.migrations.moving import migrate

    settings = settings_or_exit(told_of_databases(IDENTITY))
    with plainly():
        opened = wiring.build(settings.identity_database_url, SystemClock())
        try:
            migrate(opened.database, wiring.MIGRATIONS)
            yield opened
        finally:
            opened.database.close()


def prepare(settings: Settings) -> bool:
    """Bring tables and topics to this release; whether the home holds reports already.

    The caller holds the home.
    """
    from services.by_word import WORDS

    with _opened(settings, WORDS, writer=False) as installation:
        installation.prepare()
        return installation.holds_reports()


def perform(word: str, kind: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do a service's job, or hand it to the server that owns the home and wait for it."""
    from services.runtime.jobs import JobRefused

    settings = settings_or_exit(told_to_commands(word))
    try:
        if settings.embedded and owned(settings):
            with _opened(settings, [word], writer=False) as installation:
                return _hand_over(installation.service(word), kind, arguments)
        with owning([word], settings=settings) as installation:
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
    settings: Settings, words: Sequence[str], *, writer: bool, clock: Clock | None = None
) -> Iterator[Installation]:
    collect_after(WORK)
    from services.all_in_one import open_installation

    with plainly():
        installation = open_installation(settings, writer=writer, clock=clock, words=words)
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
    from services.contracts.profile.load import FaultyProfile
    from services.runtime.migrations.moving import WrongRelease
    from services.runtime.unavailable import Unavailable
    from services.runtime.web.serving import AddressTaken

    try:
        yield
    except (WrongRelease, AddressTaken) as error:
        give_up(str(error))
    except Unavailable as error:
        give_up(f"something is away: {error}")
    except NotInstalled as error:
        give_up(str(error), status=2)
    except HomeUnusable as error:
        give_up(f"CITYMEND_HOME: {error}", status=2)
    except FaultyProfile as error:
        give_up(
            f"CITYMEND_PROFILE: {len(error.faults)} faults, `citymend profile check` lists them; "
            f"the first: {error.faults[0]}",
            status=2,
        )
