"""A search that somebody keeps: the parameters as they were sent, under a name of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

SavedId = NewType("SavedId", str)
Holder = NewType("Holder", str)
"""Whose it is: the key, or the account, that made it."""
Parameters = Mapping[str, Sequence[str]]

MOST_KEPT = 100
"""Searches of one holder."""


class NoSuchSavedSearch(Exception):
    """The holder keeps no search with this id."""


class TooManySaved(Exception):
    """The holder keeps MOST_KEPT already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    id: SavedId
    holder: Holder
    name: str
    parameters: Parameters
    created_at: datetime
