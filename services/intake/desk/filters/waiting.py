"""Which bundles of the inbox an officer wants to see, as the address of the page says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.intake.cases.inbox.bundles import Bundle
from services.intake.desk.filters.in_address import InAddress, texts_of

FILTERS: Final = ("group", "area", "danger")
DANGER: Final = 3
"""From this severity on somebody may be hurt."""
HEARD: Final = "heard"
"""Only where words speak of a danger to life."""


@dataclass(frozen=True, slots=True)
class Wish(InAddress):
    """The filters of the inbox; an empty one asks for nothing."""

    group: str = ""
    area: str = ""
    danger: str = ""

    def fitting(self, bundles: Sequence[Bundle]) -> list[Bundle]:
        return [bundle for bundle in bundles if self._fits(bundle)]

    def _fits(self, bundle: Bundle) -> bool:
        leading = bundle.leading
        return (
            (not self.group or leading.category.group == self.group)
            and (not self.area or self.area in leading.place.area_path)
            and self._dangerous_enough(bundle)
        )

    def _dangerous_enough(self, bundle: Bundle) -> bool:
        if self.danger == HEARD:
            return bool(bundle.dangers)
        return not self.danger or bundle.severity >= DANGER


def wish_from(said: Mapping[str, str]) -> Wish:
    """What an address says; what is no filter of ours is left out."""
    found = texts_of(said, FILTERS)
    return Wish(**found)
