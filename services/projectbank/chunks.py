"""Long lists of ids in pieces that both dialects take as parameters of one statement."""

from collections.abc import Iterable, Iterator

_LENGTH = 500


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists of at most 500; nothing for none."""
    names = list(ids)
    for start in range(0, len(names), _LENGTH):
        yield names[start : start + _LENGTH]
