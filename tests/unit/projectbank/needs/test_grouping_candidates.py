"""What is found quickly is what a plain search would find."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.projectbank.needs.grouping.candidates import LatestNeeds, Pins, strongest
from services.projectbank.needs.grouping.distance import within

# Slots whose bytes look like parts of each other's neighbours.
SLOTS = st.sampled_from([0, 1, 255, 256, 257, 65_536, 65_792, 16_777_216, 16_843_009])
HERE = (299_000_000, 1_216_000_000)


def slots_of(needs: bytearray) -> list[int]:
    return list(memoryview(needs).cast("I"))


@given(st.lists(SLOTS, max_size=40), st.integers(1, 6))
def test_a_key_remembers_the_needs_that_used_it_last(used: Sequence[int], limit: int) -> None:
    latest = LatestNeeds(limit)
    for slot in used:
        latest.touch("路灯", slot)
    expected = list(dict.fromkeys(reversed(used)))[:limit][::-1]
    assert slots_of(latest.of("路灯")) == expected
    assert slots_of(latest.of("电梯")) == []


@given(
    st.lists(st.tuples(st.lists(SLOTS, unique=True), st.integers(1, 400)), max_size=20),
    st.integers(1, 12),
)
def test_the_strongest_are_those_whose_pairs_tell_most_and_of_equals_the_oldest(
    lists: Sequence[tuple[Sequence[int], int]], at_most: int
) -> None:
    told: Counter[int] = Counter()
    needs = []
    for slots, worth in lists:
        latest = LatestNeeds(48)
        for slot in slots:
            latest.touch("", slot)
            told[slot] += worth
        needs.append(latest.of(""))
    expected = sorted(told, key=lambda slot: (-told[slot], slot))[:at_most]
    found = strongest(needs, [worth for _, worth in lists], at_most)
    assert sorted(found) == sorted(expected)


PLACES = st.lists(
    st.tuples(st.integers(-40_000, 40_000), st.integers(-40_000, 40_000)), min_size=1, max_size=30
)


@given(PLACES, st.integers(-590_000_000, 590_000_000), st.integers(-1_790_000_000, 1_790_000_000))
def test_the_nearest_are_all_within_the_radius_anywhere_people_live(
    offsets: Sequence[tuple[int, int]], lat: int, long: int
) -> None:
    pins, here = Pins(150, 100), (lat, long)
    places = [(lat + north, long + east) for north, east in offsets]
    for slot, place in enumerate(places):
        pins.put(slot, place)
        pins.touch(slot, place)

    def steps(slot: int) -> tuple[int, int]:
        return sum(abs(offset) for offset in offsets[slot]), slot

    near = [slot for slot, place in enumerate(places) if within(place, here, 150)]
    assert pins.nearest(here, 5) == sorted(near, key=steps)[:5]


def test_a_need_that_moved_is_where_it_is_now() -> None:
    pins = Pins(150, 48)
    pins.put(0, HERE)
    pins.touch(0, HERE)
    pins.put(0, (HERE[0] + 20_000, HERE[1]))
    assert pins.nearest(HERE, 5) == []


def test_a_need_without_any_place_left_is_nowhere() -> None:
    pins = Pins(150, 48)
    pins.put(0, HERE)
    pins.touch(0, HERE)
    pins.put(0, None)
    assert pins.nearest(HERE, 5) == []
