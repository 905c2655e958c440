"""What can keep a task of a supporting unit from being asked or ended: one exception per rule."""

from services.intake.cases.case.refusals import CaseRefusal


class NoSuchTask(CaseRefusal):
    """The case has no task of this number."""


class TaskEnded(CaseRefusal):
    """It was done, sent back or withdrawn already; what more there is to do is asked anew."""

    def __init__(self, case: str, number: int) -> None:
        super().__init__(f"{case} task {number}")
        self.number = number


class NotTheirTask(CaseRefusal):
    """The lead asks and withdraws, the supporting unit answers; this person is neither's."""


class AlreadyAsked(CaseRefusal):
    """The unit has a task of this case that it has not answered yet."""
