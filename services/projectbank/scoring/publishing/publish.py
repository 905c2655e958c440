"""Computing the ranking and publishing it: a person, a command or the night asks for it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from services.contracts.catalogue import PROJECT_CHANGED
from services.contracts.profile.model import Drafts
from services.contracts.projectbank_events import PublishedScore
from services.projectbank.needs.reports.store import newest_occurrence
from services.projectbank.needs.store import Cursor, load_cursor, lock_grouping
from services.projectbank.projects.audience import audience_of
from services.projectbank.projects.store import load_projects, open_versions, save_published
from services.projectbank.scoring.background import Background
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence.evidence import evidence_of
from services.projectbank.scoring.evidence.subjects import subjects_of
from services.projectbank.scoring.opinions.opinion import Opinion, Opinions, top_of
from services.projectbank.scoring.published.store import Frozen, save_ranking
from services.projectbank.scoring.ranking.rank import Ranked, Scored, rank
from services.projectbank.scoring.ranking.score import score
from services.projectbank.scoring.ranking.span import spans
from services.projectbank.scoring.ranking.unknown import unknowns
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

_TRIES = 3
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Computed:
    """A ranking that nobody has seen yet, true while the grouping stands at `at` and the open
    projects at these versions."""

    at: Cursor
    projects: Mapping[str, int]
    as_of: datetime | None
    ranked: Sequence[Ranked]
    opinions: Mapping[str, Opinion] = field(default_factory=dict)


class PublishRanking:
    """Computes every open project's score and tells others what changed since the last time."""

    def __init__(
        self,
        database: Database,
        criteria: CriteriaSet,
        background: Background,
        opinions: Opinions,
        outbox: Outbox,
        clock: Clock,
        drafts: Drafts = "staff",
    ) -> None:
        self._database = database
        self._criteria = criteria
        self._background = background
        self._opinions = opinions
        self._outbox = outbox
        self._clock = clock
        self._drafts = drafts

    def __call__(self, as_of: datetime | None = None) -> Computed:
        """Publish the ranking as of a moment, by default the newest report's.

        Computed beside the grouping and the planners, and stored only if neither has changed
        anything; after the third time they have to wait. Raises DatabaseUnavailable.
        """
        for _ in range(_TRIES):
            computed = self._weighed(self._database.read(lambda conn: self.compute(conn, as_of)))
            if self._database.write(partial(self._publish, computed)):
                return computed

        def use(conn: Connection) -> Computed:
            lock_grouping(conn)
            computed = self._weighed(self.compute(conn, as_of))
            self._publish(computed, conn)
            return computed

        return self._database.write(use)

    def compute(self, conn: Connection, as_of: datetime | None = None) -> Computed:
        """The ranking as it would be published now, without second opinions."""
        at, projects = load_cursor(conn), open_versions(conn)
        moment = as_of or newest_occurrence(conn)
        if moment is None:
            return Computed(at, projects, None, ())
        scored = []
        for subject in subjects_of(conn, projects, self._background, self._criteria):
            evidence = evidence_of(subject, self._background, self._criteria, moment)
            project = subject.project.id
            scored.append(Scored(project, score(self._criteria, evidence), evidence))
        return Computed(at, projects, moment, rank(scored))

    def _weighed(self, computed: Computed) -> Computed:
        return dataclasses.replace(computed, opinions=self._opinions(computed.ranked))

    def _publish(self, computed: Computed, conn: Connection) -> bool:
        """Store and tell; nothing when a need or a project has changed since."""
        if lock_grouping(conn) != computed.at or open_versions(conn) != computed.projects:
            return False
        if computed.as_of is None:
            return True
        self._freeze(conn, computed, computed.as_of)
        self._tell(conn, computed, computed.as_of)
        return True

    def _freeze(self, conn: Connection, computed: Computed, as_of: datetime) -> None:
        weighed = sum(one.score.lane == "ranked" for one in computed.ranked)
        frozen = Frozen(
            criteria_version=self._criteria.version,
            as_of=as_of,
            published_at=self._clock.now(),
            top=top_of(weighed),
            unknowns=tuple(unknowns(computed.ranked)),
        )
        places = spans(computed.ranked)
        save_ranking(conn, frozen, computed.ranked, places, computed.opinions)

    def _tell(self, conn: Connection, computed: Computed, as_of: datetime) -> None:
        now, version = self._clock.now(), self._criteria.version
        ranks = {one.project: one for one in computed.ranked}
        changed = [
            dataclasses.replace(
                project,
                version=project.version + 1,
                published=published(ranks[project.id], version, as_of),
                changed_at=now,
                audience=audience_of(project, self._drafts),
            )
            for project in load_projects(conn, ranks).values()
            if project.is_open
            and (
                _is_news(project.published, ranks[project.id], version)
                or project.audience != audience_of(project, self._drafts)
            )
        ]
        save_published(conn, changed)
        events = [(project.id, project.as_event()) for project in changed]
        self._outbox.put_all(conn, PROJECT_CHANGED, events)


def published(ranked: Ranked, criteria_version: str, as_of: datetime) -> PublishedScore:
    return PublishedScore(
        rank=ranked.rank,
        lane=ranked.score.lane,
        low=ranked.score.low / _HUNDREDTHS,
        high=ranked.score.high / _HUNDREDTHS,
        confidence=ranked.score.confidence / 100,
        criteria_version=criteria_version,
        as_of=as_of,
    )


def _is_news(known: PublishedScore | None, ranked: Ranked, criteria_version: str) -> bool:
    """A later moment alone is none, or every project would be told at every publication."""
    if known is None:
        return True
    now = published(ranked, criteria_version, known.as_of)
    return now != known
