"""Forms of the desk: what was typed, as what a use case takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from services.contracts.case_events import CaseOutcome
from services.intake.cases.case.answering import Offered
from services.intake.cases.case.case import Saying
from services.intake.cases.case.refusals import CaseRefusal, MissingDetail
from services.intake.cases.edge.answers_to_refusals import CASE_REFUSALS
from services.intake.feedback.opinion_api import OPINION_REFUSALS
from services.intake.feedback.say_opinion import OpinionRefusal
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import joined

_LABELS = {
    "unit": lazy_gettext("Responsible unit"),
    "condition": lazy_gettext("Filing condition"),
    "note": lazy_gettext("Answer for residents"),
    "reason": lazy_gettext("Reason"),
    "outcome": lazy_gettext("Outcome"),
    "review_on": lazy_gettext("Looked at again on"),
    "due_on": lazy_gettext("Dealt with by"),
    "photo": lazy_gettext("Photo"),
    "assignee": lazy_gettext("Assign to"),
    "case": lazy_gettext("Case"),
    "numbers": lazy_gettext("Numbers of reports"),
    "text": lazy_gettext("Internal note"),
    "first_day": lazy_gettext("First day"),
    "last_day": lazy_gettext("Last day"),
    "deputy": lazy_gettext("Deputy"),
    "decision": lazy_gettext("What becomes of the case"),
}
_REFUSALS = joined(CASE_REFUSALS, OPINION_REFUSALS)

FIELDS = ("reason", "note", "outcome", "unit", "condition", "review_on", "photo")
"""What is said with a step."""
OTHER_FIELDS = ("assignee", "holding", "text", "template", "insert", "case", "numbers", "due_on")
"""What other forms of a case ask for."""
ACTION_FIELDS = {
    "dispatch": ("condition", "unit"),
    "answer": ("outcome", "note"),
    "decline": ("outcome", "reason"),
}
"""One form holds all actions on a bundle; each reads its own part of it."""


def saying(typed: Mapping[str, str]) -> Saying:
    """Empty fields were not said. Raises MissingDetail for a day that is none."""
    values = {name: typed.get(name, "").strip() or None for name in FIELDS}
    return Saying(
        reason=values["reason"],
        note=values["note"],
        outcome=cast("CaseOutcome | None", values["outcome"]),
        unit=values["unit"],
        condition=values["condition"],
        review_on=day_of(values["review_on"], "review_on"),
        photo=values["photo"],
    )


def saying_for(action: str, typed: Mapping[str, str]) -> Saying:
    """What was typed for one of the actions on a bundle."""
    return saying({name: typed.get(name, "") for name in ACTION_FIELDS[action]})


def typed_form(form: Mapping[str, str]) -> dict[str, str]:
    """What was typed into a form; PostgreSQL cannot keep NUL."""
    return {name: form.get(name, "").replace("\r\n", "\n") for name in (*FIELDS, *OTHER_FIELDS)}


def with_template(typed: Mapping[str, str], templates: Sequence[Offered]) -> Mapping[str, str]:
    """What was typed; a template that was chosen fills an empty answer, or, where inserting was
    asked for, follows what is written."""
    chosen = next((each for each in templates if each.key == typed.get("template")), None)
    written = typed.get("note", "").strip()
    if chosen is None or (written and not typed.get("insert")):
        return typed
    note = f"{written}\n{chosen.text}" if written else chosen.text
    return {**typed, "note": note, "outcome": chosen.outcome}


def version_of(text: str) -> int:
    """The version that a page showed; 0, which no case has, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def problem_of(refusal: CaseRefusal | OpinionRefusal) -> Problem:
    return _REFUSALS[type(refusal)](refusal)


def errors_of(problem: Problem, form: str) -> tuple[FieldError, ...]:
    """The faults, each at the field of the form that was sent: several stand on one page.

    A refusal that names no field is shown as one of the whole form.
    """
    if not problem.errors:
        return (FieldError("", "refused", problem.shown_detail()),)
    return tuple(
        FieldError(f"/{form}-{error.pointer.lstrip('/')}", error.rule, error.detail)
        for error in problem.errors
    )


def labels_of(form: str) -> dict[str, object]:
    """What the fields of a form are called, for the summary of what is to mend."""
    return {f"{form}-{name}": label for name, label in _LABELS.items()}


def day_of(text: str | None, name: str) -> date | None:
    """None for an empty field. Raises MissingDetail for a day that is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MissingDetail(name, "day") from error
