"""A box on the map as a parameter: `bbox=west,south,east,north`, the same for every service."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from marshmallow import ValidationError, fields

from services.runtime.web.faults import N_, Fault

B = TypeVar("B", covariant=True)


class MakesBox(Protocol[B]):
    """A feature's own value of a box."""

    def __call__(self, *, west: float, south: float, east: float, north: float) -> B: ...


class BoxField(fields.Field[Any]):
    """Four numbers in WGS-84 degrees, west at most east and south at most north; a box never
    crosses the date line. What it becomes is up to the feature: `bbox = BoxField(Box)`."""

    def __init__(self, make: MakesBox[Any], **options: Any) -> None:
        options.setdefault("metadata", {}).update(
            {"type": "string", "description": "west,south,east,north in degrees"}
        )
        super().__init__(**options)
        self._make = make

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        try:
            west, south, east, north = (float(part) for part in str(value).split(","))
        except ValueError as error:
            raise ValidationError([_no_box()]) from error
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValidationError([_no_box()])
        return self._make(west=west, south=south, east=east, north=north)


def _no_box() -> Fault:
    return Fault("bbox", N_("Give west,south,east,north in degrees."))
