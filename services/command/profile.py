"""`citymend profile …`"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from services.command.terminal import answer, as_json, give_up, say
from services.contracts.profile.load import check_profile


@click.group("profile", help="The folder of data that describes one jurisdiction.")
def profile() -> None:
    pass


@profile.command("check")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@as_json
def check(directory: Path, machine: bool) -> None:
    """Name file, row and rule of every fault; exit 1 when there is one."""
    faults = [str(fault) for fault in check_profile(directory)]
    answer({"faults": faults}, machine, _tell_faults)
    if faults:
        give_up(f"{len(faults)} faults")


def _tell_faults(result: Mapping[str, Any]) -> None:
    for fault in result["faults"]:
        say(fault)
    if not result["faults"]:
        say("the profile is sound")
