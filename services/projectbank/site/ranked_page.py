"""What the page of the ranked bank shows: one page of the ranking, its filters, what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from services.contracts.projectbank_events import PROJECT_STATES
from services.projectbank.names import Names
from services.projectbank.needs.need import Need
from services.projectbank.needs.raised import raised_most
from services.projectbank.projects.listing import Wanted
from services.projectbank.projects.states import state_word
from services.projectbank.projects.store import load_projects
from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.scoring.explaining.sentences import Reader
from services.projectbank.scoring.published.items import (
    adopted_unranked,
    count_items,
    ranking_items,
    shown_unknowns,
)
from services.projectbank.scoring.published.store import Item, Ranking, latest_ranking
from services.runtime.web.i18n import gettext

PAGE = 50
RAISED = 10
"""Needs beside the projects."""
FILTERS = ("area", "project_type", "group", "state")
_LONGEST_CODE = 100
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One project of the list. Points are from 0 to 100."""

    item: Item
    title: str
    area: str | None
    state: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOut:
    """A missing input that could move the first places."""

    project: str
    title: str
    criterion: str
    rank: int
    reaches: int
    points: float


@dataclass(frozen=True, slots=True)
class Unranked:
    """A project that was adopted since the ranking was published."""

    id: str
    title: str
    area: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the filter form."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPage:
    ranking: Ranking | None
    rows: Sequence[Row]
    number: int
    more: bool
    total: int
    """Projects in the ranking that this reader may see, whatever is filtered."""
    matching: int
    chips: Sequence[Chip]
    choices: Sequence[Choice]
    drafts: bool
    """Whether drafts are shown to this reader."""
    unranked: Sequence[Unranked]
    raised: Sequence[tuple[Need, str]]
    """What residents raise most, each with its title."""
    find_out: Sequence[FindOut]
    """For staff; empty for everybody else."""
    query: str
    """The filters as they stand in the address, to go before a page number."""


def filters_of(sent: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address; what cannot be one is as if it were not there.

    A store takes neither NUL nor half a character, and no code has them.
    """
    found = {
        name: value
        for name in FILTERS
        if (value := sent.get(name, "").strip())
        and len(value) <= _LONGEST_CODE
        and value.isprintable()
    }
    if found.get("state") not in PROJECT_STATES:
        found.pop("state", None)
    return found


def ranked_page(
    conn: Connection, sets: CriteriaSets, reader: Reader, filters: Mapping[str, str], number: int
) -> RankedPage:
    """Raises UnknownCriteria."""
    names, language = reader.names, reader.language
    ranking = latest_ranking(conn)
    chips = _chips(filters, names, language)
    choices = _choices(filters, names, language)
    query = urlencode(filters)
    named: dict[str, Any] = dict(filters)
    wanted, every = reader.wanted(**named), reader.wanted()
    if ranking is None:
        items: Sequence[Item] = ()
        total = matching = 0
    else:
        skip = (number - 1) * PAGE
        items = ranking_items(conn, ranking.id, skip=skip, limit=PAGE + 1, wanted=wanted)
        total = count_items(conn, ranking.id, every)
        matching = total if wanted == every else count_items(conn, ranking.id, wanted)
    return RankedPage(
        ranking=ranking,
        rows=_rows(conn, names, language, items[:PAGE]),
        number=number,
        more=len(items) > PAGE,
        total=total,
        matching=matching,
        chips=chips,
        choices=choices,
        drafts=reader.drafts,
        unranked=_unranked(conn, names, language, ranking, wanted) if number == 1 else (),
        raised=_raised(conn, names, language, filters) if number == 1 else (),
        find_out=_find_out(conn, sets, reader, ranking) if number == 1 else (),
        query=f"{query}&" if query else "",
    )


def _rows(conn: Connection, names: Names, language: str, items: Sequence[Item]) -> list[Row]:
    projects = load_projects(conn, [item.project for item in items])
    return [
        Row(
            item,
            names.project_title(projects[item.project], language),
            names.area(item.area, language),
            state_word(projects[item.project].state),
            item.low / _HUNDREDTHS,
            item.high / _HUNDREDTHS,
        )
        for item in items
    ]


def _unranked(
    conn: Connection, names: Names, language: str, ranking: Ranking | None, wanted: Wanted
) -> list[Unranked]:
    found = adopted_unranked(conn, ranking.id if ranking else None, wanted, PAGE)
    return [
        Unranked(
            project.id,
            names.project_title(project, language),
            names.area(project.area, language),
            state_word(project.state),
        )
        for project in load_projects(conn, found).values()
    ]


def _raised(
    conn: Connection, names: Names, language: str, filters: Mapping[str, str]
) -> list[tuple[Need, str]]:
    found = raised_most(conn, RAISED, area=filters.get("area"), group=filters.get("group"))
    return [(need, names.need_title(need, language)) for need in found]


def _find_out(
    conn: Connection, sets: CriteriaSets, reader: Reader, ranking: Ranking | None
) -> list[FindOut]:
    """Only staff can find something out."""
    if not reader.staff or ranking is None:
        return []
    unknowns = shown_unknowns(conn, ranking, reader.wanted())
    criteria = sets.version(ranking.criteria_version)
    projects = load_projects(conn, [one.project for one in unknowns])
    found = []
    for one in unknowns:
        criterion = criteria.named(one.code)
        found.append(
            FindOut(
                project=one.project,
                title=reader.names.project_title(projects[one.project], reader.language),
                criterion=criterion.name(reader.language) if criterion is not None else one.code,
                rank=one.rank,
                reaches=one.reaches,
                points=one.gain / _HUNDREDTHS,
            )
        )
    return found


def _choices(filters: Mapping[str, str], names: Names, language: str) -> list[Choice]:
    states = [(str(state), state_word(state)) for state in PROJECT_STATES]
    options: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "area": (gettext("Area"), names.areas(language)),
        "project_type": (gettext("Kind of project"), names.project_types(language)),
        "group": (gettext("What it is about"), names.groups(language)),
        "state": (gettext("State"), states),
    }
    return [Choice(name, *options[name], filters.get(name)) for name in FILTERS]


def _chips(filters: Mapping[str, str], names: Names, language: str) -> list[Chip]:
    words = {
        "area": lambda code: names.area(code, language) or code,
        "project_type": lambda code: names.project_type(code, language),
        "group": lambda code: names.group(code, language),
        "state": state_word,
    }
    labels = {
        "area": gettext("Area"),
        "project_type": gettext("Kind of project"),
        "group": gettext("What it is about"),
        "state": gettext("State"),
    }
    return [
        Chip(
            labels[name],
            words[name](value),
            "?" + urlencode({other: one for other, one in filters.items() if other != name}),
        )
        for name, value in filters.items()
    ]
