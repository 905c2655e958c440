"""`citymend bank explain` and `citymend bank replay`: published scores, told and proved."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from services.command.session import perform, settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.own_settings import told_to_commands

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@click.command("explain")
@click.argument("project")
@click.option("--as-of", help="As the ranking stood then: a day (2026-11-22) or an instant.")
@click.option("--against", help="Compare with another project, or with a rank.")
@click.option("--reach", type=click.IntRange(1), help="What would lift it to this rank.")
@as_json
def explain(
    project: str, as_of: str | None, against: str | None, reach: int | None, machine: bool
) -> None:
    """Say why a project has its rank, criterion by criterion."""
    until = _until(as_of) if as_of is not None else None
    arguments = {"project": project, "as_of": until, "against": against, "reach": reach}
    answer(perform("bank", "explain", arguments), machine, _tell_explanation)


@click.command("replay")
@as_json
def replay(machine: bool) -> None:
    """Compute every frozen score again; exit 1 when one comes out different."""
    done = perform("bank", "recompute", {})
    answer(done, machine, _tell_replay)
    if done["different"]:
        give_up(f"{len(done['different'])} scores did not come out as they were published")


def _until(wanted: str) -> str:
    """The last moment meant, as an instant; a day is one of the installation's zone."""
    try:
        if _DAY.fullmatch(wanted):
            zone = ZoneInfo(settings_or_exit(told_to_commands("bank")).timezone)
            after = date.fromisoformat(wanted) + timedelta(days=1)
            begins = datetime(after.year, after.month, after.day, tzinfo=zone)
            return (begins.astimezone(UTC) - timedelta(microseconds=1)).isoformat()
        moment = datetime.fromisoformat(wanted)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.tzinfo is None:
        give_up("--as-of needs a day such as 2026-11-22, or an instant with its offset")
    return moment.astimezone(UTC).isoformat()


def _tell_explanation(result: Mapping[str, Any]) -> None:
    score = result["score"]
    say(f"{result['project']}  {result['title']}")
    say(
        f"rank {result['rank']} of {result['of']}, {score['low']:.1f}-{score['high']:.1f} points, "
        f"{result['confidence']:.0%} measured, as of {result['as_of']}, "
        f"criteria version {result['criteria_version']}"
    )
    for sentence in result["sentences"]:
        say(sentence)
    for part in result["parts"]:
        points = part["points"]
        amount = f"{points['low']:.1f}-{points['high']:.1f} of {part['weight']}"
        say(f"  {amount:>18}  {part['name']}: {part['sentence']}")
    for about in ("against", "reach"):
        for sentence in (result[about] or {}).get("sentences", ()):
            say(sentence)


def _tell_replay(result: Mapping[str, Any]) -> None:
    say(
        f"{result['equal']} of {result['scores']} frozen scores of {result['rankings']} rankings "
        "came out equal."
    )
    for one in result["different"]:
        say(f"  {one['project']}: {one['published'] / 100} became {one['recomputed'] / 100}")
