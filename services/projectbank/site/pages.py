"""The ranked bank for everybody: /projects and /projects/<id>."""

import flask
from flask import abort, request

from services.projectbank.names import Names
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.gates import Gates
from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.scoring.explaining.sentences import Reader
from services.projectbank.site.project_page import project_page
from services.projectbank.site.ranked_page import filters_of, ranked_page
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, public
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page

_LAST_PAGE = 1_000
_LONGEST = 64


def bank_pages(
    database: Database, sets: CriteriaSets, names: Names, gates: Gates, drafts: DraftRule
) -> flask.Blueprint:
    pages = flask.Blueprint(
        "bank",
        __name__,
        template_folder="../templates",
        static_folder="../static",
        static_url_path="/static/bank/own",
    )

    @pages.get("/projects")
    @public
    def ranked_bank() -> str:
        filters, number = filters_of(request.args), _page_number()
        reader = _reader(names, drafts)
        page = database.read(lambda conn: ranked_page(conn, sets, reader, filters, number))
        return render_page("bank/projects.html", page=page)

    @pages.get("/projects/<project_id>")
    @public
    def one_project(project_id: str) -> str:
        against = request.args.get("against", "").strip()[:_LONGEST] or None
        reader = _reader(names, drafts)
        page = database.read(
            lambda conn: project_page(conn, sets, gates, reader, project_id, against)
        )
        if page is None:
            abort(404)
        return render_page("bank/project.html", page=page)

    return pages


def _reader(names: Names, drafts: DraftRule) -> Reader:
    who = current_actor()
    return Reader(
        names,
        language(),
        staff=who.may("planner"),
        drafts=drafts.shown_to(who),
        reach=drafts.reach_of(who),
        drafts_within=drafts.drafts_of(who),
    )


def _page_number() -> int:
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return min(max(number, 1), _LAST_PAGE)
