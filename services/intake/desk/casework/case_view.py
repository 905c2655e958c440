"""What the page of a case shows, computed once per page."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.case_events import CASE_OUTCOMES
from services.intake.cases.after_photos.album import Album
from services.intake.cases.case.answering import Facts, Offered, offered
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.moving import check_person, steps_of
from services.intake.cases.case.names import title_of
from services.intake.cases.case.refusals import CaseRefusal, NotYourUnit, StepOfDesk
from services.intake.cases.case.steps import Step
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.holding.holding import Absence, deputy_of
from services.intake.desk.casework.asked import asked_of
from services.intake.desk.casework.case_map import features
from services.intake.desk.casework.said import Refused, before
from services.intake.desk.casework.story import story
from services.intake.desk.forms import labels_of, problem_of, with_template
from services.intake.desk.office import Office
from services.intake.desk.view import condition_choices, unit_choices
from services.intake.feedback import opinion_store


def case_view(
    office: Office, case: Case, who: Worker, refused: Refused, language: str
) -> Mapping[str, Any]:
    """The case, its story, what may be done now, and what was refused a moment ago."""
    desk = office.cases
    history, members = desk.parts(case)
    templates = _templates(desk, case, language)
    allowed, withheld = _steps_for(case, who)
    return {
        "case": case,
        "members": members,
        "album": desk.database.read(
            lambda conn: Album.beside(conn, case.id, [report.id for report in members])
        ),
        "story": story(history, office.notes.of(case.id)),
        "features": features(case, members, title_of(desk.profile, case)),
        "questions": desk.database.read(lambda conn: asked_of(conn, desk, case, who, language)),
        "opinions": desk.database.read(lambda conn: opinion_store.of_case(conn, case.id)),
        "allowed": allowed,
        "withheld": withheld,
        "taken": refused.step,
        "typed": with_template(refused.typed, templates),
        "templates": templates,
        "errors": refused.errors,
        "labels": labels_of(refused.step),
        "before": before(history, refused.version),
        "units": unit_choices(desk.profile, case.category, case.area, language),
        "conditions": condition_choices(desk.profile, case.category, language),
        "acts": not who.units or case.unit in who.units,
        "me": who.name,
        "away": away(office, case),
        "colleagues": [
            each.name for each in office.colleagues_for(case) if each.name != case.assignee
        ],
    }


def _steps_for(case: Case, who: Worker) -> tuple[Sequence[Step], Sequence[tuple[Step, str]]]:
    """The steps that this person may take, what leads on first, and those that wait for somebody
    else, each with the reason. Steps of the desk are no matter of the responsible unit."""
    allowed, withheld = [], []
    for step in steps_of(case):
        try:
            check_person(case, step, who)
        except (StepOfDesk, NotYourUnit):
            continue
        except CaseRefusal as refusal:
            withheld.append((step, problem_of(refusal).shown_detail()))
        else:
            allowed.append(step)
    # Going on comes before ending it here, and that before sending back and waiting.
    allowed.sort(key=lambda step: (step.kind != "forward", bool(step.outcomes)))
    return allowed, withheld


def _templates(desk: CaseDesk, case: Case, language: str) -> Sequence[Offered]:
    due, zone = case.clock.due_at, desk.profile.zone
    facts = Facts(
        area=case.area,
        unit=case.unit,
        deadline=due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if due else None,
    )
    return offered(desk.profile, case.group, CASE_OUTCOMES, facts, language)


def away(office: Office, case: Case) -> Absence | None:
    """The absence of the one who has the case, on a day on which it counts."""
    if case.assignee is None:
        return None
    return deputy_of(case.assignee, office.absences.every(), office.absences.today())
