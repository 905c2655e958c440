# mypy: disallow-untyped-decorators=False
"""Statistics over HTTP: /api/intake/v1/statistics, for officers, each within what they work for."""

from typing import Any

from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.figures import statistics
from services.intake.figures.answers import statistics_answer
from services.intake.figures.asked import Asked, faults, wanted_of
from services.intake.figures.refusing import sentence
from services.intake.figures.schemas import StatisticsAnswer, StatisticsQuery
from services.intake.figures.statistics import Statistics
from services.runtime.identity.access import Scope, current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.problems import FieldError, Problem


def counted(desk: CaseDesk, asked: Asked, scope: Scope) -> Statistics:
    """What an officer with this scope may know."""
    wanted, now = wanted_of(asked, desk, scope), desk.clock.now()
    return desk.database.read(lambda conn: statistics.read(conn, wanted, desk.profile, now))


def statistics_routes(desk: CaseDesk) -> Blueprint:
    """The route of statistics."""
    blueprint = Blueprint(
        "statistics", __name__, url_prefix="/api/intake/v1", description="How cases are handled"
    )

    @blueprint.get("/statistics")
    @requires("officer")
    @blueprint.arguments(StatisticsQuery, location="query")
    @blueprint.response(200, StatisticsAnswer)
    def read(asked: Asked) -> dict[str, Any]:
        """Rates with the counts behind each, of a period; raw and exempted side by side."""
        wrong = faults(asked, desk.profile, desk.clock.now())
        if wrong:
            raise Problem(
                422,
                errors=[
                    FieldError(f"/{name}", rule, sentence(rule)) for name, rule in wrong.items()
                ],
            )
        found = counted(desk, asked, current_actor().scope)
        return statistics_answer(found, desk.profile)

    return blueprint
