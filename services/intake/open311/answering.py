"""Answers to a service's attributes: read from a form, held against the definition. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from services.contracts.profile.service_attributes import Datatype, ServiceAttribute
from services.intake.open311.faults import N_, Fault
from services.intake.open311.moments import moment

LONGEST_LINE = 1_000
LONGEST_TEXT = 4_000
BETWEEN = ","
"""Stands between the keys of a multivaluelist where they are kept; no key holds it."""
_NAME = re.compile(r"attribute\[([^\[\]]*)\](?:\[\])?")
_NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{1,15})?|\.[0-9]{1,15})")


def answers_in(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Every `attribute[CODE]` of a form with what was answered; an empty answer is none.

    Several values come as `attribute[CODE][]` or as `attribute[CODE]` repeated.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        if match is not None and value.strip():
            given.setdefault(match[1], []).append(value)
    return given


def judge(
    attributes: Sequence[ServiceAttribute], given: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], list[Fault]]:
    """What to keep, by code, and one fault for each answer that is wrong or missing."""
    asked = {attribute.code: attribute for attribute in attributes if attribute.variable}
    kept: dict[str, str] = {}
    faults = [
        _fault(code, N_("This service does not ask for this.")) for code in given.keys() - asked
    ]
    for code, attribute in asked.items():
        values = given.get(code, ())
        if not values:
            if attribute.required:
                faults.append(_fault(code, N_("This service needs an answer to this.")))
            continue
        sentence = _wrong(attribute, values)
        if sentence is None:
            kept[code] = _kept(attribute, values)
        else:
            faults.append(_fault(code, sentence))
    return kept, sorted(faults, key=lambda fault: fault.argument)


def _kept(attribute: ServiceAttribute, values: Sequence[str]) -> str:
    if attribute.datatype == "multivaluelist":
        return BETWEEN.join(key for key in attribute.choices if key in values)
    return values[0]


def _wrong(attribute: ServiceAttribute, values: Sequence[str]) -> str | None:
    """The sentence that says what is wrong; none when nothing is."""
    if attribute.datatype != "multivaluelist" and len(values) > 1:
        return N_("Only one answer is possible here.")
    if attribute.is_list:
        known = all(value in attribute.choices for value in values)
        return None if known else N_("The definition of the service has no such value.")
    return _CHECKS[attribute.datatype](values[0])


def _number(value: str) -> str | None:
    return None if _NUMBER.fullmatch(value.strip()) else N_("This must be a number.")


def _datetime(value: str) -> str | None:
    try:
        moment(value)
    except ValueError:
        return N_("This must be a time with its offset, such as 2026-11-22T08:30:00+08:00.")
    return None


def _line(value: str) -> str | None:
    return None if len(value) <= LONGEST_LINE else N_("The text is longer than allowed.")


def _text(value: str) -> str | None:
    return None if len(value) <= LONGEST_TEXT else N_("The text is longer than allowed.")


_CHECKS: Mapping[Datatype, Callable[[str], str | None]] = {
    "string": _line,
    "text": _text,
    "number": _number,
    "datetime": _datetime,
}


def _fault(code: str, sentence: str) -> Fault:
    return Fault(f"attribute[{code[:100]}]", sentence)
