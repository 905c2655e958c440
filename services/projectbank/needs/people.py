"""How many people are behind a need: an interval, for not every message tells who wrote it.

At least those told apart: all messages of nobody known together are one of them, and so are all
voices that joined one report without a verified contact, however many browsers they came from. At
most those, with each message of nobody known as a person of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

NOBODY = ""
"""Stands for all who did not say who they are."""
_JOINED = "joined:"
"""Before the report that voices without a verified contact joined."""
TOLD_BY_RESIDENTS = "resident"
"""The only source whose people nobody but themselves vouches for."""


def counted_as(person: str | None, joins: str | None, *, verified: bool) -> str:
    """Whom a message counts as: its person, nobody, or the one voice of all who joined a report."""
    if joins is not None and not verified:
        return _JOINED + joins
    return person or NOBODY


def is_vouched(source: str, joins: str | None, *, verified: bool) -> bool:
    """Whether somebody besides the writer says who wrote: a verified contact, or a source that
    knows its people (a hotline, a survey, a table)."""
    return verified or (joins is None and source != TOLD_BY_RESIDENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    told_apart: int
    unknown: int
    """Messages of nobody known."""
    verified: int
    """Of those told apart, how many somebody vouches for."""

    @property
    def at_most(self) -> int:
        return at_most(self.told_apart, self.unknown)


def at_most(told_apart: int, unknown: int) -> int:
    """The upper end, where messages of nobody known are one of those told apart."""
    return told_apart + max(0, unknown - 1)


def all_by_messages(needs: Iterable[bool]) -> bool:
    """Whether needs that belong together are all carried by messages alone."""
    marks = list(needs)
    return bool(marks) and all(marks)
