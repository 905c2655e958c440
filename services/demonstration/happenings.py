"""What can happen in the story of the demonstration: frozen values, each at its moment."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from services.contracts.projectbank_events import ProjectStatus
from services.intake.cases.case.case import Saying
from services.intake.feedback.opinion_store import Kind, Verdict

_ZONE = ZoneInfo("Asia/Shanghai")
Picture = Literal["before", "after"]


def at(text: str) -> datetime:
    """`2026-04-22 09:10`, in the district's time."""
    return datetime.fromisoformat(text).replace(tzinfo=_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody reports something; `name` is what the rest of the story calls it."""

    at: datetime
    name: str
    category: str
    subject: str
    words: str
    address: str
    area: str
    point: tuple[float, float]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An officer makes a case of a report."""

    at: datetime
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """Somebody takes one step of the case; `who` works for the unit, where one is named."""

    at: datetime
    of: str
    step: str
    who: str
    unit: str | None = None
    said: Saying = field(default_factory=Saying)
    picture: Picture | None = None
    """Added to the case before the step, looked at and passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """The reporter says what to think of the answer."""

    at: datetime
    of: str
    kind: Kind
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A second officer judges what was disputed."""

    at: datetime
    of: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A planner adopts the project that answers a report's need, or the best ranked draft."""

    at: datetime
    name: str
    of: str | None = None
    cost: tuple[int, int, int] | None = None
    """Yuan from low to high, and the people who would gain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A project enters a state; the conditions before it were met by then."""

    at: datetime
    name: str
    state: ProjectStatus
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Everything that follows by itself has followed, and a ranking is published."""

    at: datetime


Happening = Told | Opened | Stepped | Thought | Judged | Adopted | Moved | Settled
Kept = dict[str, Any]
