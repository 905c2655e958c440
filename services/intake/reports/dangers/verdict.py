"""An officer's word on a danger that was heard: it is one, or it is none."""

from dataclasses import dataclass

from services.contracts.intake_events import DangerJudged


class NoDangerHeard(Exception):
    """The words of the report speak of no danger, so there is nothing to confirm or dismiss."""


@dataclass(frozen=True, slots=True)
class DangerVerdict:
    """What an officer says, and why."""

    judged: DangerJudged
    why: str
