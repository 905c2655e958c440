"""English descriptions get a kind, too; it is proposed and never adopted by itself."""

import pytest

from services.intake.reports.suggesting.suggest import Suggester
from tests.unit.intake.builders import demonstration

SUGGEST = Suggester(demonstration().problem_types)
SAID = {
    "The street light is broken, children fall": "street_lamp",
    "There is a big pothole on River Road": "road_surface",
    "The elevator in block 3 is out of order": "lift_fault",
    "Please add a lift to our building, my mother cannot walk": "lift_add",
    "Garbage has not been collected for a week": "rubbish",
    "Loud music from the bar every night": "living_noise",
    "Rats in the courtyard": "pests",
    "No water since this morning": "water_supply",
    "A smell of gas in the stairwell": "gas_safety",
    "The manhole cover rattles all night": "manhole",
    "Dead tree in front of number 12": "tree",
    "The playground swing is broken": "park",
    "Drilling at night on the building site": "construction_noise",
    "Graffiti on the school wall": "graffiti",
    "The traffic light at the crossing is dark": "traffic_light",
    "My boss does not pay, I am owed wages": "wages",
    "An abandoned car has been here for months": "abandoned_vehicle",
    "The fire exit is locked": "fire_lane",
}


@pytest.mark.parametrize(("said", "code"), SAID.items())
def test_an_english_text_gets_the_kind_that_it_speaks_of(said: str, code: str) -> None:
    suggested = SUGGEST(f"{said}\n{said}")
    assert suggested.code == code
    assert 0.55 <= suggested.confidence < 0.8


def test_an_english_text_without_a_keyword_is_anybody_s_guess() -> None:
    assert SUGGEST("Hello there\nhow are you today").code == "other"
