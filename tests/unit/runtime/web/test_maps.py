"""Maps are drawn from installed files and the one host that is set, and never without a list."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.runtime.base_map import base_map
from services.runtime.web.maps import CARRIED, carried
from tests.unit.runtime.web.demo import demo_app

TILES = "https://tiles.example/{z}/{x}/{y}.png#datum=gcj02&attribution=%3Cb%3EE"
KNOWN = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
    "markercluster.js": "58be871df61f6c512464e15db0941e63b9491bf1396a2ae3bea6f39e0854cd1c",
    "markercluster.css": "614dea0a98ff3f4ead74f04918f6b1d1b9ba435c25b5fc23b21a394d1e3e4d87",
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_carried_file_is_the_one_that_was_looked_at(name: str) -> None:
    assert carried(name).digest == hashlib.sha256(carried(name).body).hexdigest() == KNOWN[name]


@pytest.mark.parametrize("name", CARRIED)
def test_a_carried_file_is_sent_small_and_kept_long(client: FlaskClient, name: str) -> None:
    address = f"/static/demo/carried/{name}"
    whole = client.get(address)
    packed = client.get(f"{address}?v=1", headers={"Accept-Encoding": "gzip, br"})
    assert whole.data == gzip.decompress(packed.data) == carried(name).body
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in packed.headers["Cache-Control"]
    assert whole.headers["Cache-Control"] == "no-cache"
    assert whole.mimetype in ("text/javascript", "text/css")


def test_no_other_file_is_carried(client: FlaskClient) -> None:
    for name in ("leaflet-src.js", "..%2f..%2fmaps.py", "RECORD"):
        assert client.get(f"/static/demo/carried/{name}").status_code == 404


def test_a_page_with_a_map_has_nothing_inline_that_runs(client: FlaskClient) -> None:
    page = client.get("/places").text
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", page)
    island = re.search(r'<script type="application/json" id="places-points">(.*?)</script>', page)
    assert island is not None
    assert json.loads(island[1])["features"][0]["properties"]["title"] == "</script><b>Lamp"
    assert 'data-place="t1"' in page


def test_the_host_of_the_tiles_and_no_other_may_give_images() -> None:
    below = base_map(TILES)
    page = demo_app(base_map=below, image_sources=below.sources).test_client().get("/places")
    policy = page.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example;" in policy
    assert policy.count("//") == 1
    assert 'data-tiles="https://tiles.example/{z}/{x}/{y}.png"' in page.text
    assert 'data-datum="gcj02"' in page.text
    assert 'data-attribution="&lt;b&gt;E"' in page.text


def test_a_local_layer_is_served_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "district.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    below = base_map(f"file://{tmp_path}/district.geojson")
    client = demo_app(base_map=below).test_client()
    with client.get("/static/demo/base-map/layer") as layer:
        assert layer.status_code == 200
    assert client.get("/static/demo/base-map/district.geojson").status_code == 404
    assert 'data-layer="/static/demo/base-map/layer"' in client.get("/places").text


def test_of_a_local_folder_only_tiles_are_served(tmp_path: Path) -> None:
    (tmp_path / "tiles/3/1").mkdir(parents=True)
    for place in ("tiles/3/1/2.png", "tiles/3/1/2.txt", "secret.png"):
        (tmp_path / place).write_bytes(b"tile")
    below = base_map(f"file://{tmp_path}/tiles/{{z}}/{{x}}/{{y}}.png")
    client = demo_app(base_map=below).test_client()
    with client.get("/static/demo/base-map/3/1/2.png") as tile:
        assert tile.data == b"tile"
    for place in ("3/1/9.png", "3/1/2.txt", "../secret.png", "%2e%2e/secret.png", "3/1"):
        assert client.get(f"/static/demo/base-map/{place}").status_code == 404
    assert 'data-tiles="/static/demo/base-map/{z}/{x}/{y}.png"' in client.get("/places").text


def test_without_a_setting_there_is_no_base_map_to_ask_for(client: FlaskClient) -> None:
    assert client.get("/static/demo/base-map/layer").status_code == 404
