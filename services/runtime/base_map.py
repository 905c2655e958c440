"""What lies under the points of a map: nothing but areas, a local layer, or somebody's tiles.

    none                                                          areas of the profile, as GeoJSON
    file:///srv/district.geojson                                  a local layer (GeoJSON, WGS-84)
    file:///srv/tiles/{z}/{x}/{y}.png                             a local folder of tiles
    https://tiles.example/{z}/{x}/{y}.png#datum=gcj02&attribution=%C2%A9%20Example&zoom=18

The part after ``#`` is for us and never sent: the datum in which tiles are drawn (wgs84, cgcs2000
or gcj02), whom to thank, and the deepest zoom there is. Only that one host is ever asked.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

Datum = Literal["wgs84", "cgcs2000", "gcj02"]
BASE_MAP_RULE: Final = (
    "none, file:///….geojson, or file:// or https:// with {z}/{x}/{y}; after # only datum "
    "(wgs84, cgcs2000, gcj02), attribution and zoom (1 to 22)"
)
"""What a setting must be; it never repeats the value, which may hold a key."""
_DATUMS: Final[tuple[Datum, ...]] = ("wgs84", "cgcs2000", "gcj02")
_PLACES: Final = ("{z}", "{x}", "{y}")
_LOOPBACK: Final = ("127.0.0.1", "localhost")
_DEEPEST: Final = 22


class NoBaseMap(ValueError):
    """The setting is none of the three kinds."""

    def __init__(self) -> None:
        super().__init__(BASE_MAP_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """How a map is drawn below its points."""

    tiles: str | None = None
    """Address template of tiles that the browser asks for itself."""
    layer: Path | None = None
    """A GeoJSON file of ours to serve."""
    folder: Path | None = None
    """A folder of ours whose tiles to serve; ``pattern`` leads from it to a tile."""
    pattern: str = ""
    datum: Datum = "wgs84"
    attribution: str = ""
    zoom: int = 18
    """The deepest zoom that has tiles."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Origins from which pages must be allowed to load images."""
        if self.tiles is None:
            return ()
        parts = urlsplit(self.tiles)
        return (f"{parts.scheme}://{parts.netloc}",)


def is_base_map(text: str) -> bool:
    try:
        base_map(text)
    except NoBaseMap:
        return False
    return True


def base_map(text: str) -> BaseMap:
    """The base map that a setting names. Raises NoBaseMap."""
    if text == "none":
        return BaseMap()
    address, _, told = text.partition("#")
    try:
        parts = urlsplit(address)
        options = parse_qs(told, keep_blank_values=True, strict_parsing=bool(told))
    except ValueError as error:
        raise NoBaseMap from error
    datum, attribution, zoom = _told(options)
    has_places = all(address.count(place) == 1 for place in _PLACES)
    if parts.scheme == "file" and not parts.netloc:
        path = Path(unquote(parts.path))
        if not has_places:
            return BaseMap(layer=path, datum=datum, attribution=attribution, zoom=zoom)
        folder = next(above for above in path.parents if "{" not in str(above))
        pattern = path.relative_to(folder).as_posix()
        return BaseMap(
            folder=folder, pattern=pattern, datum=datum, attribution=attribution, zoom=zoom
        )
    if _may_be_asked(parts.scheme, parts.hostname, parts.netloc) and has_places:
        return BaseMap(tiles=address, datum=datum, attribution=attribution, zoom=zoom)
    raise NoBaseMap


def _may_be_asked(scheme: str, host: str | None, netloc: str) -> bool:
    # What stands in the policy must not be able to say more than one host.
    if not host or "@" in netloc or any(char in netloc for char in " ;,*'\"{}"):
        return False
    return scheme == "https" or (scheme == "http" and host in _LOOPBACK)


def _told(options: dict[str, list[str]]) -> tuple[Datum, str, int]:
    if set(options) - {"datum", "attribution", "zoom"}:
        raise NoBaseMap
    named = options.get("datum", ["wgs84"])[-1]
    datum = next((known for known in _DATUMS if known == named), None)
    zoom = options.get("zoom", ["18"])[-1]
    if datum is None or not (zoom.isascii() and zoom.isdecimal() and 1 <= int(zoom) <= _DEEPEST):
        raise NoBaseMap
    return datum, options.get("attribution", [""])[-1], int(zoom)
