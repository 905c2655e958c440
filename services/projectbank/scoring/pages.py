"""The ranked bank for everybody: /projects and /projects/<id>."""

from collections.abc import Sequence
from dataclasses import dataclass

import flask
from flask import abort, request
from sqlalchemy import Connection

from services.projectbank.names import Names
from services.projectbank.needs.need import Need
from services.projectbank.needs.store import load_needs
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import find_project, load_projects
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.sentences import sentence
from services.projectbank.scoring.store import (
    Item,
    Ranking,
    latest_ranking,
    ranking_item,
    ranking_items,
)
from services.runtime.database import Database
from services.runtime.identity.access import public
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page

PAGE = 50
_HUNDREDTHS = 100
_LAST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One project of the list. Points are from 0 to 100."""

    item: Item
    title: str
    area: str | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PartRow:
    """One criterion of a score: points before weighting and what they add to the score."""

    name: str
    weight: int
    low: float
    high: float
    measured: bool
    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A project with what its page tells."""

    project: Project
    needs: Sequence[Need]
    ranking: Ranking | None
    item: Item | None


def bank_pages(database: Database, criteria: CriteriaSet, names: Names) -> flask.Blueprint:
    pages = flask.Blueprint("bank", __name__, template_folder="../templates")

    @pages.get("/projects")
    @public
    def ranked_bank() -> str:
        number = _page_number()
        ranking, rows, more = database.read(lambda conn: _ranked(conn, names, number))
        return render_page(
            "bank/projects.html", ranking=ranking, rows=rows, number=number, more=more
        )

    @pages.get("/projects/<project_id>")
    @public
    def one_project(project_id: str) -> str:
        found = database.read(lambda conn: _explained(conn, project_id))
        if found is None:
            abort(404)
        return render_page("bank/project.html", **_shown(found, criteria, names))

    return pages


def _page_number() -> int:
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return min(max(number, 1), _LAST_PAGE)


def _rows(conn: Connection, names: Names, items: Sequence[Item]) -> list[Row]:
    projects = load_projects(conn, [item.project for item in items])
    tongue = language()
    return [
        Row(
            item,
            names.project_title(projects[item.project], tongue),
            names.area(item.area, tongue),
            item.low / _HUNDREDTHS,
            item.high / _HUNDREDTHS,
        )
        for item in items
    ]


def _ranked(conn: Connection, names: Names, number: int) -> tuple[Ranking | None, list[Row], bool]:
    """The published ranking, one page of it, and whether there is another."""
    ranking = latest_ranking(conn)
    if ranking is None:
        return None, [], False
    items = ranking_items(conn, ranking.id, skip=(number - 1) * PAGE, limit=PAGE + 1)
    return ranking, _rows(conn, names, items[:PAGE]), len(items) > PAGE


def _explained(conn: Connection, project_id: str) -> Explained | None:
    project = find_project(conn, project_id)
    if project is None:
        return None
    needs = load_needs(conn, project.needs)
    ranking = latest_ranking(conn)
    item = ranking_item(conn, ranking.id, project_id) if ranking is not None else None
    return Explained(
        project, [needs[need] for need in project.needs if need in needs], ranking, item
    )


def _shown(found: Explained, criteria: CriteriaSet, names: Names) -> dict[str, object]:
    """What the template of one project takes, in the reader's language."""
    tongue = language()
    item = found.item
    return {
        "project": found.project,
        "title": names.project_title(found.project, tongue),
        "area": names.area(found.project.area, tongue),
        "needs": [(need, names.need_title(need, tongue)) for need in found.needs],
        "ranking": found.ranking,
        "item": item,
        "low": item.low / _HUNDREDTHS if item is not None else None,
        "high": item.high / _HUNDREDTHS if item is not None else None,
        "parts": _parts(criteria, item),
    }


def _parts(criteria: CriteriaSet, item: Item | None) -> list[PartRow]:
    if item is None:
        return []
    english = language() == "en"
    named = {one.code: one.name_en if english else one.name_zh for one in criteria.criteria}
    return [
        PartRow(
            name=named.get(part.code, part.code),
            weight=part.weight,
            low=part.low * part.weight / (_HUNDREDTHS * 100),
            high=part.high * part.weight / (_HUNDREDTHS * 100),
            measured=part.measured,
            why=sentence(part, item.inputs),
        )
        for part in item.parts
    ]
