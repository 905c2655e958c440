"""How long a problem may take, by the condition it is filed under.

The units are those of digital city management (GB/T 30428 as published local tables use it): the
urgent ones run through night and holiday, the others count working time only. Limits are local.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from services.contracts.profile.line import Findings, Line, read_table
from services.contracts.profile.words import Words

Unit = Literal["urgent_hour", "urgent_day", "working_hour", "working_day"]
UNIT_WORDS: Final[dict[str, Unit]] = {
    "紧急工作时": "urgent_hour",
    "紧急工作日": "urgent_day",
    "工作时": "working_hour",
    "工作日": "working_day",
}
FILE: Final = "time_limits.csv"
LONGEST: Final = 10_000
"""Of any unit; a longer limit is a slip of the pen."""
_COLUMNS: Final = "problem_type,condition,name_zh,name_en,limit,note_zh,note_en"
_PATTERN: Final = re.compile(
    r"([0-9]{1,6})(?:\.([0-9]{1,4}))? ?(紧急工作时|紧急工作日|工作时|工作日)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """What is wrong, and how long it may stay so. Both belong to the condition, not the type."""

    condition: str
    """Unique within its problem type."""
    name: Words
    text: str
    """The limit as the standard writes it, such as 4工作时."""
    amount: Fraction
    """More than zero, in `unit`."""
    unit: Unit
    note: Words | None


def read_amount(text: str) -> tuple[Fraction, Unit] | None:
    """A number and one of the four units; none for all else: "4小时" is an hour of which kind?

    Full-width digits are the same digits (NFKC); nothing else is forgiven.
    """
    found = _PATTERN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    whole, part, word = found.groups()
    amount = Fraction(f"{whole}.{part}" if part else whole)
    return (amount, UNIT_WORDS[word]) if 0 < amount <= LONGEST else None


def read_time_limits(
    directory: Path, problem_types: Collection[str], findings: Findings
) -> dict[str, tuple[TimeLimit, ...]]:
    """Limits by problem type, in the order of the table; types without any are left out."""
    found: dict[str, dict[str, TimeLimit]] = {}
    for line in read_table(directory / FILE, _COLUMNS.split(","), findings):
        kind = line.text("problem_type")
        line.one_of_codes("problem_type", kind, problem_types)
        limit = _time_limit(line)
        earlier = found.setdefault(kind, {})
        if limit.condition in earlier:
            line.fault("duplicate_code", f"{kind} has {limit.condition} above")
        earlier[limit.condition] = limit
    return {kind: tuple(limits.values()) for kind, limits in found.items()}


def _time_limit(line: Line) -> TimeLimit:
    text = line.text("limit")
    read = read_amount(text)
    if text and read is None:
        units = "、".join(UNIT_WORDS)
        line.fault("unreadable_limit", f"limit: {text} is no number of {units}")
    amount, unit = read or (Fraction(1), "working_day")
    noted = line.optional("note_zh") or line.optional("note_en")
    return TimeLimit(
        condition=line.code("condition"),
        name=line.words("name"),
        text=text,
        amount=amount,
        unit=unit,
        note=line.words("note") if noted else None,
    )
