"""The `citymend` command. Each group of verbs is imported when somebody asks for it."""

from importlib import import_module
from typing import Final

import click

from services import __version__

_COMMANDS: Final = {
    "run": ("run", "Run everything in this home until stopped."),
    "work": ("run", "Do all background work, or wait until it is done."),
    "demo": ("demo", "Fill a new home with the demonstration."),
    "status": ("upkeep", "What runs, what waits, what is parked."),
    "intake": ("intake", "What residents, inspectors, hotlines and sensors say."),
    "bank": ("bank", "Needs, projects and their ranking."),
    "search": ("search", "Find every record."),
    "keys": ("keys", "Keys of programs and people who use the APIs."),
    "accounts": ("accounts", "People of the staff who sign in."),
    "parked": ("upkeep", "Records that could not be understood."),
    "profile": ("profile", "The folder of data that describes one jurisdiction."),
    "open311": ("open311", "GeoReport v2, here and elsewhere."),
    "migrate": ("run", "Bring databases to this release's tables."),
    "topics": ("run", "Make the bus agree with the contracts."),
    "child": ("run", ""),
}
"""By name: the file in `services/command`, and what the list of commands says; without a word it
is not listed."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"services.command.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        rows = [(name, said) for name, (_, said) in _COMMANDS.items() if said]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=_Commands,
    help="From a resident's report to a renewal project that is scored and reported back.",
)
@click.version_option(__version__, prog_name="citymend")
def main() -> None:
    pass


if __name__ == "__main__":
    main(prog_name="citymend")
