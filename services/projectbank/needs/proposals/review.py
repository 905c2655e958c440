"""Looking through all needs and keeping what is in doubt: one at a time, under a lease.

What is found depends on the store alone, so a second look finds the same and changes nothing. It
is written in short transactions, each fenced; killed between them, the next look completes it.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from services.projectbank.chunks import pieces
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.proposals.look import look_through
from services.projectbank.needs.proposals.proposal import Proposal
from services.projectbank.needs.proposals.store import (
    Review,
    all_proposals,
    answers_after,
    last_answer,
    remove_proposals,
    save_proposals,
    save_review,
)
from services.projectbank.needs.store import load_cursor
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease

_AT_ONCE = 100


class ReviewElsewhere(Exception):
    """Another process is looking through the needs."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many are proposed now, and how many of them were not before."""

    merges: int
    splits: int
    new: int
    withdrawn: int
    """Proposals that nothing speaks for any more."""


@dataclass(frozen=True, slots=True)
class _Seen:
    found: Sequence[Proposal]
    before: dict[str, Proposal]
    position: int
    answered: int
    """The last answer that was considered."""


class ReviewNeeds:
    def __init__(
        self, *, database: Database, lease: Lease, rules: GroupingRules, clock: Clock
    ) -> None:
        self._database = database
        self._lease = lease
        self._rules = rules
        self._clock = clock
        self._turn = threading.Lock()

    def __call__(self) -> Reviewed:
        """Raises ReviewElsewhere, LeaseLost, DatabaseUnavailable; what was written stays right."""
        with self._turn:
            if not self._lease.hold():
                raise ReviewElsewhere("another process is looking through the needs")
            try:
                with self._lease.kept():
                    return self._review()
            finally:
                self._lease.release()

    def _review(self) -> Reviewed:
        seen = self._database.read(self._look)
        ids = {one.id for one in seen.found}
        news = [one for one in seen.found if seen.before.get(one.id) != one]
        gone = sorted(seen.before.keys() - ids)
        for some in pieces(news, _AT_ONCE):
            self._database.write(partial(self._save, some, seen.answered))
        for names in pieces(gone, _AT_ONCE):
            self._database.write(partial(self._remove, names))
        self._database.write(partial(self._finish, seen.position))
        merges = sum(one.kind == "merge" for one in seen.found)
        new = len(ids - seen.before.keys())
        return Reviewed(merges, len(seen.found) - merges, new, len(gone))

    def _look(self, conn: Connection) -> _Seen:
        found = look_through(conn, self._rules)
        return _Seen(found, all_proposals(conn), load_cursor(conn).position, last_answer(conn))

    def _save(self, some: Sequence[Proposal], answered: int, conn: Connection) -> None:
        self._lease.fence(conn)
        # Somebody may have answered while everything was looked through.
        since = {one.proposal for one in answers_after(conn, answered)}
        save_proposals(conn, [one for one in some if one.id not in since])

    def _remove(self, names: Sequence[str], conn: Connection) -> None:
        self._lease.fence(conn)
        remove_proposals(conn, names)

    def _finish(self, position: int, conn: Connection) -> None:
        self._lease.fence(conn)
        save_review(conn, Review(position, self._clock.now()))
