"""Running the numbered migrations of one package against one database.

Migrations are files `NNNN_what.py` whose revision is their number, so the newest is known from the
folder. Alembic is loaded only when there is something to move: it takes longer than most commands.
"""

from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from services.runtime.database import Database

_TABLE = "alembic_version"
_LOCK = 0x43495459
"""The key of the advisory lock; nobody else uses one in our databases."""


class WrongRelease(Exception):
    """The database's tables are of another release."""


def migrate(database: Database, package: str) -> None:
    """Bring the database to the package's newest migration, in one transaction.

    `package` holds a folder `versions`, for example `services.intake.migrations`.
    Several processes may ask at once: one moves, the others find it done.
    Raises WrongRelease when a newer release has been here, DatabaseUnavailable.
    """
    have, wanted = database.read(_revision), newest(package)
    _refuse_newer(have, wanted, package)
    if have != wanted:
        database.write(lambda conn: _upgrade(conn, package))


def check_release(database: Database, package: str) -> None:
    """Raise WrongRelease unless the tables are exactly this release's."""
    have, wanted = database.read(_revision), newest(package)
    _refuse_newer(have, wanted, package)
    if have != wanted:
        raise WrongRelease(
            f"{package}: tables are at {have or 'nothing'}, this release needs {wanted}; "
            "run `citymend migrate`"
        )


def _refuse_newer(have: str | None, wanted: str, package: str) -> None:
    if have is not None and have > wanted:
        raise WrongRelease(f"{package}: tables are at {have}, a newer release's; this has {wanted}")


def newest(package: str) -> str:
    """The number of the package's newest migration."""
    names = [file.name for file in files(package).joinpath("versions").iterdir()]
    return max(name.partition("_")[0] for name in names if name[:4].isdigit())


def _revision(conn: Connection) -> str | None:
    if not inspect(conn).has_table(_TABLE):
        return None
    revision: str | None = conn.execute(text(f"select version_num from {_TABLE}")).scalar()  # noqa: S608 - a constant
    return revision


def _upgrade(conn: Connection, package: str) -> None:
    from alembic import command
    from alembic.config import Config

    if conn.dialect.name == "postgresql":
        # Two who make the same table at once would fail each other.
        conn.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("version_locations", str(files(package).joinpath("versions")))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
