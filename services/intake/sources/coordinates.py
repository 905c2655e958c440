"""Degrees as people write them: 29°52′30″N, 东经121°33′12″, and both in one cell, 121.55, 29.87."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Axis = Literal["lat", "long"]
_AXES: Final[dict[str, tuple[Axis, int]]] = {
    "n": ("lat", 1),
    "s": ("lat", -1),
    "e": ("long", 1),
    "w": ("long", -1),
    "北纬": ("lat", 1),
    "南纬": ("lat", -1),
    "东经": ("long", 1),
    "西经": ("long", -1),
    "纬度": ("lat", 1),
    "经度": ("long", 1),
    "纬": ("lat", 1),
    "经": ("long", 1),
    "latitude": ("lat", 1),
    "lat": ("lat", 1),
    "longitude": ("long", 1),
    "long": ("long", 1),
    "lng": ("long", 1),
    "lon": ("long", 1),
}
_LABEL: Final = "|".join(sorted(_AXES, key=len, reverse=True))
_NUMBER: Final = r"[0-9]{1,3}(?:\.[0-9]{1,20})?"
_ANGLE: Final = re.compile(
    rf"(?:(?P<before>{_LABEL})\s?[:=]?)?(?P<sign>[+-])?(?P<degrees>{_NUMBER})"
    r"(?:(?:[°º度]|deg)(?:(?P<minutes>[0-9]{1,2}(?:\.[0-9]{1,20})?)(?:[′'’‘分]|$)"
    r"(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]{1,20})?)(?:[″\"”“秒]|''|′′|$))?)?)?"
    r"(?:\s?(?P<after>[nsew])(?![0-9a-z]))?"
)
_ANY_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_BETWEEN: Final = re.compile(r"[,;/、|\s]{1,3}")
_AROUND: Final = "()[]{}<> "
_SIXTY: Final = 60
_MOST_LATITUDE: Final = 90
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Angle:
    """Degrees, and what the text says that they are."""

    degrees: float
    axis: Axis | None


def angle_of(text: str) -> Angle | None:
    """One angle that is written with signs, such as 29°52′30″N or 北纬29.87; none for any other
    text, a bare number among them."""
    read = _angle(_plain(text), 0)
    if read is None:
        return None
    angle, end = read
    written = _plain(text)
    return angle if end == len(written) and not _is_bare(written) else None


def point_of(text: str, first: Axis | None = None) -> tuple[float, float] | None:
    """Latitude and longitude of a cell that holds both; none where it holds no two angles, or
    nothing tells which is which. `first` is what the column says of their order.

    WKT's `POINT(121.55 29.87)` names the longitude first.
    """
    plain = _plain(text)
    if plain.startswith("point"):
        plain, first = plain.removeprefix("point").strip(_AROUND), "long"
    read = _angle(plain, 0)
    if read is None:
        return None
    one, end = read
    between = _BETWEEN.match(plain, end)
    if between is not None:
        end = between.end()
    elif one.axis is None:
        return None
    read = _angle(plain, end)
    if read is None or read[1] != len(plain):
        return None
    return _ordered(one, read[0], first)


def holds_numbers(text: str) -> bool:
    """Whether at least two numbers stand in the text, which a point needs."""
    return len(_ANY_NUMBER.findall(text)) > 1


def axis_named_first(header: str) -> Axis | None:
    """Which of both a header names first, such as 经纬度 or lat/long."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    lat = min((at for sign in ("纬", "lat") if (at := folded.find(sign)) >= 0), default=None)
    long = min(
        (at for sign in ("经", "lon", "lng") if (at := folded.find(sign)) >= 0), default=None
    )
    if lat is None or long is None:
        return None
    return "lat" if lat < long else "long"


def _ordered(one: Angle, two: Angle, first: Axis | None) -> tuple[float, float] | None:
    axis = one.axis or (two.axis and _other(two.axis))
    if axis is None and abs(one.degrees) > _MOST_LATITUDE:
        axis = "long"
    elif axis is None and abs(two.degrees) > _MOST_LATITUDE:
        axis = "lat"
    if one.degrees == two.degrees:
        # What stands for no place has no order.
        axis = axis or "lat"
    axis = axis or first
    if axis is None or two.axis == axis:
        return None
    return (one.degrees, two.degrees) if axis == "lat" else (two.degrees, one.degrees)


def _other(axis: Axis) -> Axis:
    return "long" if axis == "lat" else "lat"


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    folded = unicodedata.normalize("NFKC", text.replace("″", '"').replace("′", "'"))
    return re.sub(r"\s*([°º度分秒'\":=,;])\s*", r"\1", folded.casefold().strip(_AROUND)).strip()


def _is_bare(plain: str) -> bool:
    return all(char.isdigit() or char in "+-." for char in plain)


def _angle(plain: str, at: int) -> tuple[Angle, int] | None:
    """The angle that begins there, and where it ends."""
    found = _ANGLE.match(plain, at)
    if found is None:
        return None
    before, after = found["before"], found["after"]
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= _SIXTY or seconds >= _SIXTY or (before and after):
        return None
    degrees = float(found["degrees"]) + minutes / _SIXTY + seconds / _SIXTY**2
    axis, sign = _AXES[before or after] if before or after else (None, 1)
    if found["sign"] == "-":
        sign = -sign
    return Angle(sign * degrees, axis), found.end()
