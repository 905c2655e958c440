"""Computing the ranking and publishing it: a person, a command or the night asks for it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from services.contracts.catalogue import PROJECT_CHANGED
from services.contracts.projectbank_events import PublishedScore
from services.projectbank.needs.member_store import members_of
from services.projectbank.needs.report_store import newest_occurrence
from services.projectbank.needs.store import Cursor, load_cursor, load_needs, lock_grouping
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import (
    load_projects,
    open_project_ids,
    save_projects,
)
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence import OldestNeed, evidence_of
from services.projectbank.scoring.rank import Ranked, Scored, rank
from services.projectbank.scoring.score import score
from services.projectbank.scoring.store import save_ranking
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

_TRIES = 3
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Computed:
    """A ranking that nobody has seen yet, true while the grouping stands at `at`."""

    at: Cursor
    as_of: datetime | None
    ranked: Sequence[Ranked]


class PublishRanking:
    """Computes every open project's score and tells others what changed since the last time."""

    def __init__(
        self, database: Database, criteria: CriteriaSet, outbox: Outbox, clock: Clock
    ) -> None:
        self._database = database
        self._criteria = criteria
        self._outbox = outbox
        self._clock = clock

    def __call__(self, as_of: datetime | None = None) -> Computed:
        """Publish the ranking as of a moment, by default the newest report's.

        Computed beside the grouping and stored only if it has not moved; at the third time it
        has to wait. Raises DatabaseUnavailable.
        """
        for _ in range(_TRIES):
            computed = self._database.read(lambda conn: self.compute(conn, as_of))
            if self._database.write(partial(self._publish, computed)):
                return computed

        def use(conn: Connection) -> Computed:
            lock_grouping(conn)
            computed = self.compute(conn, as_of)
            self._publish(computed, conn)
            return computed

        return self._database.write(use)

    def compute(self, conn: Connection, as_of: datetime | None = None) -> Computed:
        """The ranking as it would be published now."""
        at = load_cursor(conn)
        moment = as_of or newest_occurrence(conn)
        if moment is None:
            return Computed(at, None, ())
        projects = load_projects(conn, open_project_ids(conn))
        return Computed(at, moment, rank(self._scored(conn, projects, moment)))

    def _scored(
        self, conn: Connection, projects: Mapping[str, Project], as_of: datetime
    ) -> list[Scored]:
        need_ids = {need for project in projects.values() for need in project.needs}
        needs = load_needs(conn, need_ids)
        members = members_of(conn, need_ids)
        scored = []
        for project in projects.values():
            own = [needs[need] for need in project.needs]
            if not own:
                continue
            oldest = min(own, key=lambda need: (need.first_seen, need.number))
            evidence = evidence_of(
                [member for need in project.needs for member in members.get(need, ())],
                OldestNeed(oldest.first_seen, oldest.number),
                needs=len(own),
                placed=project.area is not None or project.lat is not None,
                as_of=as_of,
            )
            scored.append(Scored(project.id, score(self._criteria, evidence), evidence))
        return scored

    def _publish(self, computed: Computed, conn: Connection) -> bool:
        """Store and tell; nothing when the grouping has moved since."""
        lock_grouping(conn)
        if load_cursor(conn) != computed.at:
            return False
        if computed.as_of is None:
            return True
        now = self._clock.now()
        version = self._criteria.version
        save_ranking(conn, version, computed.as_of, now, computed.ranked)
        ranks = {one.project: one for one in computed.ranked}
        changed = [
            dataclasses.replace(
                project,
                version=project.version + 1,
                published=published(ranks[project.id], version, computed.as_of),
                changed_at=now,
            )
            for project in load_projects(conn, ranks).values()
            if _is_news(project.published, ranks[project.id], version)
        ]
        save_projects(conn, changed)
        events = [(project.id, project.as_event()) for project in changed]
        self._outbox.put_all(conn, PROJECT_CHANGED, events)
        return True


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
