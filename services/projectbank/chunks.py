"""Long lists in pieces: ids as both dialects take them as parameters of one statement."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")

_LENGTH = 500


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists of at most 500; nothing for none."""
    names = list(ids)
    for start in range(0, len(names), _LENGTH):
        yield names[start : start + _LENGTH]


def pieces(some: Sequence[_T], length: int) -> Iterator[Sequence[_T]]:
    """The list in pieces of at most so many; nothing for none."""
    for start in range(0, len(some), length):
        yield some[start : start + length]
