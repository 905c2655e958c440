"""What the pages of the desk work with."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.cases.case.case import Case
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.holding.absences import Absences
from services.intake.cases.holding.hold_case import HoldCase
from services.intake.cases.holding.holding import Colleague
from services.intake.cases.notes.notes import KeepNotes
from services.intake.cases.taking.set_due_day import SetDueDay
from services.intake.desk.filters.saved import SavedFilters
from services.intake.feedback.say_opinion import JudgeDispute
from services.intake.photos.receive import ReceivePhoto


@dataclass(frozen=True, slots=True)
class Office:
    """The use cases of officers."""

    cases: CaseDesk
    judging: JudgeDispute
    holding: HoldCase
    due_day: SetDueDay
    absences: Absences
    notes: KeepNotes
    filters: SavedFilters
    receive_photo: ReceivePhoto

    def colleagues_for(self, case: Case) -> Sequence[Colleague]:
        """Those who work for the unit and the area of a case. Raises DatabaseUnavailable."""
        return [each for each in self.holding.colleagues() if each.may_have(case)]
