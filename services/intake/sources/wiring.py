"""Builds what takes tables over, from the command line and over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from services.intake.reports.edge.api import reach_of, reporting_actor
from services.intake.reports.in_scope import WITHOUT_END, Reach, WorksOn, by_area
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.receiving.receive_table import ReceiveTable
from services.intake.reports.report import Actor, NewReport
from services.intake.sources.api import IMPORT_REFUSALS, import_routes
from services.intake.sources.import_table import ImportTable, ReceiveMany
from services.intake.sources.job import import_job
from services.intake.sources.rehearse import Rehearsal
from services.intake.sources.uploads.hand_in import JOB, HandIn
from services.intake.sources.uploads.pages import UPLOAD_REFUSALS, upload_pages
from services.runtime import spreadsheets
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Scope
from services.runtime.jobs import Doing, JobBoard
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry
from services.runtime.web.refusals import joined

OPERATOR = Actor(name="command line", vouches=True)
"""Commands on a home act as its administrator."""


@dataclass(frozen=True, slots=True)
class Imports:
    """Taking tables over, from the command line and over HTTP."""

    importer: ImportTable
    receive: ReceiveTable
    rehearsal: Rehearsal

    def job(self) -> Doing:
        def receive_many(rows: Sequence[NewReport]) -> Sequence[Outcome]:
            return self.receive.receive_many(rows, OPERATOR)

        return import_job(self.importer, receive_many, self.rehearsal.rehearse_many)

    def routes(self, works_on: WorksOn = by_area) -> Blueprint:
        """Over HTTP, everybody imports as far as they reach."""

        def receive_many(rows: Sequence[NewReport], actor: Actor) -> Sequence[Outcome]:
            return self.receive.receive_many(rows, actor, reach_of(works_on) or WITHOUT_END)

        def rehearse_many(rows: Sequence[NewReport]) -> Sequence[Outcome]:
            return self._rehearsed(rows, reporting_actor(), reach_of(works_on) or WITHOUT_END)

        return import_routes(self.importer, receive_many, rehearse_many)

    def at_desk(
        self, works_on: WorksOn, database: Database, clock: Clock, board: JobBoard
    ) -> HandIn:
        """At the desk and in its job, as far as whoever handed the table in reaches."""

        def receiving(actor: Actor, scope: Scope) -> ReceiveMany:
            return lambda rows: self.receive.receive_many(rows, actor, Reach(scope, works_on))

        def rehearsing(actor: Actor, scope: Scope) -> ReceiveMany:
            reach = Reach(scope, works_on)
            return lambda rows: self._placed(rows, self._rehearsed(rows, actor, reach), actor)

        return HandIn(database, clock, self.importer, rehearsing, receiving, board.post_in)

    def _rehearsed(
        self, rows: Sequence[NewReport], actor: Actor, reach: Reach
    ) -> Sequence[Outcome]:
        if not reach.ends:
            return self.rehearsal.rehearse_many(rows)
        return self.rehearsal.rehearse_many(
            rows, lambda new: self.receive.rehearse(new, actor, reach)
        )

    def _placed(
        self, rows: Sequence[NewReport], outcomes: Sequence[Outcome], actor: Actor
    ) -> Sequence[Outcome]:
        return [
            replace(outcome, area=self.receive.area_of(new, actor))
            if outcome.kind in ("created", "changed")
            else outcome
            for new, outcome in zip(rows, outcomes, strict=True)
        ]


def source_feature(imports: Imports, handing_in: HandIn, works_on: WorksOn) -> Feature:
    """Tables: over HTTP, at the desk, and in the jobs that take them over."""
    return Feature(
        name="sources",
        routes=[imports.routes(works_on)],
        pages=[upload_pages(handing_in)],
        refusals=joined(IMPORT_REFUSALS, UPLOAD_REFUSALS),
        # What is wrong with a file is said by whoever reads it.
        translations=[Path(__file__).parent, Path(spreadsheets.__file__).parent],
        menu=[MenuEntry("imports", "/desk/imports", lazy_gettext("Tables"))],
        jobs={"import": imports.job(), JOB: handing_in.job},
    )
