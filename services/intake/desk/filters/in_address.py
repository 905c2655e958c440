"""Filters of a list as the address of its page says them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

_LONGEST = 100


class InAddress:
    """For frozen dataclasses whose fields are all texts; an empty one asks for nothing."""

    __slots__ = ()

    @property
    def query(self) -> str:
        """The address's part that reproduces the list."""
        return urlencode([(name, value) for name, value in self.each() if value])

    def each(self) -> Iterable[tuple[str, str]]:
        this: Any = self
        return [(each.name, getattr(self, each.name)) for each in fields(this)]

    def without(self, name: str) -> str:
        """The query of the same list without one of its filters."""
        return self.having(name, "")

    def having(self, name: str, value: str) -> str:
        """The query of the same list with another value of a filter."""
        this: Any = self
        changed: InAddress = replace(this, **{name: value})
        return changed.query


def texts_of(said: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """What an address says under these names, as it can be stored."""
    return {name: said.get(name, "").replace("\0", "")[:_LONGEST] for name in names}
