"""What grouping reads out of a text."""

import pytest

from services.projectbank.needs.grouping.folding import fold
from services.projectbank.needs.grouping.words import words_of
from tests.unit.projectbank.builders import a_groupable, grouped

HERE = (299_000_000, 1_216_000_000)
FIFTY_METRES_NORTH = (299_004_500, 1_216_000_000)


def test_traditional_full_width_and_upper_case_say_the_same() -> None:
    assert fold("學院路ＡＢ區斷頭路") == fold("学院路ab区断头路")
    assert words_of("學院路斷頭路", "") == words_of("学院路断头路", "")


def test_a_report_in_traditional_characters_joins_the_need_of_simplified_ones() -> None:
    assert grouped(
        a_groupable(1, "紫荆花园东门路灯不亮"), a_groupable(2, "紫荆花園東門路燈不亮")
    ) == [1, 1]


def test_latin_script_is_read_by_words() -> None:
    assert len(words_of("Street light outage", "").pairs) == 3
    assert words_of("light street", "").pairs.keys() == words_of("Street LIGHT", "").pairs.keys()


def test_words_that_share_only_letters_are_no_reason_to_join() -> None:
    one = a_groupable(1, "Street light outage", point=HERE)
    other = a_groupable(2, "Graffiti removal", point=HERE)
    assert grouped(one, other) == [1, 2]


def test_a_category_and_a_place_are_enough_to_be_one_need() -> None:
    lamps = [
        a_groupable(1, "Street light outage", group="lighting", point=HERE),
        a_groupable(2, "Street light outage", group="lighting", point=FIFTY_METRES_NORTH),
    ]
    elsewhere = a_groupable(
        3, "Street light outage", group="lighting", point=(HERE[0] + 90_000, HERE[1])
    )
    assert grouped(*lamps, elsewhere) == [1, 1, 3]


def test_codes_of_letters_and_digits_stay_pairs_of_chinese_text() -> None:
    assert list(words_of("A3区3栋", "").pairs) == ["a3", "3区", "区3", "3栋"]


@pytest.mark.parametrize("text", ["", "？！", "   ", "灯"])
def test_a_text_without_two_characters_in_a_row_says_nothing(text: str) -> None:
    assert words_of(text, "").pairs == {}
