"""The start of a profile of one's own: the vocabulary, with areas and types to fill in."""

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from services.contracts.profile.guessed_areas import GuessedArea
from services.contracts.profile.load import (
    DEMONSTRATION,
    FILES,
    VOCABULARY,
    load_profile,
    without_places,
)
from services.contracts.profile.model import OTHER

_PLACES = {
    "areas.csv": "code,name_zh,name_en,level,parent,aliases,population,vulnerable_share,"
    "responsible_unit",
    "roads.csv": "code,name_zh,name_en,aliases,area",
    "landmarks.csv": "code,name_zh,name_en,aliases,area,lat,long",
}
_OF_PLACES = (*_PLACES, "areas.geojson", "roads.geojson")
_FIRST = "profile.toml"


def write_start(
    directory: Path, areas: Sequence[GuessedArea], types: Iterable[tuple[str, str]]
) -> None:
    """Write the folder, which must not be there or be empty. `types` are vocabularies and names
    of types that nothing is known about: each leads to `other` until somebody fills it in."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if name not in _OF_PLACES and (DEMONSTRATION / name).is_file():
            shutil.copyfile(DEMONSTRATION / name, directory / name)
    shutil.copyfile(VOCABULARY / _FIRST, directory / _FIRST)
    for name, columns in _PLACES.items():
        (directory / name).write_text(columns + "\n", encoding="utf-8")
    _keep_units(directory)
    _append(directory / "external_types.csv", [(*each, OTHER) for each in types])
    _append(
        directory / "areas.csv",
        [(a.code, a.name_zh, a.name_en, a.level, a.parent or "", "", "", "", "") for a in areas],
    )
    drawn = [_feature(area) for area in areas if area.rings]
    if drawn:
        body = {"type": "FeatureCollection", "features": drawn}
        (directory / "areas.geojson").write_text(
            json.dumps(body, ensure_ascii=False), encoding="utf-8"
        )


def _keep_units(directory: Path) -> None:
    """Offices of single areas stay with the demonstration."""
    path, kept = directory / "responsible_units.csv", without_places(load_profile())
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    path.write_text("", encoding="utf-8")
    _append(path, [header, *(row for row in rows if row and row[0] in kept)])


def _append(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _feature(area: GuessedArea) -> dict[str, Any]:
    """Every ring by itself: a hole is a ring, too, for whoever counts crossings."""
    polygons = [[ring] for ring in area.rings]
    return {
        "type": "Feature",
        "properties": {"code": area.code},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }
