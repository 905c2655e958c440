"""Latin letters find Chinese names by how they sound."""

import pytest

from services.search.text.sounds import LONGEST_SOUND, sound_typed, sounds


def heard(name: str, typed: str) -> bool:
    return any(sound.startswith(sound_typed(typed)) for sound in sounds(name))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("电梯", "dianti"),
        ("电梯", "dt"),
        ("电梯", "diant"),
        ("電梯", "dianti"),
        ("云桥新村：电梯故障", "dianti"),
        ("云桥新村：电梯故障", "dtgz"),
        ("云桥新村：电梯故障", "yqxc"),
        ("绿化", "lvhua"),
        ("绿化", "lühua"),
        ("绿化", "luhua"),
        ("道路行道树", "hangdao"),
        ("银行", "yinhang"),
        ("人行道", "renxingdao"),
        ("3栋门口", "3dong"),
        ("西安路", "xi'an"),
        ("西安路", "Xi An Lu"),
    ],
)
def test_a_name_is_found_as_it_sounds(name: str, typed: str) -> None:
    assert heard(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"), [("电梯", "ianti"), ("电梯", "dl"), ("电梯", "diantiz")]
)
def test_a_name_is_not_found_by_what_it_does_not_sound_like(name: str, typed: str) -> None:
    assert not heard(name, typed)


@pytest.mark.parametrize("typed", ["电梯", "d", "dian梯", "", "12", "é"])
def test_what_is_no_sound_is_told_apart(typed: str) -> None:
    assert sound_typed(typed) == ""


def test_the_sounds_of_the_longest_title_stay_few_and_short() -> None:
    sounding = sounds("重庆行长乐长" * 33)
    assert len(sounding) < 200 * 2 * (1 + 2 * LONGEST_SOUND)
    assert max(map(len, sounding)) <= 6 * LONGEST_SOUND
