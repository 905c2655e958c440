"""The same figures by another way: every case is replayed from its history, one by one.

Nothing of the table of cases is read but which cases there are and when they were opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from services.intake.cases.case import store
from services.intake.cases.case.steps import steps
from services.intake.cases.case.store import Taken
from services.intake.cases.case.tables import case_steps
from services.intake.cases.clock.clock import Clock, resumed, started, stopped
from services.intake.feedback import opinion_store
from services.intake.feedback.opinion_store import Opinion
from services.intake.figures.counting.case_store import TOLD
from services.intake.figures.counts import Counts, Due, Ended, Opened, Sent, summed
from tests.contract.figures_world import World


@dataclass
class Replayed:
    """A case as its history alone tells it."""

    taken: Sequence[Taken]
    said: Sequence[Opinion]
    state: str = "received"
    outcome: str | None = None
    handler: str | None = None
    clock: Clock = field(default_factory=Clock)
    endings: list[tuple[Taken, str | None, str | None]] = field(default_factory=list)
    """Each with its outcome and who had handled it."""

    @property
    def undone(self) -> bool:
        return self.state == "void" and self.outcome is None

    def replay(self, world: World) -> "Replayed":
        for step in self.taken:
            self._clock(step, world)
            self.state = step.state_after
            if step.step == "hand_back":
                self.handler = step.who
            if step.outcome is not None:
                self.outcome = step.outcome
            elif self.state not in ("verifying", "closed", "suspended"):
                self.outcome = None
            if step.step in ("answer", "close", "decline"):
                self.endings.append((step, self.outcome, self.handler))
        return self

    def _clock(self, step: Taken, world: World) -> None:
        counting, known = world.cases.take_step.counting, steps().get(step.step)
        does = "stop" if step.step == "undo" else known.clock if known else "keep"
        if does == "start":
            self.clock = started(step.details.get("limit"), step.at, counting)
        elif does == "stop":
            self.clock = stopped(self.clock, step.at, counting)
        elif does == "resume":
            self.clock = resumed(self.clock, step.at, counting)

    def due(self, now: datetime) -> Due:
        due = self.clock.due_at
        if due is None or due >= now or self.state == "void" or self.outcome == "duplicate":
            return Due()
        if self.state in ("suspended", "shelved"):
            return Due(waiting=1)
        closed = self.state == "closed"
        return Due(
            due=1,
            closed=closed,
            repaired=closed and self.outcome == "repaired",
            late=self.clock.is_late(now),
        )

    def opened(self) -> Opened:
        if self.undone or self.outcome == "duplicate":
            return Opened()
        return Opened(opened=1, responded=any(step.step in TOLD for step in self.taken))

    def ended(self) -> Sequence[Ended]:
        return [
            self._ending(step, outcome, handler)
            for step, outcome, handler in self.endings
            if outcome != "duplicate" and not self.undone
        ]

    def _ending(self, step: Taken, outcome: str | None, handler: str | None) -> Ended:
        said = [each for each in self.said if each.closing == step.version]
        disputes = [each for each in said if each.kind == "dispute"]
        closed = step.step != "decline"
        doubted = any(each.verdict != "rejected" for each in disputes)
        return Ended(
            ended=1,
            closed=closed,
            verified=step.step == "close" and step.who != handler,
            **{
                each: outcome == each
                for each in ("repaired", "made_safe", "answered", "not_ours", "not_accepted")
            },
            solved=closed and outcome in ("repaired", "answered") and not doubted,
            reopened=any(
                later.step == "reopen" and later.version > step.version for later in self.taken
            ),
            disputed=bool(disputes),
            upheld=any(each.verdict == "upheld" for each in disputes),
            asked=1,
            satisfied=len(said) - len(disputes),
            dissatisfied=len(disputes),
        )

    def sent(self) -> Sent:
        """How often it was dispatched, and how often the dispatch did not hold."""
        if self.undone:
            return Sent()
        names = [step.step for step in self.taken]
        return Sent(dispatched=names.count("dispatch"), sent_back=names.count("send_back"))


def replayed(world: World) -> Counts:
    """All figures of the world, as far as they are counts, from its histories."""

    def use(conn: Connection) -> list[tuple[Sequence[Taken], Sequence[Opinion]]]:
        numbers = conn.execute(select(case_steps.c.case_id).distinct()).scalars().all()
        return [
            (store.history(conn, number), opinion_store.of_case(conn, number)) for number in numbers
        ]

    now = world.intake.clock.now()
    found = [Replayed(*each).replay(world) for each in world.intake.database.read(use)]
    return Counts(
        due=summed(Due, (case.due(now) for case in found)),
        opened=summed(Opened, (case.opened() for case in found)),
        ended=summed(Ended, (ending for case in found for ending in case.ended())),
        sent=summed(Sent, (case.sent() for case in found)),
    )
