"""Builds what shows figures."""

from pathlib import Path

from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.figures.api import statistics_routes
from services.intake.figures.pages import figure_pages
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry


def figure_feature(desk: CaseDesk) -> Feature:
    """How well cases are dealt with: for the staff, and what is published."""
    return Feature(
        name="figures",
        routes=[statistics_routes(desk)],
        pages=[figure_pages(desk)],
        translations=[Path(__file__).parent],
        menu=[MenuEntry("statistics", "/desk/statistics", lazy_gettext("Statistics"))],
    )
