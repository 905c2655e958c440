"""What somebody wants counted: read from a query, kept within what they work for."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.contracts.profile.model import Profile
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.listing.listing import WantedCases
from services.intake.figures.period import Period, Wanted, last_days
from services.runtime.identity.access import Scope

USUAL_DAYS: Final = 90
LONGEST: Final = 1_100
"""Days in one reading: three years and a little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """As it stands in an address; None asks for nothing."""

    since: date | None = None
    until: date | None = None
    area: str | None = None
    unit: str | None = None
    group: str | None = None


def faults(asked: Asked, profile: Profile, now: datetime) -> dict[str, str]:
    """Rules broken, by the name of the part that breaks one."""
    found: dict[str, str] = {}
    for name, code, known in (
        ("area", asked.area, profile.areas),
        ("unit", asked.unit, profile.responsible_units),
        ("group", asked.group, profile.groups),
    ):
        if code is not None and code not in known:
            found[name] = "known_code"
    period = period_of(asked, profile, now)
    if period.since > period.until:
        found["until"] = "order"
    elif (period.until - period.since).days >= LONGEST:
        found["since"] = "too_long"
    elif not (period.since.year >= 2000 and period.until.year <= 2200):
        found["since"] = "range"
    return found


def without(asked: Asked, names: dict[str, str]) -> Asked:
    """The rest of a wish of which some parts are wrong."""
    wrong = {*names, *(("since", "until") if names.keys() & {"since", "until"} else ())}
    return replace(asked, **dict.fromkeys(wrong))


def period_of(asked: Asked, profile: Profile, now: datetime) -> Period:
    """The days asked for; without any, the last `USUAL_DAYS`."""
    usual = last_days(now, USUAL_DAYS, profile.zone)
    until = asked.until or max(usual.until, asked.since or usual.until)
    if asked.since is not None:
        return Period(asked.since, until, profile.zone)
    since = usual.since if until >= usual.since else until
    return Period(since, until, profile.zone)


def wanted_of(asked: Asked, desk: CaseDesk, scope: Scope) -> Wanted:
    """The wish within the scope: who works for units or areas counts what lies there."""
    units = (asked.unit,) if asked.unit is not None else None
    within = desk.narrowed(WantedCases(units=units), asked.area, scope)
    return Wanted(
        period=period_of(asked, desk.profile, desk.clock.now()),
        group=asked.group,
        areas=within.areas,
        units=within.units,
    )
