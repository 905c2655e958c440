"""The databases by the words of what keeps its state there, opened without building anything.

Each service has its own. Identity has one beside them: its keys and accounts are opened by every
process that answers requests, and by the commands about them, and by nobody else.
"""

from collections.abc import Mapping
from typing import Final

from services.by_word import IDENTITY, migrations_of
from services.runtime.database import Database, open_database
from services.runtime.home import is_owned
from services.runtime.migrations.moving import check_release, migrate
from services.runtime.settings import Settings

_URLS: Final[Mapping[str, str]] = {
    "intake": "intake_database_url",
    "bank": "bank_database_url",
    "search": "search_database_url",
    IDENTITY: "identity_database_url",
}


def migrate_databases(settings: Settings, *words: str) -> None:
    """Bring them to this release's tables. Raises WrongRelease, DatabaseUnavailable."""
    for word in words:
        database = open_database(getattr(settings, _URLS[word]))
        try:
            migrate(database, migrations_of(word))
        finally:
            database.close()


def agree_on_tables(settings: Settings, *words: str) -> None:
    """Before a process works with them: an embedded home makes this release's tables, elsewhere
    `citymend migrate` has, and whoever owns the home while it serves.

    Raises WrongRelease, DatabaseUnavailable, HomeUnusable.
    """
    if settings.embedded and not is_owned(settings.home):
        migrate_databases(settings, *words)
        return
    for word in words:
        database: Database = open_database(getattr(settings, _URLS[word]))
        try:
            check_release(database, migrations_of(word))
        finally:
            database.close()
