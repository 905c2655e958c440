"""A home that holds the demonstration says so, and can be emptied for real data.

The mark is a file: whoever imports real data sees it, whatever process they are in.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from services.first_accounts import end_first_accounts
from services.intake.photos.wiring import open_photo_store
from services.runtime.settings import Settings

TABLE = Path(__file__).parent / "contracts" / "profile" / "demonstration" / "reports.csv"
"""Invented reports of the fictional district."""
_COMPANIONS = ("", "-wal", "-shm", "-journal", ".turn")


def holds_demonstration(settings: Settings) -> bool:
    return _mark(settings).exists()


def mark_demonstration(settings: Settings) -> None:
    """Say that this home holds invented reports."""
    _mark(settings).write_text("This home holds the demonstration.\n", encoding="utf-8")


def ask_to_empty(settings: Settings) -> Path:
    """Ask the server that owns the home to empty it; it removes the returned file when done."""
    request = settings.home / "empty.request"
    request.touch()
    return request


def emptying_asked(
    settings: Settings, stop_loading: Callable[[], object], prepare: Callable[[], object]
) -> Callable[[], None] | None:
    """What the supervisor does between two lives of its children, when asked.

    The demonstration may still be on its way into the home: `stop_loading` ends that first.
    `prepare` makes the emptied home usable; only then is the one who asked told.
    """
    request = settings.home / "empty.request"
    if not request.exists():
        return None

    def interlude() -> None:
        stop_loading()
        empty(settings)
        prepare()
        request.unlink()

    return interlude


def empty(settings: Settings) -> None:
    """Delete every report and what came of it, photos too; keys, accounts of real people and
    the secret stay. Nothing may run. Raises PhotosUnavailable, DatabaseUnavailable."""
    # First: without its database nobody would know whose pictures those are.
    open_photo_store(settings.photos_url).forget_all()
    for url in (
        settings.intake_database_url,
        settings.bank_database_url,
        settings.search_database_url,
        settings.bus_url,
    ):
        path = _sqlite_path(url)
        for ending in _COMPANIONS:
            path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.rmtree(Path(urlsplit(settings.index_url).path), ignore_errors=True)
    end_first_accounts(settings)
    _mark(settings).unlink(missing_ok=True)


def _mark(settings: Settings) -> Path:
    return settings.home / "demonstration"


def _sqlite_path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
