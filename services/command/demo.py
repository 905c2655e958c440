"""The demonstration: loading it into a new home, and making room for real data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from services.by_word import WORDS, refuse_absent
from services.command.session import owned, owning, plainly, settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.demonstration import ask_to_empty, empty, mark_demonstration
from services.own_settings import EVERYTHING
from services.runtime.draining import NotIdle, drain
from services.runtime.home import HomeLock
from services.runtime.settings import Settings

if TYPE_CHECKING:
    from services.all_in_one import Installation
    from services.demonstration.clock import StoryClock

_PATIENCE = 120.0


@click.command("demo")
@as_json
def demo(machine: bool) -> None:
    """Fill a new home with the demonstration: a year of an invented district, and its ranking."""
    settings = settings_or_exit(EVERYTHING)
    if settings.embedded and owned(settings):
        give_up(
            "a running server owns this home; stop it, or start it on a new home without --no-demo"
        )
    with plainly():
        refuse_absent(*WORDS)
    from services.demonstration.load import story_clock

    clock = story_clock()
    try:
        with owning(WORDS, settings=settings) as installation:
            installation.prepare()
            if installation.holds_reports():
                give_up("this home already holds reports; name an empty one with CITYMEND_HOME")
        # The mark comes first: a home is run by the demonstration's profile because of it.
        mark_demonstration(settings)
        with owning(WORDS, clock=clock, settings=settings) as installation:
            result = load_in(settings, installation, clock)
    except NotIdle as error:
        give_up(str(error))
    answer(result, machine, lambda r: say(f"{r['created']} invented reports, {r['ranked']} ranked"))


def load_in(settings: Settings, installation: Installation, clock: StoryClock) -> Mapping[str, int]:
    """Load it through services that were built with this clock. Raises NotIdle, Unavailable."""
    from services.demonstration.load import load_demonstration

    def settle() -> None:
        drain(installation.roles(), _PATIENCE)

    return load_demonstration(settings, installation.intake, installation.bank, clock, settle)


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
