"""Answering a proposal: taking the decision that it proposes, or saying why not."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from services.projectbank.needs.deciding.take_decision import Order, Outcome, TakeDecision
from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.proposals.proposal import NoSuchProposal, Proposal, is_open
from services.projectbank.needs.proposals.store import (
    add_answer,
    find_proposal,
    remove_proposals,
)
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.needs.store import load_cursor, load_needs, lock_grouping
from services.runtime.clock import Clock
from services.runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Who says what to which proposal."""

    proposal: str
    who: str
    why: str
    version: int = 0
    """Of the need that is merged away or split, as the planner saw it; for accepting alone."""
    other_version: int | None = None
    reach: Reach = EVERYTHING
    """What this planner works on; a proposal that names anything else is not there."""


class AnswerProposal:
    def __init__(
        self,
        database: Database,
        decide: TakeDecision,
        clock: Clock,
        harmless: Harmless = as_written,
    ) -> None:
        self._database = database
        self._decide = decide
        self._clock = clock
        self._harmless = harmless

    def accept(self, reply: Reply) -> Outcome:
        """Merge or split as proposed, as if the planner had named needs and reports.

        Raises NoSuchProposal and what TakeDecision raises; nothing is stored then.
        """
        return self._database.write(partial(self._accept, reply))

    def dismiss(self, reply: Reply) -> Proposal:
        """Leave everything as it is; the same is not proposed again unless new reports came.

        Raises NoSuchProposal, DatabaseUnavailable.
        """
        return self._database.write(partial(self._dismiss, reply))

    def _accept(self, reply: Reply, conn: Connection) -> Outcome:
        lock_grouping(conn)
        one = _existing(conn, reply)
        outcome = self._decide.within(
            conn,
            Order(
                kind=one.kind,
                need=one.need,
                version=reply.version,
                who=reply.who,
                why=reply.why,
                other=one.other,
                other_version=reply.other_version,
                reports=one.reports if one.kind == "split" else (),
                reach=reply.reach,
            ),
        )
        at, position = self._clock.now(), outcome.decision.position
        why = self._harmless(reply.why)
        add_answer(conn, one, "accepted", position, reply.who, why, at)
        remove_proposals(conn, [one.id])
        return outcome

    def _dismiss(self, reply: Reply, conn: Connection) -> Proposal:
        one = _existing(conn, reply)
        position = load_cursor(conn).position
        why, at = self._harmless(reply.why), self._clock.now()
        add_answer(conn, one, "dismissed", position, reply.who, why, at)
        remove_proposals(conn, [one.id])
        return one


def _existing(conn: Connection, reply: Reply) -> Proposal:
    one = find_proposal(conn, reply.proposal)
    if one is None:
        raise NoSuchProposal(reply.proposal)
    names = [need for need in (one.need, one.other) if need is not None]
    known = load_needs(conn, names)
    if not all(
        need in known and is_open(known[need]) and reply.reach.holds(known[need]) for need in names
    ):
        raise NoSuchProposal(reply.proposal)
    return one
