"""The `citymend` command."""

import click

from services import __version__
from services.command.accounts import accounts
from services.command.bank import bank
from services.command.demo import demo
from services.command.intake import intake
from services.command.keys import keys
from services.command.open311 import open311
from services.command.profile import profile
from services.command.run import child, migrate, run, topics, work
from services.command.search import search
from services.command.upkeep import parked, status


@click.group(help="From a resident's report to a renewal project that is scored and reported back.")
@click.version_option(__version__, prog_name="citymend")
def main() -> None:
    pass


for command in (
    run,
    work,
    demo,
    status,
    intake,
    bank,
    search,
    keys,
    accounts,
    parked,
    profile,
    open311,
    migrate,
    topics,
    child,
):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="citymend")
