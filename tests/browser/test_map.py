"""The public map: what was asked for fills it, and every sign on it says what it counts."""

from playwright.sync_api import expect

from tests.browser.screens import Screen, Screens
from tests.support.running import Home


def opened(screens: Screens, home: Home, query: str = "") -> Screen:
    screen = screens.screen("desk", "en")
    screen.open(f"http://127.0.0.1:{home.port}/map{query}")
    expect(screen.page.locator("#around[data-shown]")).to_be_attached()
    return screen


def width(screen: Screen) -> float:
    """Degrees from the left side of the map to the right one, as the address tells them."""
    script = """async () => {
      const element = document.getElementById("places");
      const { mapOf } = await import(element.dataset.module);
      const bounds = (await mapOf(element)).leaflet.getBounds();
      return bounds.getEast() - bounds.getWest();
    }"""
    degrees: float = screen.page.evaluate(script)
    return degrees


def test_the_map_comes_close_to_a_neighbourhood_that_was_asked_for(
    screens: Screens, demonstration: Home
) -> None:
    whole = width(opened(screens, demonstration))
    close = opened(screens, demonstration, "?area=yunqiao.hexin.meiyuan")
    assert width(close) < whole / 2
    assert not close.faults
    close.shoot("map-of-an-area")


def test_a_need_says_its_number_and_the_legend_explains_every_sign(
    screens: Screens, demonstration: Home
) -> None:
    screen = opened(screens, demonstration)
    said = screen.page.locator(".map .pin-need .pin-face, .map .pin-many .pin-face")
    for text in said.all_inner_texts():
        assert text.strip().isdecimal(), text
    legend = screen.page.locator(".legend li")
    expect(legend).to_have_count(3)
    expect(legend.nth(2)).to_contain_text("lie close together")
