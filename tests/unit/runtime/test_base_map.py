"""A setting names what lies under the points of a map, and opens the pages to one host at most."""

from pathlib import Path

import pytest

from services.runtime.base_map import BaseMap, NoBaseMap, base_map


def test_nothing_lies_below_unless_it_is_set() -> None:
    assert base_map("none") == BaseMap()
    assert base_map("none").sources == ()


def test_tiles_say_their_datum_whom_to_thank_and_how_deep_they_go() -> None:
    named = base_map(
        "https://tiles.example/a/{z}/{x}/{y}.png?key=k#datum=gcj02&attribution=%C2%A9%20E&zoom=16"
    )
    assert named.tiles == "https://tiles.example/a/{z}/{x}/{y}.png?key=k"
    assert (named.datum, named.attribution, named.zoom) == ("gcj02", "© E", 16)
    assert named.sources == ("https://tiles.example",)


def test_a_local_layer_and_a_local_folder_of_tiles_open_no_host() -> None:
    layer = base_map("file:///srv/district%20a.geojson#attribution=Us")
    assert (layer.layer, layer.attribution) == (Path("/srv/district a.geojson"), "Us")
    tiles = base_map("file:///srv/tiles/{z}/{x}/{y}.png")
    assert (tiles.folder, tiles.pattern) == (Path("/srv/tiles"), "{z}/{x}/{y}.png")
    assert base_map("file:///srv/tile-{z}-{x}-{y}.png").folder == Path("/srv")
    assert layer.sources == tiles.sources == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "tiles.example/{z}/{x}/{y}.png",
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://a.example;script-src *.example/{z}/{x}/{y}.png",
        "https://user:pass@tiles.example/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "https://[/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}.png#datum=bd09",
        "https://tiles.example/{z}/{x}/{y}.png#zoom=99",
        "https://tiles.example/{z}/{x}/{y}.png#colour=red",
        "file://host/{z}/{x}/{y}.png",
    ],
)
def test_anything_else_is_refused_with_the_rule_and_without_the_value(wrong: str) -> None:
    with pytest.raises(NoBaseMap) as refused:
        base_map(wrong)
    assert "pass" not in str(refused.value)
