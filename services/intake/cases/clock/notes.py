"""Lines of a case's history that its clock writes, or what its reports turn out to be: nobody
decided anything, so they are nobody's conflict and never the last step that somebody took."""

from typing import Final

DUE_SOON: Final = "due_soon"
DEADLINE_PASSED: Final = "deadline_passed"
ESCALATE: Final = "escalate"
REVIEW_DUE: Final = "review_due"
DANGER: Final = "danger"
GRAVER: Final = "graver"
NOTED: Final = (DUE_SOON, DEADLINE_PASSED, ESCALATE, REVIEW_DUE, DANGER, GRAVER)
