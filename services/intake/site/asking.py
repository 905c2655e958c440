"""The questions that the profile asks about a kind of problem, on the residents' form.

A question that nobody answers is no fault: who is in a hurry must be able to send. An answer is
kept only with the kind that asks for it, and only if it is one that could be given.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.contracts.profile.model import Profile
from services.contracts.profile.service_attributes import ServiceAttribute

_NAME = re.compile(r"answer\.([a-z0-9_.-]+):([a-z0-9_.-]+)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_LONGEST = 1_000
BETWEEN = ","
"""Stands between the keys of several answers; no key holds it."""
_INPUTS = {"number": "number", "datetime": "datetime-local"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or with no `kind` a sentence to be read."""

    name: str
    """Of its field."""
    label: str
    hint: str
    kind: str
    """"one", "several", or the type of an input; empty: nothing is asked."""
    choices: Sequence[tuple[str, str]]
    said: Sequence[str]


def field_name(service: str, code: str) -> str:
    return f"answer.{service}:{code}"


def answers_in(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was answered, by the name of the field; several answers in one."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if _NAME.fullmatch(name) and value.strip():
            given.setdefault(name, []).append(value.strip()[:_LONGEST])
    return {name: BETWEEN.join(values) for name, values in given.items()}


def questions_of(
    profile: Profile, service: str, said: Mapping[str, str], language: str
) -> Sequence[Question]:
    """What is asked about a kind of problem, with what was answered so far."""
    return [
        _question(service, asked, said, language)
        for asked in profile.service_attributes.get(service, ())
    ]


def kept_answers(profile: Profile, service: str | None, said: Mapping[str, str]) -> dict[str, str]:
    """The answers that belong to this kind of problem, by the code of the question."""
    kept = {}
    for asked in profile.service_attributes.get(service or "", ()):
        value = said.get(field_name(service or "", asked.code), "")
        answer = _possible(asked, value, profile) if value and asked.variable else None
        if answer:
            kept[asked.code] = answer
    return kept


def _question(
    service: str, asked: ServiceAttribute, said: Mapping[str, str], language: str
) -> Question:
    name = field_name(service, asked.code)
    kind = _INPUTS.get(asked.datatype, "text")
    if asked.is_list:
        kind = "one" if asked.datatype == "singlevaluelist" else "several"
    hint = asked.datatype_description
    return Question(
        name=name,
        label=asked.description.in_language(language),
        hint=hint.in_language(language) if hint and not asked.is_list else "",
        kind=kind if asked.variable else "",
        choices=[(key, words.in_language(language)) for key, words in asked.choices.items()],
        said=said.get(name, "").split(BETWEEN),
    )


def _possible(asked: ServiceAttribute, value: str, profile: Profile) -> str | None:
    if asked.is_list:
        chosen = [key for key in asked.choices if key in value.split(BETWEEN)]
        several = asked.datatype == "multivaluelist"
        return BETWEEN.join(chosen if several else chosen[:1]) or None
    if asked.datatype == "number":
        return value if _NUMBER.fullmatch(value) else None
    if asked.datatype == "datetime":
        return _moment(value, profile)
    return value


def _moment(value: str, profile: Profile) -> str | None:
    """A browser says the local time; the profile's zone says where that is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=profile.zone)
    return local.isoformat()
