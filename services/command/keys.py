"""`citymend keys …`"""

import click

from services.command.session import identity
from services.command.terminal import answer, as_json, give_up, say
from services.runtime.identity.access import ROLES
from services.runtime.identity.keyring import UnnamedKey


@click.group("keys", help="Keys of programs and people who use the APIs.")
def keys() -> None:
    pass


@keys.command("add")
@click.option("--role", type=click.Choice(sorted(ROLES)), required=True)
@click.option("--name", required=True, help="Who will use it.")
@as_json
def add(role: str, name: str, machine: bool) -> None:
    """Give out a key. It is shown now and never again."""
    with identity() as opened:
        try:
            key = opened.keyring.add_key(role, name)
        except UnnamedKey:
            give_up("--name: 1 to 200 characters, not blank")
    answer({"key": key}, machine, lambda result: say(result["key"]))
