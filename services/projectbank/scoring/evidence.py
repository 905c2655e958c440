"""What is known of a project: counted from the reports of its needs, never from the wall clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from functools import lru_cache

from services.projectbank.needs.need import Member, people_among

HALF_LIFE = 180
"""Days after which a voice counts half."""
VOICE = 1_000_000
"""One person's full voice; heat is a whole number of millionths, so that sums are exact."""
_SUPPORT_STEP = VOICE // 4
_MOST_SUPPORT = 2 * VOICE
"""Supporters lift a voice by a quarter for each doubling of their number, to three at most."""
_DIGITS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Inputs of a score, kept with it so that it can be computed again."""

    heat: int
    """Millionths of a person."""
    people: int
    confirmed_severity: int | None
    """1..4; none while every category is only suggested."""
    suggested_severity: int
    needs: int
    placed: bool
    """Whether area or coordinates are known, so that further needs around it would be seen."""
    first_seen: datetime
    first_number: int
    """`seq` of the first report of the oldest need."""


@dataclass(frozen=True, slots=True)
class OldestNeed:
    first_seen: datetime
    number: int


def evidence_of(
    members: Sequence[Member], oldest: OldestNeed, *, needs: int, placed: bool, as_of: datetime
) -> Evidence:
    """Evidence from the members of all needs of a project."""
    confirmed = [one.severity for one in members if one.is_confirmed]
    return Evidence(
        heat=_heat(members, as_of),
        people=people_among(one.person for one in members),
        confirmed_severity=max(confirmed, default=None),
        suggested_severity=max((one.severity for one in members), default=1),
        needs=needs,
        placed=placed,
        first_seen=oldest.first_seen,
        first_number=oldest.number,
    )


def _heat(members: Sequence[Member], as_of: datetime) -> int:
    """The loudest voice of each person; all who gave no name have one voice together."""
    loudest: dict[str | None, int] = {}
    for member in members:
        age = max(0, (as_of - member.occurred_at).days)
        support = min(_MOST_SUPPORT, _SUPPORT_STEP * member.in_favour.bit_length())
        voice = (VOICE + support) * remaining(age) // VOICE
        loudest[member.person] = max(loudest.get(member.person, 0), voice)
    return sum(loudest.values())


@lru_cache(maxsize=20_000)
def remaining(days: int) -> int:
    """Millionths that are left of a voice after so many days."""
    with localcontext(prec=_DIGITS):
        return int(Decimal(2) ** (Decimal(-days) / HALF_LIFE) * VOICE)
