"""Whether a photo shows what was done, since the case last went back to the start."""

from dataclasses import replace

from sqlalchemy import Connection

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Saying
from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.case.steps import steps
from services.intake.photos.attach import attach_to_case


def evidenced(conn: Connection, case: Case, said: Saying) -> Saying:
    """What is said, with the photo that shows it; in the transaction of the step.

    A photo that is named is taken over by the case. Said without one and without a reason,
    "repaired" is shown by the newest photo that was added since somebody last sent it back.
    Raises MissingDetail for a photo that does not exist or belongs elsewhere.
    """
    if said.photo is not None:
        if not attach_to_case(conn, case.id, said.photo):
            raise MissingDetail("photo", "known_photo")
        return said
    if said.outcome == "repaired" and not said.reason:
        return replace(said, photo=newest_photo(conn, case.id))
    return said


def newest_photo(conn: Connection, case_id: str) -> str | None:
    """The id of the newest photo since the last return; what came before shows what was not
    good enough."""
    known = steps()
    for taken in reversed(store.history(conn, case_id)):
        if "photo" in taken.details:
            return str(taken.details["photo"])
        if taken.step in known and known[taken.step].kind == "return":
            return None
    return None
