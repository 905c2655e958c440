"""Running the numbered migrations of one package against one database."""

from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from services.runtime.database import Database


class WrongRelease(Exception):
    """The database's tables are of another release."""


def migrate(database: Database, package: str) -> None:
    """Bring the database to the package's newest migration, in one transaction.

    `package` holds a folder `versions`, for example `services.intake.migrations`.
    """

    def use(conn: Connection) -> None:
        config = _config(package)
        config.attributes["connection"] = conn
        command.upgrade(config, "head")

    database.write(use)


def check_release(database: Database, package: str) -> None:
    """Raise WrongRelease unless the tables are exactly this release's."""
    wanted = ScriptDirectory.from_config(_config(package)).get_current_head()
    have = database.read(lambda conn: MigrationContext.configure(conn).get_current_revision())
    if have != wanted:
        raise WrongRelease(
            f"{package}: tables are at {have or 'nothing'}, this release needs {wanted}; "
            "run `citymend migrate`"
        )


def _config(package: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    versions = str(files(package).joinpath("versions"))
    config.set_main_option("version_locations", versions)
    config.set_main_option("path_separator", "newline")
    return config
