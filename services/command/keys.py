"""`citymend keys …`"""

import click

from services.command.session import settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.runtime.clock import SystemClock
from services.runtime.database import open_database
from services.runtime.identity.access import ROLES
from services.runtime.identity.keyring import Keyring, UnnamedKey
from services.runtime.migrations.moving import migrate
from services.runtime.unavailable import Unavailable


@click.group("keys", help="Keys of programs and people who use the APIs.")
def keys() -> None:
    pass


@keys.command("add")
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@click.option("--name", required=True, help="Who will use it.")
@as_json
def add(role: str, name: str, machine: bool) -> None:
    """Give out a key. It is shown now and never again."""
    settings = settings_or_exit()
    database = open_database(settings.identity_database_url)
    try:
        # Works on an empty home, too: this may be the first thing an operator does.
        migrate(database, "services.runtime.identity.migrations")
        key = Keyring(database, SystemClock()).add_key(role, name)
    except UnnamedKey:
        give_up("--name: 1 to 200 characters, not blank")
    except Unavailable as error:
        give_up(f"the identity database is away: {error}")
    finally:
        database.close()
    answer({"key": key}, machine, lambda result: say(result["key"]))
