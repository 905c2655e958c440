"""`citymend intake …`"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from services.by_word import NotInstalled, part_of
from services.command.deadline import deadline
from services.command.demo import make_room
from services.command.roles import role_command
from services.command.session import perform, reading, settings_or_exit
from services.command.terminal import answer, as_json, say
from services.demonstration import holds_demonstration
from services.own_settings import told_to_commands


@click.group("intake", help="What residents, inspectors, hotlines and sensors say.")
def intake() -> None:
    pass


intake.add_command(role_command("intake"))
intake.add_command(deadline)


@intake.command("codes")
@as_json
def codes(machine: bool) -> None:
    """Show the codes of /find that are good now and were sent to nobody."""
    settings = settings_or_exit(told_to_commands("intake"))
    with reading(["intake"], told_to_commands("intake")) as installation:
        terminal = part_of("intake", "terminal")
        desk = installation.intake.desk
        found = terminal.waiting_codes(desk.database, settings.secret, desk.clock)
    zone = ZoneInfo(settings.timezone)

    def tell(result: Mapping[str, Any]) -> None:
        for each in result["items"]:
            say(f"{each['report']}  {each['code']}  until {each['until'].astimezone(zone):%H:%M}")
        if not result["items"]:
            say("no code waits to be read: whoever asks at /find has one for ten minutes")

    answer({"items": found}, machine, tell)


class _Preset(click.Option):
    """Help names the presets that intake has, where intake is installed."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        with suppress(NotInstalled):
            names = ", ".join(part_of("intake", "terminal").preset_names())
            self.help = f"What the columns mean; found by the header when not given: {names}."
        return super().get_help_record(ctx)


@intake.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--preset",
    cls=_Preset,
    help="What the columns mean; found by the header when not given.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, store nothing.")
@click.option("--replace-demo", is_flag=True, help="Empty a home that holds the demonstration.")
@as_json
def import_table(
    file: Path, preset: str | None, dry_run: bool, replace_demo: bool, machine: bool
) -> None:
    """Import a table of reports (XLSX or CSV). Importing it again changes nothing."""
    arguments = {"path": str(file.resolve()), "preset": preset, "dry_run": dry_run}
    if not dry_run and holds_demonstration(settings_or_exit(told_to_commands("intake"))):
        if replace_demo:
            # A table that cannot be read must not cost the home what it shows.
            perform("intake", "import", {**arguments, "dry_run": True})
        # What is emptied is all that came of the demonstration, the other services' share, too.
        make_room(settings_or_exit(), replace_demo)
    answer(perform("intake", "import", arguments), machine, _tell_import)


def _tell_import(result: Mapping[str, Any]) -> None:
    for error in result.get("errors", ()):
        sheet = f"{error['sheet']}, " if error.get("sheet") else ""
        place = f"{sheet}row {error['row']}" + (f", {error['column']}" if error["column"] else "")
        say(f"{place}: {error['detail']} [{error['rule']}]")
    if result.get("errors_left_off"):
        say(f"{result['errors_left_off']} further errors are not listed")
    for unknown in result.get("unknown_types", ()):
        say(f"{unknown['rows']} rows of the unknown type “{unknown['name']}”, to be catalogued")
    for unknown in result.get("unknown_columns", ()):
        said = f"{unknown['rows']} rows say something there, kept for staff"
        say(f"the column “{unknown['name']}” is not known: {said}")
    for sheet in result.get("sheets", ()):
        if sheet["name"] is not None:
            say(_sheet_line(sheet))
    say(_matched(result))
    say(("dry run, nothing is stored: " if result["dry_run"] else "") + _counted(result))


def _matched(result: Mapping[str, Any]) -> str:
    profile = result["profile"]
    known = f"matched against the profile “{profile['name']}” ({profile['areas']} areas)"
    if result["placed"] is None:
        return known
    told = result["created"] + result["changed"]
    return f"{known}: {result['placed']} of {told} new or changed rows found an area"


def _sheet_line(sheet: Mapping[str, Any]) -> str:
    told = {
        "read": _counted(sheet),
        "empty": "not read, it is empty",
        "hidden": "not read, it is hidden",
        "no_header": "not read, it has no header of a known kind",
    }[sheet["state"]]
    missing = ", ".join(sheet["missing_columns"])
    return f"sheet “{sheet['name']}”: {told}" + (f" (missing: {missing})" if missing else "")


def _counted(counts: Mapping[str, Any]) -> str:
    names = ("read", "created", "unchanged", "changed", "rejected")
    return ", ".join(f"{counts[name]} {name}" for name in names)
