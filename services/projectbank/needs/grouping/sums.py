"""The sum of vectors, kept small where it is the sum of one."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import repeat
from operator import add, mul

UNIT = 256
"""Length of one report's vector, so that a long text weighs no more than a short one."""
_LARGEST_BYTE = 255
_UNPACKED_AT_ONCE = 4_096
"""Vectors that stay unpacked: reports of one time are about the same needs."""


class Sums:
    """A sum of one vector is kept as two strings, five times smaller than a dict."""

    __slots__ = ("_counts", "_packed", "_sums", "norm", "total")

    def __init__(self, *, counts: bool = False) -> None:
        self._packed: tuple[str, bytes] | None = None
        self._sums: dict[str, int] | None = None
        self._counts: dict[str, int] | None = {} if counts else None
        self.norm = 0
        """Squared length."""
        self.total = 0

    def add(self, vector: Mapping[str, int]) -> None:
        if not vector:
            return
        if self._sums is None and self._packed is None:
            self.norm = sum(weight * weight for weight in vector.values())
            self.total = sum(vector.values())
            if max(vector.values()) <= _LARGEST_BYTE:
                self._packed = ("".join(vector), bytes(vector.values()))
            else:
                self._sums = dict(vector)
                self._count(vector)
            return
        mine = self._own()
        for pair, weight in vector.items():
            before = mine.get(pair, 0)
            mine[pair] = before + weight
            self.norm += weight * (2 * before + weight)
        self.total += sum(vector.values())
        self._count(vector)

    def take_out(self, vector: Mapping[str, int]) -> None:
        mine, counts = self._own(), self._counts
        for pair, weight in vector.items():
            mine[pair] = max(0, mine.get(pair, 0) - weight)
            if counts is not None and counts.get(pair):
                counts[pair] -= 1
        self.norm = sum(weight * weight for weight in mine.values())
        self.total = sum(mine.values())

    def has_any(self, pairs: Iterable[str]) -> bool:
        mine = self._weights()
        return any(mine.get(pair) for pair in pairs)

    def weights(self) -> Mapping[str, int]:
        """The summed vector; not to be changed."""
        return self._weights()

    def product(self, vector: Mapping[str, int]) -> int:
        """The scalar product with a vector."""
        if self._packed is not None:
            # A need that is asked once more in a thousand reports is not worth unpacking.
            said, weights = self._packed
            pairs = map(add, said[::2], said[1::2])
            return sum(map(mul, map(vector.get, pairs, repeat(0)), weights))
        mine = self._weights()
        return sum([vector[pair] * mine[pair] for pair in vector.keys() & mine.keys()])

    def counts(self) -> Mapping[str, int] | None:
        """In how many of the vectors each pair is; none where it is but one vector."""
        return self._counts if self._packed is None else None

    def _weights(self) -> dict[str, int]:
        if self._sums is not None:
            return self._sums
        return _unpacked(*self._packed) if self._packed is not None else {}

    def _count(self, vector: Mapping[str, int]) -> None:
        counts = self._counts
        if counts is not None:
            for pair in vector:
                counts[pair] = counts.get(pair, 0) + 1

    def _own(self) -> dict[str, int]:
        """The vector as a dict that may change."""
        if self._sums is None:
            self._sums = dict(self._weights())
            self._packed = None
            self._count(self._sums)
        return self._sums


@lru_cache(_UNPACKED_AT_ONCE)
def _unpacked(said: str, weights: bytes) -> dict[str, int]:
    """Shared by all who ask: never changed."""
    return dict(zip(map(add, said[::2], said[1::2]), weights, strict=True))
