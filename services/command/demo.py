"""The demonstration: loading it into a new home, and making room for real data."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import click

from services.all_in_one import open_installation
from services.command.session import (
    owned,
    owning,
    perform,
    plainly,
    prepare,
    reading,
    settings_or_exit,
)
from services.command.terminal import answer, as_json, give_up, say
from services.demonstration import (
    TABLE,
    ask_to_empty,
    empty,
    mark_demonstration,
)
from services.runtime.draining import NotIdle, drain, watch_drain
from services.runtime.home import HomeLock
from services.runtime.jobs import JobBoard, JobRefused
from services.runtime.settings import Settings
from services.runtime.unavailable import Unavailable

logger = logging.getLogger(__name__)
_PATIENCE = 120.0
_LOOK = 2.0
"""Seconds after which a wait looks whether it is still wanted."""
_RANK: Mapping[str, Any] = {"limit": None}
_IMPORT = {"path": str(TABLE), "preset": "generic", "dry_run": False}


@click.command("demo")
@as_json
def demo(machine: bool) -> None:
    """Fill a new home with the demonstration: a year of an invented district, and its ranking."""
    settings = settings_or_exit()
    if prepare(settings):
        give_up("this home already holds reports; name an empty one with CITYMEND_HOME")
    mark_demonstration(settings)
    result = perform("intake", "import", _IMPORT)
    _settle(settings)
    ranked = perform("bank", "rank", _RANK)
    _settle(settings)
    result = {**result, "ranked": len(ranked.get("items", ()))}
    answer(result, machine, lambda r: say(f"{r['created']} invented reports, {r['ranked']} ranked"))


def _settle(settings: Settings) -> None:
    """Let everything that follows from the last step happen, here or in the server that runs."""
    try:
        if settings.embedded and owned(settings):
            with reading() as installation:
                watch_drain(installation.roles(), _PATIENCE)
            return
        with owning() as installation:
            drain(installation.roles(), _PATIENCE)
    except NotIdle as error:
        give_up(str(error))


class DemonstrationLoader:
    """Hands the demonstration to the server of a new home, until the home is wanted otherwise.

    Runs in a thread of the supervisor, which alone empties a home: once it gave up, nothing is
    posted any more, so that no invented report can come to lie among real ones.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._posting = threading.Lock()
        self._given_up = False

    def give_up(self) -> None:
        """Post nothing from now on. Returns when nothing is being posted."""
        with self._posting:
            self._given_up = True

    def run(self) -> None:
        """Import, let everything follow, and publish the ranking."""
        installation = open_installation(self._settings, writer=False)
        try:
            self._do(installation.service("intake").board, "import", _IMPORT)
            self._patiently(lambda: watch_drain(installation.roles(), _LOOK))
            self._do(installation.service("bank").board, "rank", _RANK)
        except (Unavailable, JobRefused, TimeoutError, NotIdle) as error:
            if not self._given_up:
                logger.warning("the demonstration is incomplete", extra={"reason": str(error)})
        finally:
            installation.close()

    def _do(self, board: JobBoard, kind: str, arguments: Mapping[str, Any]) -> None:
        with self._posting:
            if self._given_up:
                return
            job = board.post(kind, arguments)
        self._patiently(lambda: board.wait(job, lambda _: None, _LOOK))

    def _patiently(self, wait: Callable[[], object]) -> None:
        """Wait a little again and again, to notice soon that it is all in vain."""
        deadline = time.monotonic() + _PATIENCE
        while not self._given_up:
            try:
                wait()
            except (TimeoutError, NotIdle):
                if time.monotonic() > deadline:
                    raise
            else:
                return


def make_room(settings: Settings, replace: bool) -> None:
    """Empty the home that holds the demonstration, if that was asked for; refuse otherwise."""
    if not replace:
        give_up(
            "this home holds the demonstration; add --replace-demo to empty it first, "
            "or name another home with CITYMEND_HOME"
        )
    if not owned(settings):
        with plainly(), HomeLock(settings.home):
            empty(settings)
        return
    request = ask_to_empty(settings)
    deadline = time.monotonic() + _PATIENCE
    while request.exists():
        if time.monotonic() > deadline:
            give_up("the running server did not empty the home; stop it and try again")
        time.sleep(0.2)
