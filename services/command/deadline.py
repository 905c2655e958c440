"""`citymend intake deadline`: any deadline, computed from outside as the cases compute it."""

from datetime import UTC, datetime

import click

from services.command.session import plainly, settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.contracts.profile.load import profile_of
from services.contracts.profile.time_limits import UNIT_WORDS
from services.intake.cases.clock.deadline import NoWorkingTime
from services.intake.cases.clock.limit import UnreadableLimit, read_limit
from services.intake.cases.wiring import working_clock


@click.command("deadline")
@click.option("--from", "start", required=True, help="An instant: 2026-11-23T09:00+08:00.")
@click.option("--limit", "text", required=True, help="A number and a unit: 4工作时.")
@as_json
def deadline(start: str, text: str, machine: bool) -> None:
    """Until when something must be done that has this limit."""
    settings = settings_or_exit()
    with plainly():
        profile = profile_of(settings.home, settings.profile)
    moment = _moment(start)
    try:
        found = working_clock(profile).deadline(moment, read_limit(text))
    except UnreadableLimit:
        give_up(f"--limit: a number above 0 and one of {', '.join(UNIT_WORDS)}; not {text!r}")
    except (NoWorkingTime, OverflowError):
        give_up("--limit: the calendar has no instant so far away")
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
