"""Turns what marshmallow says about a body into field errors: pointer, rule, a sentence to act on.

Own fields raise ``Fault`` texts, which carry their rule and are translated when they are shown.
Messages of marshmallow's own fields and validators are recognised by their wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError


class Fault(str):
    """A message for a ValidationError that knows its rule and its parameters.

    ``raise ValidationError([Fault("range", "…between %(low)s and %(high)s.", low=0, high=9)])``
    """

    __slots__ = ("params", "rule")
    rule: str
    params: Mapping[str, object]

    def __new__(cls, rule: str, message: str, **params: object) -> Fault:
        fault = super().__new__(cls, message)
        fault.rule = rule
        fault.params = params
        return fault

    def __reduce__(self) -> tuple[Any, ...]:
        return (_fault, (self.rule, str(self), dict(self.params)))


def N_(message: str) -> str:
    """Mark a message for extraction; it is translated when it is shown."""
    return message


_TIME: Final = N_("This must be a time such as 2026-11-22T08:30:00+08:00.")
_MAIL: Final = N_("Please give an e-mail address such as name@example.org.")
_AT_LEAST: Final = N_("This needs at least %(min)s characters or entries.")
_AT_MOST: Final = N_("This may have at most %(max)s characters or entries.")
_BETWEEN: Final = N_("This needs between %(min)s and %(max)s characters or entries.")
_EXACTLY: Final = N_("This needs exactly %(equal)s characters or entries.")
_RANGE: Final = N_("This must lie between %(min)s and %(max)s.")
_BOTH_ENDS: Final = (
    r"Must be greater than or equal to (?P<min>.+?) and less than or equal to (?P<max>.+)\."
)
_BOTH_LENGTHS: Final = r"Length must be between (?P<min>\d+) and (?P<max>\d+)\."

_KNOWN: Final = tuple(
    (re.compile(pattern), rule, message)
    for pattern, rule, message in (
        (r"Missing data for required field\.", "required", N_("Please fill this in.")),
        (r"Field may not be null\.", "required", N_("This may not be null.")),
        (r"Unknown field\.", "unknown", N_("This field is not known.")),
        (r"Not a valid string\.", "type", N_("This must be text.")),
        (r"Not a valid integer\.", "type", N_("This must be a whole number.")),
        (r"Not a valid number\.", "type", N_("This must be a number.")),
        (r"Number too large\.", "range", N_("This number is too large.")),
        (r"Not a valid boolean\.", "type", N_("This must be true or false.")),
        (r"Not a valid list\.", "type", N_("This must be a list.")),
        (r"Not a valid mapping type\.", "type", N_("This must be an object.")),
        (r"Invalid input type\.", "type", N_("This must be an object.")),
        (r"Not a valid (aware |naive )?datetime\.", "format", _TIME),
        (r"Not a valid date\.", "format", N_("This must be a date such as 2026-11-22.")),
        (r"Not a valid UUID\.", "format", N_("This must be a UUID.")),
        (r"Not a valid email address\.", "format", _MAIL),
        (r"Not a valid URL\.", "format", N_("This must be a web address.")),
        (r"Special numeric values .*", "type", N_("This must be a finite number.")),
        (r"Must be one of: (?P<choices>.*)\.", "choice", N_("This must be one of: %(choices)s.")),
        (r"Shorter than minimum length (?P<min>\d+)\.", "length", _AT_LEAST),
        (r"Longer than maximum length (?P<max>\d+)\.", "length", _AT_MOST),
        (_BOTH_LENGTHS, "length", _BETWEEN),
        (r"Length must be (?P<equal>\d+)\.", "length", _EXACTLY),
        (_BOTH_ENDS, "range", _RANGE),
        (
            r"Must be greater than or equal to (?P<min>.+)\.",
            "range",
            N_("This must be at least %(min)s."),
        ),
        (
            r"Must be less than or equal to (?P<max>.+)\.",
            "range",
            N_("This must be at most %(max)s."),
        ),
        (
            r"String does not match expected pattern\.",
            "format",
            N_("This does not have the expected form."),
        ),
        (r"Field may not be blank\.", "required", N_("Please fill this in.")),
    )
)


def field_errors(messages: object, locations: bool = False) -> list[FieldError]:
    """Flatten marshmallow's messages; with ``locations`` the first level names body or query."""
    if locations and isinstance(messages, Mapping):
        return [error for part in messages.values() for error in _walk(part, "")]
    return list(_walk(messages, ""))


def _walk(messages: object, pointer: str) -> Iterator[FieldError]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _walk(below, pointer if key == "_schema" else f"{pointer}/{_token(key)}")
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from _walk(message, pointer)
    else:
        rule, detail = _said(messages)
        yield FieldError(pointer, rule, detail)


def _said(message: object) -> tuple[str, str]:
    if isinstance(message, Fault):
        return message.rule, gettext(str(message), **message.params)
    text = str(message)
    for pattern, rule, plain in _KNOWN:
        found = pattern.fullmatch(text)
        if found:
            return rule, gettext(plain, **found.groupdict())
    return "invalid", gettext(text)


def _token(key: object) -> str:
    readable = str(key).encode("utf-8", "replace").decode("utf-8")
    return readable.replace("~", "~0").replace("/", "~1")


def _fault(rule: str, message: str, params: dict[str, object]) -> Fault:
    return Fault(rule, message, **params)
