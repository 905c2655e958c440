"""The words and functions with which every page of the desk speaks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.contracts.case_events import CASE_STATES
from services.intake.cases.case.case import Case
from services.intake.cases.case.names import area_name, limit_words, rule_name, title_of
from services.intake.cases.case.words import STATE_WORDS, ago, person_name, step_name
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.desk.words import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    reason_of,
    said_why,
    time_left,
)
from services.runtime.web.i18n import language


def shown(desk: CaseDesk) -> dict[str, Any]:
    """What every page of the desk speaks with."""
    now, profile = desk.clock.now(), desk.profile

    def left(case: Case) -> object:
        return time_left(case.clock, now, is_open=case.is_open)

    def kind(code: str) -> str:
        return profile.type_words(code).in_language(language())

    def unit(code: str | None) -> str:
        known = profile.responsible_units.get(code or "")
        return known.name.in_language(language()) if known else (code or "")

    def day(instant: str) -> str:
        return f"{datetime.fromisoformat(instant).astimezone(profile.zone):%Y-%m-%d}"

    words: Mapping[str, object] = {
        "states": STATE_WORDS,
        "outcomes": OUTCOME_WORDS,
        "severities": SEVERITY_WORDS,
        "all_states": CASE_STATES,
    }
    speaking: Mapping[str, Callable[..., object]] = {
        "left": left,
        "kind": kind,
        "titled": lambda case: title_of(profile, case),
        "unit_name": unit,
        "area_name": lambda code: area_name(profile, code),
        "rule_name": lambda rule: rule_name(profile, rule),
        "limit_words": limit_words,
        "step_name": step_name,
        "person": person_name,
        "day_said": day,
        "reason_of": reason_of,
        "said_why": said_why,
        "ago": lambda at: ago(now - at),
        "supports_of": lambda case: desk.supports.of_case(case.id),
        "parts_of": lambda report: desk.splitting.parts_of(report.id),
        "appeals_of": lambda case: desk.appeals.of_case(case.id),
    }
    return {**words, **speaking, "zone": profile.zone, "now": now}
