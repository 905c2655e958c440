"""Builds what cases count time with."""

from services.contracts.profile.model import Profile
from services.intake.cases.calendar import ProfileDays
from services.intake.cases.deadline import WorkingClock


def working_clock(profile: Profile) -> WorkingClock:
    """The clock of a profile's offices."""
    working = profile.working_time
    return WorkingClock(working, ProfileDays(working), profile.zone)
