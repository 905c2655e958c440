"""Where something lies, as a condition on its row: the same for needs and for projects."""

import json
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Text, type_coerce


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """WGS-84 degrees, both ends included."""

    west: float
    south: float
    east: float
    north: float


def lies_in_area(path: Column[list[str]], area: str) -> ColumnElement[bool]:
    """Whether the area is on the path: the thing lies in it, or in an area that it holds."""
    # The path is a JSON list as text; a code in quotes is a whole code.
    code = json.dumps(area, ensure_ascii=False)
    return type_coerce(path, Text).contains(code, autoescape=True)


def lies_in_box(lat: Column[float], long: Column[float], box: Box) -> ColumnElement[bool]:
    return lat.between(box.south, box.north) & long.between(box.west, box.east)
