"""Builds what takes tables over, from the command line and over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.reports.acceptance import Outcome
from services.intake.reports.api import reach_of, reporting_actor
from services.intake.reports.in_scope import WITHOUT_END, WorksOn, by_area
from services.intake.reports.receive import Receive
from services.intake.reports.report import Actor, NewReport
from services.intake.sources.api import import_routes
from services.intake.sources.import_table import ImportTable
from services.intake.sources.job import import_job
from services.intake.sources.rehearse import Rehearsal
from services.runtime.jobs import Doing
from services.runtime.web.blueprint import Blueprint

OPERATOR = Actor(name="command line", vouches=True)
"""Commands on a home act as its administrator."""


@dataclass(frozen=True, slots=True)
class Imports:
    """Taking tables over, from the command line and over HTTP."""

    importer: ImportTable
    receive: Receive
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
            reach = reach_of(works_on)
            if reach is None or not reach.ends:
                return self.rehearsal.rehearse_many(rows)
            actor = reporting_actor()
            return self.rehearsal.rehearse_many(
                rows, lambda new: self.receive.rehearse(new, actor, reach)
            )

        return import_routes(self.importer, receive_many, rehearse_many)
