"""Words that are looked for in vain, counted without keeping who looked for them.

A question is kept only once it was asked OFTEN times, short, folded, and with every word that
holds a digit masked; what one person types once, such as a name, never leaves the memory of the
process. Kept for KEPT after it was last asked.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.runtime.unavailable import Unavailable
from services.search.text.folding import fold
from services.search.text.streams import pieces

logger = logging.getLogger(__name__)
OFTEN = 3
KEPT = timedelta(days=90)
LONGEST = 30
"""Characters of a question that is worth keeping: longer ones are sentences."""
_REMEMBERED = 2000
"""Questions in memory; the one not asked for longest is forgotten first."""
_NUMERALS = 5
"""Digits written as words, from which on they may be a number of a person."""
_ADDRESSES = ("@", "://", "www.")


@dataclass(frozen=True, slots=True)
class ZeroHit:
    question: str
    times: int
    first_at: datetime
    last_at: datetime


class ZeroHits:
    """Safe to call from threads. Never fails: a search must not fail for its log."""

    def __init__(self, add: Callable[[str, int], None]) -> None:
        self._add = add
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, int] = OrderedDict()

    def note(self, typed: str) -> None:
        """A search for these words alone has found nothing."""
        question = masked(typed)
        if question is None:
            return
        times = self._count(question)
        if times < OFTEN:
            return
        try:
            self._add(question, OFTEN if times == OFTEN else 1)
        except Unavailable as error:
            logger.warning("a search without hits was not counted", extra={"reason": str(error)})

    def _count(self, question: str) -> int:
        with self._lock:
            times = self._asked.pop(question, 0) + 1
            self._asked[question] = times
            if len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)
            return times


def masked(typed: str) -> str | None:
    """The question as it may be kept; None when it may not, or says nothing."""
    folded = " ".join(fold(typed).text.split())
    if not folded or len(folded) > LONGEST or any(sign in folded for sign in _ADDRESSES):
        return None
    if sum(char.isnumeric() and not char.isdigit() for char in folded) >= _NUMERALS:
        return None
    kept = "".join(_masked(sort, characters) for sort, characters in pieces(folded))
    return kept if any(map(str.isalpha, kept)) else None


def _masked(sort: str, characters: str) -> str:
    return "#" if sort == "word" and any(map(str.isdigit, characters)) else characters
