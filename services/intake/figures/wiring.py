"""Builds what shows figures."""

from collections.abc import Sequence

from services.intake.cases.api import CaseDesk
from services.intake.figures.api import statistics_routes
from services.runtime.web.blueprint import Blueprint


def figure_routes(desk: CaseDesk) -> Sequence[Blueprint]:
    """The API of figures."""
    return [statistics_routes(desk)]
