"""Figures on pages: `/desk/statistics` and its table for officers, `/figures` for everybody."""

from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request

from services.contracts.profile.model import Profile
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.figures.api import counted
from services.intake.figures.asked import Asked, faults, period_of, without
from services.intake.figures.kept import PublishedFigures
from services.intake.figures.refusing import sentence
from services.intake.figures.showing import pictures, pictures_apart
from services.intake.figures.showing.chips import address, chips, read_asked
from services.intake.figures.showing.csv_table import csv_table
from services.runtime.identity.access import current_actor, public, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
PATH: Final = "/desk/statistics"


def figure_pages(desk: CaseDesk) -> Blueprint:
    """The pages of figures."""
    pages = Blueprint("figures", __name__, template_folder=str(TEMPLATES))
    published = PublishedFigures(desk.database, desk.profile, desk.clock)
    _add_desk(pages, desk)

    @pages.get("/figures")
    @public
    def figures() -> str:
        counted_at, found = published.read()
        return render_page(
            "figures/public.html",
            period=found.wanted.period,
            counted_at=counted_at.astimezone(desk.profile.zone),
            charts=[
                pictures.on_time(found),
                pictures.endings(found),
                pictures.afterwards(found),
                pictures.three_rates(found),
            ],
        )

    return pages


def _add_desk(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.get(PATH)
    @requires("officer")
    def statistics() -> str:
        asked, wrong = _asked(desk)
        found = counted(desk, asked, current_actor().scope)
        return render_page(
            "figures/statistics.html",
            found=found,
            asked=asked,
            typed=request.args,
            wrong={name: sentence(rule) for name, rule in wrong.items()},
            chips=list(chips(PATH, asked, desk.profile)),
            period=period_of(asked, desk.profile, desk.clock.now()),
            csv=address(f"{PATH}.csv", asked),
            charts=[
                pictures.on_time(found),
                pictures.rectified(found),
                pictures.three_rates(found),
                pictures.endings(found),
                pictures.afterwards(found),
                pictures.checked(found),
                pictures_apart.units(found, desk.profile),
                pictures_apart.durations(found, desk.profile),
                pictures_apart.dispatches(found, desk.profile),
            ],
            **_choices(desk.profile),
        )

    @pages.get(f"{PATH}.csv")
    @requires("officer")
    def table() -> Response:
        asked, _ = _asked(desk)
        found = counted(desk, asked, current_actor().scope)
        period = found.wanted.period
        name = f"citymend-statistics-{period.since}-{period.until}.csv"
        answer = Response(csv_table(found, desk.profile), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _asked(desk: CaseDesk) -> tuple[Asked, dict[str, str]]:
    """What the address asks for without what is wrong in it, and the rules that were broken."""
    asked, unread = read_asked(request.args)
    wrong = {**unread, **faults(asked, desk.profile, desk.clock.now())}
    return without(asked, wrong), wrong


def _choices(profile: Profile) -> dict[str, Any]:
    """What the filters offer."""
    said = language()
    return {
        "areas": [(each.code, each.name.in_language(said)) for each in profile.areas.values()],
        "groups": [(each.code, each.name.in_language(said)) for each in profile.groups.values()],
        "units": sorted(
            (each.code, each.name.in_language(said)) for each in profile.responsible_units.values()
        ),
    }
