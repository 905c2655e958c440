"""A home that holds the demonstration says so, and can be emptied for real data.

The mark is a file: whoever imports real data sees it, whatever process they are in.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from services.contracts.profile.load import DEMONSTRATION_MARK
from services.first_accounts import end_first_accounts
from services.runtime.settings import Settings

TABLE = Path(__file__).parents[1] / "contracts" / "profile" / "demonstration" / "reports.csv"
"""Invented reports of the fictional district."""
_COMPANIONS = ("", "-wal", "-shm", "-journal", ".turn")


def holds_demonstration(settings: Settings) -> bool:
    return _mark(settings).exists()


def mark_demonstration(settings: Settings) -> None:
    """Say that this home holds invented reports, which are still on their way into it."""
    _mark(settings).write_text("This home holds the demonstration.\n", encoding="utf-8")
    _loading(settings).touch()


def is_loading(settings: Settings) -> bool:
    """Whether the demonstration is not all there: it is on its way, or was interrupted."""
    return _loading(settings).exists()


def mark_loaded(settings: Settings) -> None:
    _loading(settings).unlink(missing_ok=True)


def ask_to_empty(settings: Settings) -> Path:
    """Ask the server that owns the home to empty it; it removes the returned file when done."""
    request = settings.home / "empty.request"
    request.touch()
    return request


def emptying_asked(settings: Settings, prepare: Callable[[], object]) -> Callable[[], None] | None:
    """What the supervisor does between two lives of its children, when asked.

    The demonstration may still have been on its way into the home; who brought it has ended then.
    `prepare` makes the emptied home usable; only then is the one who asked told.
    """
    request = settings.home / "empty.request"
    if not request.exists():
        return None

    def interlude() -> None:
        empty(settings)
        prepare()
        request.unlink()

    return interlude


def empty(settings: Settings) -> None:
    """Delete every report and what came of it, photos too; keys, accounts of real people and
    the secret stay. Nothing may run. Raises PhotosUnavailable, DatabaseUnavailable."""
    forget_everything(settings)
    end_first_accounts(settings)
    _mark(settings).unlink(missing_ok=True)
    mark_loaded(settings)


def forget_everything(settings: Settings) -> None:
    """Delete every report and what came of it; the home stays one of the demonstration."""
    from services.intake.photos.wiring import open_photo_store

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


def _mark(settings: Settings) -> Path:
    return settings.home / DEMONSTRATION_MARK


def _loading(settings: Settings) -> Path:
    return settings.home / "demonstration.loading"


def _sqlite_path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
