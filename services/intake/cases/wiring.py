"""Builds what cases need: the clock of the offices, the use cases, the desk."""

from collections.abc import Callable, Mapping

from services.contracts.profile.model import Profile
from services.intake.cases.api import CaseDesk
from services.intake.cases.calendar import ProfileDays
from services.intake.cases.deadline import WorkingClock
from services.intake.cases.join_case import JoinCase
from services.intake.cases.open_case import OpenCase
from services.intake.cases.take_step import Masked, TakeStep
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox


def working_clock(profile: Profile) -> WorkingClock:
    """The clock of a profile's offices."""
    working = profile.working_time
    return WorkingClock(working, ProfileDays(working), profile.zone)


def case_desk(
    database: Database,
    outbox: Outbox,
    profile: Profile,
    clock: Clock,
    mask: Callable[[str], Masked],
    conditions: Callable[[str], Mapping[str, str]],
) -> CaseDesk:
    """`conditions`: the filing conditions of a problem type by code, each with its limit."""
    return CaseDesk(
        open_case=OpenCase(database, outbox, profile, clock),
        take_step=TakeStep(
            database, outbox, profile, working_clock(profile), clock, conditions, mask
        ),
        join_case=JoinCase(database, outbox, clock),
        database=database,
        profile=profile,
        conditions=conditions,
        clock=clock,
    )
