"""Reading valid data at a tenth of a schema's price.

Consumers read every event there ever was, and nearly all are valid: most of a schema's time goes
into being ready to say what is wrong. A quick reader knows the schema's fields by heart, takes
what is exactly as they say, types included, and leaves everything else to the schema itself. So
the schema stays the only definition; the reader may be stricter than it and is never laxer.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing, validate

Load = Callable[[Any], Any]
"""Plain data to a value; raises ValidationError as `Schema.load` does."""
_Check = Callable[[Any], Any]
_ABSENT: Final = object()
_WHOLE: Final = 2**53
"""Beyond this a whole number is not every float's neighbour."""
_INFINITE: Final = float("inf")


class _NotPlain(Exception):
    """The schema must look at this."""


def quick_load(schema: Schema) -> Load:
    """What `schema.load` does for one object, sooner where the object is valid."""
    quick = _object(schema)
    if quick is None:
        return schema.load

    def load(data: Any) -> Any:
        try:
            return quick(data)
        except (_NotPlain, ValidationError):
            return schema.load(data)

    return load


def _object(schema: Schema) -> _Check | None:
    """None where the schema has rules beside its fields', which only it can keep."""
    hooks = {kind: found for kind, found in type(schema)._hooks.items() if found}
    builds = [name for name, *_ in hooks.pop("post_load", ())]
    if hooks or len(builds) != 1 or schema.unknown != EXCLUDE or schema.many:
        return None
    build: Callable[[dict[str, Any]], Any] = getattr(schema, builds[0])
    steps = [
        (field.data_key or name, field.attribute or name, _check(field), _default(field))
        for name, field in schema.load_fields.items()
    ]

    def read(data: Any) -> Any:
        if type(data) is not dict:
            raise _NotPlain
        values = {}
        for key, name, check, default in steps:
            value = data.get(key, _ABSENT)
            values[name] = default() if value is _ABSENT else check(value)
        return build(values)

    return read


def _default(field: fields.Field[Any]) -> Callable[[], Any]:
    default = field.load_default

    def required() -> Any:
        raise _NotPlain

    if default is missing:
        return required
    return default if callable(default) else lambda: default


def _check(field: fields.Field[Any]) -> _Check:
    check = _by_type(field)
    if check is None or field.pre_load or field.post_load:
        return field.deserialize
    if not field.allow_none:
        return check
    return lambda value: None if value is None else check(value)


def _by_type(field: fields.Field[Any]) -> _Check | None:
    """How a value of this kind of field is read; None where only the field knows."""
    kind, rules = type(field), field.validators
    if isinstance(field, fields.Nested):
        nested = field.schema
        return _object(nested) if kind is fields.Nested and not rules and not field.many else None
    if isinstance(field, fields.List):
        return _list(_check(field.inner)) if kind is fields.List and not rules else None
    if kind is fields.String:
        return _text(rules)
    if kind is fields.Integer:
        return _number(rules, whole=True)
    if kind is fields.Float:
        return _number(rules, whole=False)
    if kind is fields.AwareDateTime and not rules and getattr(field, "format", "") == "iso":
        return _moment
    return _truth if kind is fields.Boolean and not rules else None


def _list(check: _Check) -> _Check:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise _NotPlain
        return [check(item) for item in value]

    return read


def _text(rules: list[Any]) -> _Check | None:
    if len(rules) > 1:
        return None
    rule = rules[0] if rules else validate.Length(min=0)
    if type(rule) is validate.OneOf:
        return _chosen(frozenset(rule.choices))
    if type(rule) is not validate.Length or rule.equal is not None:
        return None
    low, high = rule.min or 0, _INFINITE if rule.max is None else rule.max

    def read(value: Any) -> Any:
        if type(value) is not str or not low <= len(value) <= high:
            raise _NotPlain
        return value

    return read


def _chosen(choices: frozenset[Any]) -> _Check:
    def read(value: Any) -> Any:
        if type(value) is not str or value not in choices:
            raise _NotPlain
        return value

    return read


def _number(rules: list[Any], *, whole: bool) -> _Check | None:
    rule = rules[0] if rules else validate.Range()
    inclusive = type(rule) is validate.Range and rule.min_inclusive and rule.max_inclusive
    if len(rules) > 1 or not inclusive:
        return None
    low = -_INFINITE if rule.min is None else rule.min
    high = _INFINITE if rule.max is None else rule.max

    def read_whole(value: Any) -> Any:
        if type(value) is not int or not low <= value <= high:
            raise _NotPlain
        return value

    def read(value: Any) -> Any:
        if type(value) is int and -_WHOLE < value < _WHOLE:
            value = float(value)
        # Not-a-number is in no range; the infinities are in the range without ends.
        if type(value) is not float or not low <= value <= high or abs(value) == _INFINITE:
            raise _NotPlain
        return value

    return read_whole if whole else read


def _moment(value: Any) -> Any:
    if type(value) is not str:
        raise _NotPlain
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise _NotPlain from error
    if moment.tzinfo is None:
        raise _NotPlain
    return moment


def _truth(value: Any) -> Any:
    if type(value) is not bool:
        raise _NotPlain
    return value
