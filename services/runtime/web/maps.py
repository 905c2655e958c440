"""Maps on pages: the files that installed packages carry, and the base map that is set.

Nothing of it is kept in this repository and nothing comes from elsewhere but the tiles of the one
host that the setting names. Templates use the macros of ``_map.html``.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, request, send_file, url_for

from services.runtime.base_map import BaseMap
from services.runtime.identity.access import public
from services.runtime.web.settings import WebSettings

CARRIED: Final[Mapping[str, tuple[str, str]]] = {
    "leaflet.js": ("django-js-lib-leaflet", "js_lib_leaflet/static/js_lib_leaflet/leaflet.js"),
    "leaflet.css": ("django-js-lib-leaflet", "js_lib_leaflet/static/js_lib_leaflet/leaflet.css"),
    "markercluster.js": (
        "xstatic-leaflet-markercluster",
        "xstatic/pkg/leaflet_markercluster/data/leaflet.markercluster.js",
    ),
    "markercluster.css": (
        "xstatic-leaflet-markercluster",
        "xstatic/pkg/leaflet_markercluster/data/MarkerCluster.css",
    ),
}
"""Our name of a file: the installed package that carries it, and where."""
_TYPES: Final = {".js": "text/javascript", ".css": "text/css"}
_A_YEAR: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class CarriedFile:
    body: bytes
    packed: bytes
    """The body as gzip."""
    digest: str
    mimetype: str


@cache
def carried(name: str) -> CarriedFile:
    """A file of ``CARRIED``. Raises KeyError for any other name."""
    package, place = CARRIED[name]
    body = Path(str(distribution(package).locate_file(place))).read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    return CarriedFile(body, gzip.compress(body, mtime=0), digest, _TYPES[Path(name).suffix])


def draw_maps(app: Flask, settings: WebSettings) -> None:
    """Serve what maps need below the app's static path; tell templates what lies below."""
    base = settings.base_map
    static = app.static_url_path

    @public
    def carried_file(name: str) -> Response:
        if name not in CARRIED:
            abort(404)
        return _packed(carried(name))

    @public
    def base_map_file(place: str) -> Response:
        found = _inside(base, place)
        if found is None:
            abort(404)
        return send_file(found, max_age=3600, conditional=True)

    app.add_url_rule(f"{static}/carried/<name>", "carried_file", carried_file)
    if base.layer or base.folder:
        app.add_url_rule(f"{static}/base-map/<path:place>", "base_map_file", base_map_file)

    def carried_address(name: str) -> str:
        return url_for("carried_file", name=name, v=carried(name).digest[:12])

    app.jinja_env.globals.update(
        carried=carried_address,
        base_map=base,
        base_map_tiles=_tiles(base, static),
        base_map_layer=f"{static}/base-map/layer" if base.layer else "",
        area_outlines=settings.areas,
    )


def _packed(file: CarriedFile) -> Response:
    smaller = request.accept_encodings.quality("gzip") > 0
    answer = Response(file.packed if smaller else file.body, mimetype=file.mimetype)
    if smaller:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    # The address changes with the content.
    kept = f"public, max-age={_A_YEAR}, immutable" if "v" in request.args else "no-cache"
    answer.headers["Cache-Control"] = kept
    return answer


def _tiles(base: BaseMap, static: str | None) -> str:
    if base.tiles:
        return base.tiles
    return f"{static}/base-map/{base.pattern}" if base.folder else ""


def _inside(base: BaseMap, place: str) -> Path | None:
    """The file of the base map at a place; nothing that lies outside of what was set."""
    if base.layer is not None:
        return base.layer if place == "layer" and base.layer.is_file() else None
    if base.folder is None:
        return None
    numbers = re.escape(base.pattern)
    for name in ("z", "x", "y"):
        numbers = numbers.replace(re.escape(f"{{{name}}}"), "[0-9]{1,9}")
    wanted = base.folder / place
    return wanted if re.fullmatch(numbers, place) and wanted.is_file() else None
