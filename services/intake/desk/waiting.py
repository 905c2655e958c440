"""Which bundles of the inbox an officer wants to see, as the address of the page says it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from services.intake.cases.inbox.bundles import Bundle

FILTERS: Final = ("group", "area", "danger")
DANGER: Final = 3
"""From this severity on somebody may be hurt."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The filters of the inbox; an empty one asks for nothing."""

    group: str = ""
    area: str = ""
    danger: str = ""

    @property
    def query(self) -> str:
        """The address's part that reproduces the list."""
        return urlencode([(name, value) for name, value in self.each() if value])

    def each(self) -> Iterable[tuple[str, str]]:
        return [(name, getattr(self, name)) for name in FILTERS]

    def without(self, name: str) -> str:
        """The query of the same list without one of its filters."""
        return replace(self, **{name: ""}).query

    def fitting(self, bundles: Sequence[Bundle]) -> list[Bundle]:
        return [bundle for bundle in bundles if self._fits(bundle)]

    def _fits(self, bundle: Bundle) -> bool:
        leading = bundle.leading
        return (
            (not self.group or leading.category.group == self.group)
            and (not self.area or self.area in leading.place.area_path)
            and (not self.danger or bundle.severity >= DANGER)
        )


def wish_from(said: Mapping[str, str]) -> Wish:
    """What an address says; what is no filter of ours is left out."""
    found = {name: said.get(name, "").replace("\0", "")[:100] for name in FILTERS}
    return Wish(**found)
