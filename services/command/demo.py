"""The demonstration: loading it into a new home, and making room for real data."""

import time
from collections.abc import Mapping
from typing import Any

import click

from services.all_in_one import open_installation
from services.command.session import perform, prepare, settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.demonstration import (
    TABLE,
    ask_to_empty,
    empty,
    mark_demonstration,
)
from services.runtime.draining import watch_drain
from services.runtime.home import HomeLock, is_owned
from services.runtime.settings import Settings

_PATIENCE = 120.0
_IMPORT = {"path": str(TABLE), "preset": "generic", "dry_run": False}


@click.command("demo")
@as_json
def demo(machine: bool) -> None:
    """Load the demonstration (invented reports of a fictional district) into a new home."""
    settings = settings_or_exit()
    if prepare(settings):
        give_up("this home already holds reports; name an empty one with CITYMEND_HOME")
    result = perform("intake", "import", _IMPORT)
    mark_demonstration(settings)
    answer(result, machine, lambda r: say(f"{r['created']} invented reports"))


def load_demonstration(settings: Settings) -> None:
    """Hand the demonstration to the server of this new home, and publish its ranking."""
    installation = open_installation(settings, writer=False)
    try:
        _do(installation.service("intake").board, "import", _IMPORT)
        watch_drain(installation.roles(), _PATIENCE)
        _do(installation.service("bank").board, "rank", {"limit": None})
    finally:
        installation.close()


def _do(board: Any, kind: str, arguments: Mapping[str, Any]) -> None:
    board.wait(board.post(kind, arguments), lambda _: None, _PATIENCE)


def make_room(settings: Settings, replace: bool) -> None:
    """Empty the home that holds the demonstration, if that was asked for; refuse otherwise."""
    if not replace:
        give_up(
            "this home holds the demonstration; add --replace-demo to empty it first, "
            "or name another home with CITYMEND_HOME"
        )
    if not is_owned(settings.home):
        with HomeLock(settings.home):
            empty(settings)
        return
    request = ask_to_empty(settings)
    deadline = time.monotonic() + _PATIENCE
    while request.exists():
        if time.monotonic() > deadline:
            give_up("the running server did not empty the home; stop it and try again")
        time.sleep(0.2)
