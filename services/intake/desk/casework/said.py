"""What was typed into a form of a case and was refused: shown again beside what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.intake.cases.case.steps import NOTED
from services.intake.cases.case.store import Taken
from services.runtime.web.problems import FieldError


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A form that was not accepted; nothing typed is lost."""

    step: str = ""
    """The step, or the name of the form."""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    version: int | None = None
    """The version that was on the page, when the case has moved on since."""


NOTHING = Refused()


@dataclass(frozen=True, slots=True)
class Before:
    """How a case stood at an earlier version, as far as its history keeps it."""

    version: int
    state: str
    unit: str | None
    people_steps: Sequence[Taken]
    """What was done since, oldest first."""


def before(history: Sequence[Taken], version: int | None) -> Before | None:
    """The version that somebody had before them; none when nobody has changed it since."""
    later = [step for step in history if version is not None and step.version > version]
    since = [step for step in later if step.step not in NOTED]
    seen = next((step for step in history if step.version == version), None)
    if not since or seen is None:
        return None
    return Before(seen.version, seen.state_after, since[0].unit, since)
