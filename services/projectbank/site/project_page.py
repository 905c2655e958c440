"""What the page of one project shows, in the order in which its reader asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.projectbank.names import Names
from services.projectbank.needs.need import Need
from services.projectbank.needs.store import load_needs
from services.projectbank.projects.gates import Gates
from services.projectbank.projects.project import Project
from services.projectbank.projects.states import state_word
from services.projectbank.projects.store import find_project
from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.scoring.explaining.compare import SHARES
from services.projectbank.scoring.explaining.explain import (
    Asked,
    Explanation,
    NoSuchRank,
    NotRanked,
    Part,
    explain,
)
from services.projectbank.scoring.explaining.history import Moment, history, past_ranks
from services.projectbank.scoring.explaining.sentences import Reader, joined, money
from services.projectbank.scoring.explaining.telling import points
from services.projectbank.scoring.published.items import ranks_among
from services.runtime.web.i18n import gettext

_SHOWN = 2


@dataclass(frozen=True, slots=True)
class GateLine:
    """One condition and how it stands: met, not met, not looked at."""

    name: str
    before: str
    """The state that cannot be entered without it."""
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A criterion in both of two compared projects, in points."""

    name: str
    weight: int
    own: float
    other: float
    decisive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPage:
    project: Project
    title: str
    area: str | None
    kind: str
    state: str
    needs: Sequence[tuple[Need, str]]
    cost: str | None
    explanation: Explanation | None
    finding: str
    missing: Sequence[Part]
    gates: Sequence[GateLine]
    history: Sequence[Moment]
    against: str | None
    """What the reader asked to compare with."""
    against_title: str | None
    against_unknown: bool
    bars: Sequence[Bar]
    unshown: str
    """The criteria for which neither of the two has shown anything."""
    suggested: Sequence[int]
    """Ranks worth comparing with."""


def project_page(
    conn: Connection,
    sets: CriteriaSets,
    gates: Gates,
    reader: Reader,
    project_id: str,
    against: str | None,
) -> ProjectPage | None:
    """None when there is no such project, or none for this reader."""
    project = find_project(conn, project_id)
    if project is None or not reader.sees(project):
        return None
    explanation, unknown = _explained(conn, sets, reader, project_id, against)
    other = explanation.against.item.project if explanation and explanation.against else None
    opened = not project.candidate or reader.is_staff_for(project)
    names, tongue = reader.names, reader.language
    needs = _needs(conn, project)
    return ProjectPage(
        project=project,
        title=names.project_title(project, tongue),
        area=names.area(project.area, tongue),
        kind=names.project_type(project.project_type, tongue),
        state=state_word(project.state),
        needs=[(need, names.need_title(need, tongue)) for need in needs],
        cost=_cost(project, tongue) if opened else None,
        explanation=explanation,
        finding=_finding(explanation, tongue),
        missing=_missing(explanation),
        gates=_gates(project, gates, tongue) if opened else (),
        history=history(conn, project, needs, past_ranks(conn, project.id)),
        against=against,
        against_title=_title_of(conn, other, names, tongue),
        against_unknown=unknown,
        bars=_bars(explanation),
        unshown=_unshown(explanation),
        suggested=_suggested(conn, explanation, reader),
    )


def _explained(
    conn: Connection, sets: CriteriaSets, reader: Reader, project: str, against: str | None
) -> tuple[Explanation | None, bool]:
    """The explanation, and whether what to compare with is unknown."""
    try:
        return _explain(conn, sets, reader, Asked(project=project, against=against)), False
    except NoSuchRank:
        return _explain(conn, sets, reader, Asked(project=project)), True


def _explain(
    conn: Connection, sets: CriteriaSets, reader: Reader, asked: Asked
) -> Explanation | None:
    try:
        return explain(conn, sets, asked, reader)
    except NotRanked:
        return None


def _needs(conn: Connection, project: Project) -> list[Need]:
    found = load_needs(conn, project.needs)
    return [found[need] for need in project.needs if need in found]


def _cost(project: Project, language: str) -> str | None:
    estimate = project.estimate
    if estimate is None:
        return None
    low, high = money(estimate.low, language), money(estimate.high, language)
    return low if low == high else gettext("%(low)s to %(high)s", low=low, high=high)


def _finding(explanation: Explanation | None, language: str) -> str:
    """One sentence that says what the chart shows."""
    if explanation is None:
        return ""
    strongest = sorted(explanation.parts, key=lambda part: -part.low)[:_SHOWN]
    given = [part for part in strongest if part.low >= SHARES // 20]
    openest = max(explanation.parts, key=lambda part: part.could_add)
    said = []
    if given:
        listed = gettext(" and ").join(f"{part.name} ({points(part.low)})" for part in given)
        said.append(gettext("Most points come from %(list)s.", list=listed))
    if openest.could_add >= SHARES // 20:
        said.append(
            gettext(
                "Most could still come from %(name)s: up to %(points)s.",
                name=openest.name,
                points=points(openest.could_add),
            )
        )
    return joined(said, language)


def _missing(explanation: Explanation | None) -> list[Part]:
    """What lacks evidence, the most promising first."""
    if explanation is None:
        return []
    parts = [part for part in explanation.parts if part.could_add >= SHARES // 20]
    return sorted(parts, key=lambda part: -part.could_add)


def _gates(project: Project, gates: Gates, language: str) -> list[GateLine]:
    known = {record.gate: record for record in project.gates}
    lines = []
    for code in gates.of(project.project_type):
        record = known.get(code)
        if record is None:
            state, word = "waiting", gettext("not looked at yet")
        elif record.passed:
            state, word = "done", gettext("met")
        else:
            state, word = "late", gettext("not met")
        before = state_word(gates.before.get(code, ""))
        lines.append(GateLine(gates.name(code, language), before, state, word))
    return lines


def _title_of(conn: Connection, project_id: str | None, names: Names, language: str) -> str | None:
    project = find_project(conn, project_id) if project_id is not None else None
    return names.project_title(project, language) if project is not None else None


def _bars(explanation: Explanation | None) -> list[Bar]:
    """Where at least one of the two has shown something."""
    if explanation is None or explanation.against is None:
        return []
    decisive = {one.code for one in explanation.against.comparison.decisive}
    parts = {part.code: part for part in explanation.parts}
    return [
        Bar(
            parts[one.code].name,
            parts[one.code].weight,
            one.own / SHARES,
            one.other / SHARES,
            one.code in decisive,
        )
        for one in explanation.against.comparison.differences
        if one.own or one.other
    ]


def _unshown(explanation: Explanation | None) -> str:
    if explanation is None or explanation.against is None:
        return ""
    empty = {
        one.code
        for one in explanation.against.comparison.differences
        if not one.own and not one.other
    }
    return gettext(", ").join(part.name for part in explanation.parts if part.code in empty)


def _suggested(conn: Connection, explanation: Explanation | None, reader: Reader) -> Sequence[int]:
    if explanation is None:
        return []
    rank = explanation.item.rank
    wanted = {1, 3, rank - 1, rank + 1} - {rank}
    return ranks_among(conn, explanation.ranking.id, wanted, reader.wanted())
