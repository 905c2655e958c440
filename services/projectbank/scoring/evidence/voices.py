"""Residents' attention: who speaks for a project, how loudly, and how much of that is shown.

What is shown are voices told apart. A voice for which nobody vouches counts in part, one that only
joined somebody's report without a verified contact not at all: whoever has a hundred browsers has
one opinion. What they could be, if each were somebody, is the upper end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from functools import lru_cache

from services.projectbank.needs.people import NOBODY, People
from services.projectbank.needs.voice import Voice

HALF_LIFE = 180
"""Days after which a voice counts half, unless the set says otherwise."""
VOICE = 1_000_000
"""One person's full voice; heat is a whole number of millionths, so that sums are exact."""
UNVERIFIED = 50
"""Percent of a voice that count while nobody vouches for who speaks, unless the set says."""
_SUPPORT_STEP = VOICE // 4
_MOST_SUPPORT = 2 * VOICE
"""Supporters lift a voice by a quarter for each doubling of their number, to three at most."""
_WHOLE = 100
_DIGITS = 28


@dataclass(frozen=True, slots=True)
class Heat:
    """Millionths of a voice: what is shown, and what could be behind it."""

    low: int
    high: int


def heat_of(
    members: Iterable[Voice],
    as_of: datetime,
    half_life: int = HALF_LIFE,
    unverified: int = UNVERIFIED,
) -> Heat:
    """The loudest voice of each person; all of whom nothing is known have one together, at the
    upper end each their own."""
    shown: dict[str, int] = {}
    possible: dict[str, int] = {}
    for member in members:
        who, voice = member.counted_as(shown), _voice(member, as_of, half_life)
        counted = voice * _percent(member, unverified) // _WHOLE
        if counted >= shown.get(who, 0):
            shown[who] = counted
        somebody = member.report if member.is_unknown else who
        if voice > possible.get(somebody, 0):
            possible[somebody] = voice
    return Heat(sum(shown.values()), sum(possible.values()))


def _voice(member: Voice, as_of: datetime, half_life: int) -> int:
    age = max(0, (as_of - member.occurred_at).days)
    support = min(_MOST_SUPPORT, _SUPPORT_STEP * member.supporters.bit_length())
    return (VOICE + support) * remaining(age, half_life) // VOICE


def _percent(member: Voice, unverified: int) -> int:
    if member.is_vouched:
        return _WHOLE
    return 0 if member.follows else unverified


@lru_cache(maxsize=20_000)
def remaining(days: int, half_life: int = HALF_LIFE) -> int:
    """Millionths that are left of a voice after so many days."""
    with localcontext(prec=_DIGITS):
        return int(Decimal(2) ** (Decimal(-days) / half_life) * VOICE)


def people_among(members: Sequence[Voice]) -> People:
    """Who is told apart among members of one or several needs."""
    vouched: dict[str, bool] = {}
    for member in members:
        who = member.counted_as(vouched)
        vouched[who] = vouched.get(who, False) or (member.is_vouched and who != NOBODY)
    return People(
        told_apart=len(vouched),
        unknown=sum(member.is_unknown for member in members),
        verified=sum(vouched.values()),
    )
