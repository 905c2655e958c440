"""What the command line asks of intake beside its jobs. It is found by word, never imported."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from services.contracts.profile.model import Profile
from services.contracts.profile.time_limits import UNIT_WORDS
from services.intake.cases.clock.deadline import Deadline, NoWorkingTime
from services.intake.cases.clock.limit import UnreadableLimit, read_limit
from services.intake.cases.wiring import working_clock
from services.intake.finding.wiring import unsent_codes
from services.intake.reports.place.datum import to_wgs84
from services.intake.reports.report import DATUMS
from services.intake.sources.preset import preset_names
from services.intake.sources.types_of import UnusableTable, types_of
from services.runtime.clock import Clock
from services.runtime.database import Database

__all__ = [
    "DATUMS",
    "Unusable",
    "deadline",
    "preset_names",
    "to_wgs84",
    "types_in",
    "waiting_codes",
]


class Unusable(Exception):
    """What was given cannot be used; the message is for the person who gave it."""


def deadline(profile: Profile, moment: datetime, limit: str) -> Deadline:
    """Until when something must be done that has this limit. Raises Unusable."""
    try:
        return working_clock(profile).deadline(moment, read_limit(limit))
    except UnreadableLimit as error:
        raise Unusable(
            f"a number above 0 and one of {', '.join(UNIT_WORDS)}; not {limit!r}"
        ) from error
    except (NoWorkingTime, OverflowError) as error:
        raise Unusable("the calendar has no instant so far away") from error


def waiting_codes(database: Database, secret: str, clock: Clock) -> Sequence[Mapping[str, Any]]:
    """The codes of /find that are good now and were sent to nobody."""
    return [asdict(each) for each in unsent_codes(database, secret, clock).every()]


def types_in(table: Path, profile: Profile) -> Sequence[tuple[str, str]]:
    """The types of a table that the profile does not know. Raises Unusable."""
    try:
        return types_of(table, profile)
    except UnusableTable as error:
        raise Unusable(str(error)) from error
