"""One published rank explained: the breakdown, a comparison with another, a way up."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.projectbank.projects.edit import NoSuchProject
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import find_project
from services.projectbank.scoring.criteria import CriteriaSet, CriteriaSets, Criterion
from services.projectbank.scoring.explaining.compare import SHARES, Comparison, compare
from services.projectbank.scoring.explaining.lift import Lift, lift
from services.projectbank.scoring.explaining.sentences import Reader, joined, sentence, source_word
from services.projectbank.scoring.explaining.telling import (
    compared,
    lifted,
    points,
    second_opinion,
    spanned,
    weighed,
)
from services.projectbank.scoring.published.items import count_items, item_at, ranking_item
from services.projectbank.scoring.published.store import Item, Ranking, latest_ranking
from services.runtime.web.i18n import gettext

_LONGEST_RANK = 8


class NotRanked(Exception):
    """The project is in no ranking of that time."""


class NoSuchRank(Exception):
    """The ranking of that time has no such place or project to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to explain: compare with a project or a rank, reach a rank, as of a moment."""

    project: str
    against: str | None = None
    """The id of another project, or a rank."""
    reach: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One criterion: ten-thousandths of a point that it adds, and could still add."""

    code: str
    name: str
    weight: int
    low: int
    high: int
    measured: bool
    source: str
    source_word: str
    as_of: datetime | None
    who: str | None
    sentence: str
    anchors: str
    """The evidence that is worth nothing and everything."""

    @property
    def could_add(self) -> int:
        return self.high - self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A comparison with another project of the same ranking."""

    item: Item
    comparison: Comparison
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    lift: Lift
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    project: Project
    ranking: Ranking
    criteria: CriteriaSet
    item: Item
    of: int
    """Open projects in that ranking."""
    parts: Sequence[Part]
    weighed: str | None
    spanned: str | None
    second_opinion: str | None
    against: Against | None
    reach: Reach | None


def explain(conn: Connection, sets: CriteriaSets, asked: Asked, reader: Reader) -> Explanation:
    """Raises NoSuchProject, NotRanked, NoSuchRank, UnknownCriteria."""
    project = find_project(conn, asked.project)
    if project is None or not reader.sees(project):
        raise NoSuchProject
    if not reader.is_staff_for(project):
        reader = dataclasses.replace(reader, staff=False)
    ranking = latest_ranking(conn, asked.until)
    item = ranking_item(conn, ranking.id, project.id) if ranking is not None else None
    if ranking is None or item is None:
        raise NotRanked
    criteria = sets.version(ranking.criteria_version)
    against = _against(conn, ranking, item, criteria, asked.against, reader)
    # Whoever compares with a better rank wants to know, too, what would lead there.
    ahead = against.item.rank if against is not None and against.item.rank < item.rank else None
    return Explanation(
        project=project,
        ranking=ranking,
        criteria=criteria,
        item=item,
        of=count_items(conn, ranking.id),
        parts=_parts(project, item, criteria, reader),
        weighed=weighed(item, ranking),
        spanned=spanned(item, criteria, reader.language),
        second_opinion=second_opinion(item),
        against=against,
        reach=_reach(conn, ranking, item, criteria, asked.reach or ahead, reader),
    )


def _parts(project: Project, item: Item, criteria: CriteriaSet, reader: Reader) -> list[Part]:
    evidence = item.evidence
    veiled = project.candidate and not reader.staff
    found = []
    for part in item.parts:
        criterion, fact = criteria.named(part.code), evidence.fact(part.code)
        found.append(
            Part(
                code=part.code,
                name=criterion.name(reader.language) if criterion is not None else part.code,
                weight=part.weight,
                low=part.low * part.weight,
                high=part.high * part.weight,
                measured=part.measured,
                source=fact.source,
                source_word=source_word(fact),
                as_of=fact.as_of,
                who=fact.who if reader.staff else None,
                sentence=_with_room(
                    sentence(part.code, fact, reader, veiled=veiled),
                    (part.high - part.low) * part.weight,
                    reader.language,
                ),
                anchors=_anchors(criterion, reader.language) if criterion is not None else "",
            )
        )
    return found


def _anchors(criterion: Criterion, language: str) -> str:
    return gettext(
        "%(zero)s to %(hundred)s %(measure)s",
        zero=f"{criterion.zero:,}",
        hundred=f"{criterion.hundred:,}",
        measure=criterion.measure(language),
    )


def _with_room(said: str, room: int, language: str) -> str:
    """What evidence could still lift is said with it."""
    if room < SHARES // 20:
        return said
    more = gettext("Evidence could add up to %(points)s points.", points=points(room))
    return joined([said, more], language)


def _against(
    conn: Connection,
    ranking: Ranking,
    item: Item,
    criteria: CriteriaSet,
    wanted: str | None,
    reader: Reader,
) -> Against | None:
    if wanted is None:
        return None
    other = _seen(conn, _other(conn, ranking, wanted), reader)
    if other.project == item.project:
        raise NoSuchRank
    comparison = compare(item, other)
    sentences = compared(comparison, item, other, criteria, reader.language)
    return Against(item=other, comparison=comparison, sentences=sentences)


def _seen(conn: Connection, item: Item | None, reader: Reader) -> Item:
    """A place that this reader may compare with: a draft's says nothing to who sees no drafts."""
    if item is None or (item.candidate and not reader.drafts):
        raise NoSuchRank
    if item.candidate and reader.drafts_within.ends:
        project = find_project(conn, item.project)
        if project is None or not reader.sees(project):
            raise NoSuchRank
    return item


def _other(conn: Connection, ranking: Ranking, wanted: str) -> Item | None:
    if wanted.isascii() and wanted.isdigit() and len(wanted) < _LONGEST_RANK:
        return item_at(conn, ranking.id, int(wanted))
    return ranking_item(conn, ranking.id, wanted) if wanted.isprintable() else None


def _reach(
    conn: Connection,
    ranking: Ranking,
    item: Item,
    criteria: CriteriaSet,
    rank: int | None,
    reader: Reader,
) -> Reach | None:
    if rank is None:
        return None
    target = _seen(conn, item_at(conn, ranking.id, rank), reader)
    found = lift(criteria, item, target)
    return Reach(lift=found, sentences=lifted(found, item, criteria, reader.language))
