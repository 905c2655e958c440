"""`citymend profile …`"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from services.by_word import part_of
from services.command.session import plainly
from services.command.terminal import answer, as_json, give_up, say
from services.contracts.profile.guessed_areas import GuessedArea, NoAreas, guess_areas
from services.contracts.profile.load import check_profile, inspect_profile, load_vocabulary
from services.contracts.profile.starting import write_start

_DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""Those that intake converts; a test compares them."""


@click.group("profile", help="The folder of data that describes one jurisdiction.")
def profile() -> None:
    pass


@profile.command("new")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--areas",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="GeoJSON with the outlines of your areas; codes, names and parents are guessed.",
)
@click.option("--datum", type=click.Choice(_DATUMS), default="wgs84", show_default=True)
@click.option(
    "--from",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A table of reports, whose types become a crosswalk to fill in.",
)
@as_json
def new(directory: Path, areas: Path | None, datum: str, table: Path | None, machine: bool) -> None:
    """Write the start of a profile of your own into a new folder."""
    if directory.exists() and any(directory.iterdir()):
        give_up(f"{directory} is not empty; name a new folder")
    with plainly():
        found = [] if areas is None else _areas(areas, directory.name, datum)
        types = [] if table is None else _types(table)
    write_start(directory, found, types)
    faults = [str(fault) for fault in check_profile(directory)]
    answer(
        {
            "areas": len(found),
            "outlines": sum(bool(area.rings) for area in found),
            "types": len(types),
            "faults": faults,
        },
        machine,
        lambda result: _tell_new(directory, result),
    )


def _types(table: Path) -> Sequence[tuple[str, str]]:
    intake = part_of("intake", "terminal")
    try:
        types: Sequence[tuple[str, str]] = intake.types_in(table, load_vocabulary())
    except intake.Unusable as error:
        give_up(f"{table}: {error}")
    return types


def _areas(path: Path, name: str, datum: str) -> list[GuessedArea]:
    to_wgs84 = part_of("intake", "terminal").to_wgs84

    def wgs84(long: float, lat: float) -> tuple[float, float]:
        # Files hold latitudes before longitudes nowhere but in our own functions.
        converted = to_wgs84(lat, long, datum)
        return round(converted[1], 7), round(converted[0], 7)

    try:
        return guess_areas(json.loads(path.read_text(encoding="utf-8-sig")), name, wgs84)
    except (ValueError, OSError):
        give_up(f"{path}: the file is not JSON in UTF-8")
    except NoAreas as error:
        give_up(f"{path}: {error}")


def _tell_new(directory: Path, result: Mapping[str, Any]) -> None:
    say(f"{directory}: {result['areas']} areas, {result['outlines']} of them with an outline")
    if result["types"]:
        say(f"{result['types']} types to fill in stand at the end of external_types.csv")
    for fault in result["faults"]:
        say(fault)
    say("next: put in names, hotline and units, then `citymend profile check`; the guide is")
    say("docs/profile.md, and CITYMEND_PROFILE names the folder to whoever runs it")


@profile.command("check")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@as_json
def check(directory: Path, machine: bool) -> None:
    """Name file, row and rule of every fault and warning; exit 1 when there is a fault."""
    findings = inspect_profile(directory)
    faults = [str(fault) for fault in findings.faults]
    warnings = [str(warning) for warning in findings.warnings]
    answer({"faults": faults, "warnings": warnings}, machine, _tell_faults)
    if faults:
        give_up(f"{len(faults)} faults")


def _tell_faults(result: Mapping[str, Any]) -> None:
    for fault in result["faults"]:
        say(fault)
    for warning in result["warnings"]:
        say(f"warning: {warning}")
    if not result["faults"]:
        say("the profile is sound")
