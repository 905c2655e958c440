"""What a list of reports needs of photos: one small public picture for each that has one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection


class Picture(Protocol):
    """Where it is, and how much room it takes (pixels, width and height)."""

    @property
    def small_url(self) -> str: ...

    @property
    def small_size(self) -> tuple[int, int]: ...


Pictures = Callable[[Connection, Sequence[str]], Mapping[str, Picture]]
"""By number of the report; those without a picture that everybody may see are left out."""


def no_pictures(_: Connection, _numbers: Sequence[str]) -> Mapping[str, Picture]:
    """Where no photos are kept."""
    return {}
