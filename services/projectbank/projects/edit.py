"""What planners do to a project: adopt a draft, correct it, record gates, move it on."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from services.contracts.catalogue import PROJECT_CHANGED
from services.contracts.profile.model import Drafts
from services.contracts.projectbank_events import ProjectStatus
from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.needs.store import lock_grouping
from services.projectbank.projects.audience import audience_of
from services.projectbank.projects.change import Change, differences
from services.projectbank.projects.change_store import add_changes
from services.projectbank.projects.gates import Gates
from services.projectbank.projects.project import Estimate, GateRecord, Project, check_move
from services.projectbank.projects.store import find_project, save_projects
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox


class NoSuchProject(Exception):
    """There is no project with this id."""


class ProjectClosed(Exception):
    """A project that lapsed or was exited stays as it is."""


class ProjectMoved(Exception):
    """Somebody else changed the project since the caller looked."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"the project is at version {version}")


class AlreadyAdopted(Exception):
    """The project is no draft any more."""


class NotAdopted(Exception):
    """A draft goes no further before a planner has adopted it."""


class BankMoves(Exception):
    """Only the bank itself lets a draft lapse."""


LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who asks for a change, why, and which version they looked at (none: whichever is there)."""

    who: str
    why: str
    version: int | None = None
    reach: Reach = EVERYTHING
    """What this planner works on; any other project is not there to be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Fen, from low to high, and how many people would gain."""

    low: int
    high: int
    served: int | None


Alter = Callable[[Project], Project]


class EditProject:
    """Each change is one version, one event, and a log of what was before and after."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        gates: Gates,
        drafts: Drafts = "staff",
        harmless: Harmless = as_written,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gates = gates
        self._drafts = drafts
        self._harmless = harmless

    def adopt(self, project: str, order: Order, title: str | None = None) -> Project:
        """Make a draft a project of the bank. Raises AlreadyAdopted and what every change may."""

        def alter(known: Project) -> Project:
            if not known.candidate:
                raise AlreadyAdopted
            return dataclasses.replace(self._titled(known, title), candidate=False)

        return self._change(project, order, alter)

    def correct(
        self, project: str, order: Order, title: str | None = None, cost: Cost | None = None
    ) -> Project:
        """Give it another title or estimate; what is none stays."""

        def alter(known: Project) -> Project:
            known = self._titled(known, title)
            if cost is None:
                return known
            estimate = Estimate(
                low=cost.low,
                high=cost.high,
                served=cost.served,
                who=order.who,
                at=self._clock.now(),
            )
            return dataclasses.replace(known, estimate=estimate)

        return self._change(project, order, alter)

    def record_gate(
        self, project: str, order: Order, gate: str, *, passed: bool, on: date
    ) -> Project:
        """Say whether one condition is met. Raises NoSuchGate and what every change may."""

        def alter(known: Project) -> Project:
            self._gates.check(known.project_type, gate)
            at = self._clock.now()
            record = GateRecord(gate=gate, passed=passed, on=on, who=order.who, at=at)
            by_gate = {one.gate: one for one in known.gates} | {gate: record}
            return dataclasses.replace(known, gates=tuple(by_gate.values()))

        return self._change(project, order, alter)

    def move(self, project: str, order: Order, state: ProjectStatus) -> Project:
        """Take it to another state. Raises NoSuchMove, NotAdopted, GatesClosed, BankMoves."""

        def alter(known: Project) -> Project:
            if state == "lapsed":
                raise BankMoves
            check_move(known.state, state)
            if known.candidate and state not in ("exited", "suspended"):
                raise NotAdopted
            self._gates.check_open(known, state)
            return dataclasses.replace(known, state=state)

        return self._change(project, order, alter)

    def _change(self, project: str, order: Order, alter: Alter) -> Project:
        """Raises NoSuchProject, ProjectClosed, ProjectMoved, DatabaseUnavailable."""

        def use(conn: Connection) -> Project:
            # The grouping recounts projects: it and this take turns.
            lock_grouping(conn)
            known = find_project(conn, project)
            if known is None or not order.reach.holds(known):
                raise NoSuchProject
            if order.version is not None and order.version != known.version:
                raise ProjectMoved(known.version)
            if not known.is_open:
                raise ProjectClosed
            altered = alter(known)
            return self._keep(conn, known, altered, order)

        return self._database.write(use)

    def _keep(self, conn: Connection, known: Project, altered: Project, order: Order) -> Project:
        """Nothing is written, and no version counted, when nothing differs."""
        different = differences(known, altered)
        if not different:
            return known
        now = self._clock.now()
        kept = dataclasses.replace(
            altered,
            version=known.version + 1,
            changed_at=now,
            audience=audience_of(altered, self._drafts),
        )
        save_projects(conn, [kept])
        add_changes(
            conn,
            [
                Change(
                    project=kept.id,
                    version=kept.version,
                    at=now,
                    who=order.who,
                    why=self._harmless(order.why),
                    what=what,
                    before=before,
                    after=after,
                )
                for what, before, after in different
            ],
        )
        self._outbox.put_all(conn, PROJECT_CHANGED, [(kept.id, kept.as_event())])
        return kept

    def _titled(self, project: Project, title: str | None) -> Project:
        """Under a title that everybody may read."""
        title = None if title is None else self._harmless(title)[:LONGEST_TITLE]
        if title is None or title == project.title:
            return project
        return dataclasses.replace(project, title=title, titled=True)
