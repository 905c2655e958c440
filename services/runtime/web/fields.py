"""Fields for requests: what marshmallow's own let through and a store or a reader would choke on.

``Body`` is the base of every request schema: unknown fields are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields

from services.runtime.clock import has_whole_offset
from services.runtime.web.faults import N_, Fault

_NUL: Final = "\x00"


class Body(Schema):
    """Base of request schemas: a field nobody knows is an error, never ignored."""

    class Meta:
        unknown = RAISE


class Text(fields.String):
    """Text exactly as sent: length in code points; NUL and lone surrogates are refused.

    ``blank=False`` (the default) also refuses text of nothing but white space.
    """

    def __init__(
        self, *, at_most: int, at_least: int = 0, blank: bool = False, **options: Any
    ) -> None:
        options.setdefault("metadata", {}).update(
            {"maxLength": at_most, "minLength": max(at_least, 0 if blank else 1)}
        )
        super().__init__(**options)
        self.at_most, self.at_least, self.blank = at_most, at_least, blank

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        refuse_unstorable(text)
        if not self.blank and not text.strip():
            raise ValidationError([Fault("blank", N_("This may not be blank."))])
        if len(text) > self.at_most:
            raise ValidationError([_too_long(self.at_most)])
        if len(text) < self.at_least:
            message = N_("This needs at least %(least)s characters.")
            raise ValidationError([Fault("length", message, least=self.at_least)])
        return text


class AwareTime(fields.Field[datetime]):
    """An instant with its offset (RFC 3339); comes out as aware UTC.

    A time without an offset is refused: the same digits mean different instants elsewhere.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("metadata", {}).update({"type": "string", "format": "date-time"})
        super().__init__(**options)

    def _deserialize(self, value: Any, *_context: Any, **_options: Any) -> datetime:
        moment = _moment(value)
        if moment.tzinfo is None:
            message = N_("Please add the offset, such as 2026-11-22T08:30:00+08:00.")
            raise ValidationError([Fault("offset", message)])
        if not has_whole_offset(moment):
            message = N_(
                "The offset may have no seconds; write it as in 2026-11-22T08:30:00+08:00."
            )
            raise ValidationError([Fault("offset", message)])
        try:
            return moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError([_no_time()]) from error

    def _serialize(self, value: Any, *_context: Any, **_options: Any) -> str | None:
        return None if value is None else value.isoformat()


class Number(fields.Float):
    """A finite number within both ends. ``strict``: a text of digits, as in a query, is none."""

    def __init__(
        self,
        *,
        low: float | None = None,
        high: float | None = None,
        strict: bool = False,
        **options: Any,
    ) -> None:
        ends = {"minimum": low, "maximum": high}
        options.setdefault("metadata", {}).update(
            {name: end for name, end in ends.items() if end is not None}
        )
        super().__init__(**options)
        self.low, self.high, self.strict = low, high, strict

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> float:
        if isinstance(value, bool) or (self.strict and isinstance(value, str)):
            raise ValidationError([Fault("type", N_("This must be a number."))])
        number = super()._deserialize(value, attr, data, **kwargs)
        if self.low is not None and number < self.low:
            message = N_("This must be at least %(min)s.")
            raise ValidationError([Fault("range", message, min=self.low)])
        if self.high is not None and number > self.high:
            message = N_("This must be at most %(max)s.")
            raise ValidationError([Fault("range", message, max=self.high)])
        return number


class Count(fields.Integer):
    """A whole number within both ends; ``clamp`` answers a too large one with the upper end."""

    def __init__(self, *, low: int = 0, high: int, clamp: bool = False, **options: Any) -> None:
        ends = {"minimum": low} if clamp else {"minimum": low, "maximum": high}
        options.setdefault("metadata", {}).update(ends)
        super().__init__(**options)
        self.low, self.high, self.clamp = low, high, clamp

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> int:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise ValidationError([Fault("type", N_("This must be a whole number."))])
        number = super()._deserialize(value, attr, data, **kwargs)
        if number > self.high and self.clamp:
            return self.high
        if not self.low <= number <= self.high:
            message = N_("This must lie between %(min)s and %(max)s.")
            raise ValidationError([Fault("range", message, min=self.low, max=self.high)])
        return number


def refuse_unstorable(text: str) -> None:
    """Raise on NUL and on lone surrogates, which no store and no encoder takes."""
    if _NUL in text:
        raise ValidationError([Fault("nul", N_("This holds a NUL character."))])
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError([Fault("unicode", N_("This holds half a character."))]) from error


def _too_long(most: int) -> Fault:
    return Fault("length", N_("This may have at most %(most)s characters."), most=most)


def _no_time() -> Fault:
    return Fault("format", N_("This must be a time such as 2026-11-22T08:30:00+08:00."))


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or len(value) > 40 or "T" not in value.upper():
        raise ValidationError([_no_time()])
    # A "+" of a query string arrives as a space when the caller did not encode it.
    try:
        return datetime.fromisoformat(value.replace(" ", "+").upper())
    except ValueError as error:
        raise ValidationError([_no_time()]) from error
