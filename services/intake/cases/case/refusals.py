"""Everything that can keep a step of a case from being taken: one exception per rule."""

from datetime import timedelta


class CaseRefusal(Exception):
    """A step that is not taken; nothing of the case has changed."""


class NoSuchCase(CaseRefusal):
    """There is no such case, or it lies outside of what this reader works for."""


class StepNotAllowed(CaseRefusal):
    """The table of steps has no such step from this state."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"{step} from {state}")
        self.step = step
        self.state = state


class NotYourUnit(CaseRefusal):
    """The step belongs to the responsible unit, and this person works for another."""


class StepOfDesk(CaseRefusal):
    """The step is the dispatching desk's, and this person works for the responsible unit."""


class ReturnedToYou(CaseRefusal):
    """It was sent back to this person, so somebody else takes the next forward step."""


class HandledByYourself(CaseRefusal):
    """Who handled a case does not verify it, nor judges the dispute about it."""


class MissingDetail(CaseRefusal):
    """Something that the step asks for was not said, or something was said that it does not take.

    `field` is a name of `Saying`; `rule` is required, not_with_this_step, photo_or_reason,
    known_photo, many_photos, known_unit, known_condition, known_colleague, length or a rule
    about days.
    """

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


class CaseMoved(CaseRefusal):
    """Somebody else changed the case since it was read: who, how long ago and with which step."""

    def __init__(self, version: int, who: str, step: str, ago: timedelta = timedelta(0)) -> None:
        super().__init__(f"version {version}")
        self.version = version
        self.who = who
        self.step = step
        self.ago = ago


class HasLimit(CaseRefusal):
    """The profile limits the case already; a day would contradict that."""


class ReportHasCase(CaseRefusal):
    """The report belongs to a case already; it must be taken out of that one first."""


class CaseHasEnded(CaseRefusal):
    """Reports are added to open cases only."""


class NothingToHandle(CaseRefusal):
    """Enquiries and praise are answered; they open no case. Neither does an erased report."""


class TooLateToUndo(CaseRefusal):
    """The time for undoing is over, or somebody else has worked on the case since."""


class AlreadySplit(CaseRefusal):
    """It was split before, or is a part itself; its parts can be handled."""
