"""`citymend bank …`"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import click

from services.command.explaining import explain, replay
from services.command.roles import role_command
from services.command.session import perform
from services.command.terminal import answer, as_json, say


@click.group("bank", help="Needs, projects and their ranking.")
def bank() -> None:
    pass


bank.add_command(role_command("bank"))
bank.add_command(explain)
bank.add_command(replay)


@bank.command("rank")
@click.option("--limit", type=click.IntRange(1), help="Show so many; all are computed.")
@click.option(
    "--as",
    "reader",
    type=click.Choice(["admin", "public"]),
    default="admin",
    show_default=True,
    help="public: only what residents see; drafts are the staff's.",
)
@as_json
def rank(limit: int | None, reader: str, machine: bool) -> None:
    """Compute the scores now and publish the ranking."""
    asked = {"limit": limit, "as": reader}
    answer(perform("bank", "rank", asked), machine, partial(_tell_ranking, reader))


def _tell_ranking(reader: str, result: Mapping[str, Any]) -> None:
    for item in result["items"]:
        score = item["score"]
        say(
            f"{item['rank']:>4}  {score['low']:>6}-{score['high']:<6}  {item['project']}  "
            f"{item.get('title', '')}{_unknown_people(item)}"
        )
    if not result["items"] and reader == "public":
        say("Residents see no project yet: planners adopt drafts first.")
    elif not result["items"]:
        say("No projects yet: import reports, then run `citymend work --until-idle`.")


def _unknown_people(item: Mapping[str, Any]) -> str:
    if item.get("counted_by") != "messages":
        return ""
    return f"  (counted by messages, people unknown: {item['people']} to {item['people_at_most']})"


@bank.command("regroup")
@as_json
def regroup(machine: bool) -> None:
    """Build the needs anew from the stored reports; ends with the same needs."""
    answer(perform("bank", "regroup", {}), machine, lambda result: say(f"{dict(result)}"))


@bank.command("propose")
@as_json
def propose(machine: bool) -> None:
    """Look through all needs now for what may be one need, or several; planners decide."""
    answer(perform("bank", "propose", {}), machine, _tell_proposals)


def _tell_proposals(result: Mapping[str, Any]) -> None:
    say(
        f"{result['merges']} pairs of needs may be one, {result['splits']} needs may be several "
        f"({result['new']} proposals are new, {result['withdrawn']} withdrawn)"
    )
