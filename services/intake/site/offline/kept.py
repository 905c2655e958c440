"""What a resident's browser keeps at hand: the pages of the form, and their parts."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from services.contracts.profile.model import OTHER, Profile

ASSETS: Final = (
    "citymend.css",
    "mark.svg",
    "queue.js",
    "online.js",
    "start.js",
    "steps.js",
    "combobox.js",
    "report.js",
    "photos.js",
    "mending.js",
    "where.js",
    "sending.js",
    "waiting.js",
    "mine.js",
)
PAGES: Final = ("/", "/report", "/track", "/report/away")
"""The same for everybody; each is asked for without a cookie."""
AWAY: Final = "/report/away"
PUBLIC: Final = ("/board", "/map", "/projects", "/search", "/track/", "/report/done")
"""Where AWAY is shown when there is no connection. No page of the staff begins like that."""


def kept(asset: Callable[[str], str], kinds: str, worker: Path) -> Mapping[str, Any]:
    """What the worker is told. Its version changes with every part and with the worker itself."""
    assets = [*(asset(name) for name in ASSETS), kinds]
    told = "\n".join(assets).encode() + worker.read_bytes()
    return {
        "version": hashlib.sha256(told).hexdigest()[:12],
        "assets": assets,
        "queue": asset("queue.js"),
        "pages": PAGES,
        "away": AWAY,
        "public": PUBLIC,
        "form": "/report",
        "join": "/report/join",
        "mine": "/track",
    }


def words_of_kinds(profile: Profile) -> Mapping[str, str]:
    """By the code of each kind that the form offers: the words that point at it."""
    return {
        kind.code: " ".join((*kind.keywords, kind.question.zh, kind.name.zh, kind.name.en))
        for kind in profile.problem_types.values()
        if kind.kind == "everyday" or kind.code == OTHER
    }
