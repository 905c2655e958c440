"""Which needs are worth comparing with a report: by rare pairs of words, by cells of the map.

Needs are called by their slots here, small numbers in the order of founding.
"""

import math
import sys
from array import array
from collections.abc import Sequence

import numpy as np

from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.grouping.shape import Point

_SLOT = 4
"""Bytes."""
_RARITY_BITS = 20
_NOTHING = bytearray()
_NOWHERE = 1 << 40
"""A latitude that no place has."""
_POLE = 900_000_000
_METRES_PER_DEGREE = 111_000
"""Rather too few than too many: cells shall be wide enough."""


class LatestNeeds:
    """Per key the needs that used it last, at most so many; forgetting follows use, not time."""

    def __init__(self, limit: int) -> None:
        self._most = limit * _SLOT
        self._needs: dict[str | Point, bytearray] = {}

    def touch(self, key: str | Point, slot: int) -> None:
        mine = slot.to_bytes(_SLOT, sys.byteorder)
        needs = self._needs.get(key)
        if needs is None:
            self._needs[key] = bytearray(mine)
            return
        at = needs.find(mine)
        while at > 0 and at % _SLOT:
            # Parts of two neighbours look like it.
            at = needs.find(mine, at + 1)
        if at >= 0:
            del needs[at : at + _SLOT]
        elif len(needs) == self._most:
            del needs[:_SLOT]
        needs += mine

    def of(self, key: str | Point) -> bytearray:
        """Slots of four bytes each, oldest use first. Not to be changed."""
        return self._needs.get(key, _NOTHING)


def strongest(needs: Sequence[bytearray], worth: Sequence[int], at_most: int) -> list[int]:
    """The slots in the lists whose lists are worth most together; of equals the oldest."""
    listed = np.frombuffer(b"".join(needs), np.uint32).astype(np.int64)
    if not len(listed):
        return []
    each = np.repeat(np.array(worth), [len(some) // _SLOT for some in needs])
    each += listed << _RARITY_BITS
    each.sort()
    by_slot = each >> _RARITY_BITS
    is_first = np.empty(len(each), bool)
    is_first[0] = True
    np.not_equal(by_slot[1:], by_slot[:-1], out=is_first[1:])
    starts = is_first.nonzero()[0]
    slots = by_slot[starts]
    if len(slots) > at_most:
        each &= (1 << _RARITY_BITS) - 1
        ranks = np.add.reduceat(each, starts)
        ranks *= len(slots)
        ranks -= np.arange(len(slots))
        slots = slots[ranks.argpartition(-at_most)[-at_most:]]
    found: list[int] = slots.tolist()
    return found


class Pins:
    """Where the needs are that have a place, in square cells at least as wide as the largest
    radius, so that 3 x 3 of them cover it.

    Longitude cells are twice as wide in degrees, which holds up to 60 degrees of latitude.
    """

    def __init__(self, radius: int, latest: int) -> None:
        self._metres = radius
        self._reach = radius * 10_000_000 // _METRES_PER_DEGREE
        self._lat_edge = max(1, self._reach)
        self._long_edge = 2 * self._lat_edge
        self._latest = LatestNeeds(latest)
        self._lat, self._long = array("q"), array("q")

    def put(self, slot: int, point: Point | None) -> None:
        """The place of a need from now on."""
        while slot >= len(self._lat):
            self._lat.append(_NOWHERE)
            self._long.append(0)
        self._lat[slot], self._long[slot] = point or (_NOWHERE, 0)

    def touch(self, slot: int, point: Point) -> None:
        """The need is used at its place."""
        self._latest.touch((point[0] // self._lat_edge, point[1] // self._long_edge), slot)

    def nearest(self, here: Point, at_most: int) -> list[int]:
        """Of those used last around a place the ones within the radius, nearest first; of equals
        the oldest."""
        row, column = here[0] // self._lat_edge, here[1] // self._long_edge
        cells = [(row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]
        slots = np.frombuffer(b"".join(map(self._latest.of, cells)), np.uint32)
        if not len(slots):
            return []
        north = np.abs(np.frombuffer(self._lat, np.int64)[slots] - here[0])
        east = np.abs(np.frombuffer(self._long, np.int64)[slots] - here[1])
        # No place within the radius lies outside of this box, which is cheaper to ask for.
        shrink = math.cos(math.radians(min(abs(here[0]) + self._reach, _POLE) / 10_000_000))
        near = np.flatnonzero((north <= self._reach + 1) & (east * shrink <= self._reach + 1))
        slots = slots[near]
        found: list[int] = []
        for at in np.lexsort((slots, north[near] + east[near])).tolist():
            slot = int(slots[at])
            if within((self._lat[slot], self._long[slot]), here, self._metres):
                found.append(slot)
                if len(found) == at_most:
                    break
        return found
