"""`citymend intake deadline`: any deadline, computed from outside as the cases compute it."""

from datetime import UTC, datetime

import click

from services.by_word import part_of
from services.command.session import plainly, settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.contracts.profile.load import profile_of
from services.own_settings import PROFILE


@click.command("deadline")
@click.option("--from", "start", required=True, help="An instant: 2026-11-23T09:00+08:00.")
@click.option("--limit", "text", required=True, help="A number and a unit: 4工作时.")
@as_json
def deadline(start: str, text: str, machine: bool) -> None:
    """Until when something must be done that has this limit."""
    settings = settings_or_exit(PROFILE)
    with plainly():
        profile = profile_of(settings.home, settings.profile)
        intake = part_of("intake", "terminal")
    moment = _moment(start)
    try:
        found = intake.deadline(profile, moment, text)
    except intake.Unusable as error:
        give_up(f"--limit: {error}")
    result = {
        "deadline": found.at.astimezone(profile.zone).isoformat(),
        "provisional": found.provisional,
    }
    ending = "  (provisional: the calendar of that year is not announced)"
    answer(result, machine, lambda r: say(r["deadline"] + (ending if r["provisional"] else "")))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        give_up(f"--from: write it like 2026-11-23T09:00+08:00; not {text!r}")
    if moment.tzinfo is None:
        give_up("--from: say the offset, for example +08:00; the same digits mean other instants")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        give_up(f"--from: the calendar has no such instant: {text!r}")
