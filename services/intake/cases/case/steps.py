"""The table of steps: from which states, to which, by whom, and what each does to the clock."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from services.contracts.case_events import CASE_OUTCOMES, CASE_STATES, CaseOutcome, CaseStatus
from services.contracts.profile.words import Words

Kind = Literal["forward", "return", "side"]
By = Literal["intake", "unit", "other"]
ClockEffect = Literal["start", "stop", "resume", "keep"]
Need = Literal["unit", "note", "review_on"]
BEFORE: Final = "(before)"
"""As the target of a step: the state in which the case was before the last one."""
DUE_SOON: Final = "due_soon"
DEADLINE_PASSED: Final = "deadline_passed"
ESCALATE: Final = "escalate"
REVIEW_DUE: Final = "review_due"
DANGER: Final = "danger"
GRAVER: Final = "graver"
NOTED: Final = (DUE_SOON, DEADLINE_PASSED, ESCALATE, REVIEW_DUE, DANGER, GRAVER)
"""Lines of a case's history that its clock writes, or what its reports turn out to be: nobody
decided anything, so they are nobody's conflict and never the last step that somebody took."""
_FILE: Final = Path(__file__).parent / "steps.toml"


class BadStepTable(Exception):
    """The table contradicts itself; nothing starts with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One allowed step."""

    code: str
    name: Words
    origins: tuple[CaseStatus, ...]
    target: CaseStatus | None
    """None: back to where the case was before."""
    kind: Kind
    by: By
    clock: ClockEffect
    reason: bool
    needs: tuple[Need, ...]
    outcomes: tuple[CaseOutcome, ...]
    """One of these must be named; empty: the step names none."""


@cache
def steps() -> Mapping[str, Step]:
    """The steps by code. Raises BadStepTable."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["step"]
    return {row["code"]: _step(row) for row in rows}


def steps_from(state: CaseStatus) -> list[Step]:
    """What may be done in a state, in the order of the table."""
    return [step for step in steps().values() if state in step.origins]


def _step(row: Mapping[str, Any]) -> Step:
    target = row["to"]
    step = Step(
        code=row["code"],
        name=Words(row["name_zh"], row["name_en"]),
        origins=tuple(row["from"]),
        target=None if target == BEFORE else target,
        kind=row["kind"],
        by=row["by"],
        clock=row["clock"],
        reason=row.get("reason", False),
        needs=tuple(row.get("needs", ())),
        outcomes=tuple(row.get("outcomes", ())),
    )
    known = (
        set(step.origins) <= set(CASE_STATES)
        and (step.target is None or step.target in CASE_STATES)
        and step.kind in ("forward", "return", "side")
        and step.by in ("intake", "unit", "other")
        and step.clock in ("start", "stop", "resume", "keep")
        and set(step.needs) <= {"unit", "note", "review_on"}
        and set(step.outcomes) <= set(CASE_OUTCOMES)
    )
    if not known:
        raise BadStepTable(step.code)
    return step
