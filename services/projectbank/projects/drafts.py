"""Drafts: which one answers a need, and what becomes of it when the need asks for something else.

A draft is numbered by the need that opened it. What happens to drafts hangs on the order in which
needs ask, and never on where one batch of reports ends and the next begins.
"""

import dataclasses
from collections.abc import Sequence

from sqlalchemy import Connection

from services.projectbank.needs.candidates import Proposal
from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.need import degrees, need_number
from services.projectbank.needs.reports.report import stored_point
from services.projectbank.needs.titles import placed_title
from services.projectbank.needs.vocabulary import Vocabulary
from services.projectbank.projects.project import GATHERING_RADIUS, Project, project_id
from services.projectbank.projects.store import (
    candidates_in_area,
    candidates_near,
    candidates_on_road,
    find_project,
    load_projects,
    open_projects_of,
    save_projects,
)
from services.runtime.clock import Clock

Seen = dict[str, Project | None]
"""Projects as they were before the batch first touched them."""


class Drafts:
    """Opens, widens and closes them, within the caller's transaction."""

    def __init__(self, vocabulary: Vocabulary, clock: Clock) -> None:
        self._vocabulary = vocabulary
        self._clock = clock

    def answer(self, conn: Connection, asked: Proposal, project_type: str, seen: Seen) -> None:
        """Let a draft of the type that is there already take the need, else open one."""
        shared = self._candidate_at(conn, asked, project_type)
        if shared is None:
            self._open(conn, asked, project_type, seen)
            return
        seen.setdefault(shared.id, shared)
        save_projects(conn, [dataclasses.replace(shared, needs=(*shared.needs, asked.need))])

    def part(self, conn: Connection, asked: Proposal, seen: Seen) -> Sequence[str] | None:
        """Take the need out of its draft if that is of another type than it asks for now.

        None when it stays, because the type is right or a planner decides. Else the needs whose
        draft became another one, because the need that opened it left.
        """
        mine = open_projects(conn, asked.need)
        if any(_is_decided(one) or one.project_type == asked.project_type for one in mine):
            return None
        moved: list[str] = []
        for draft in mine:
            seen.setdefault(draft.id, draft)
            others = tuple(need for need in draft.needs if need != asked.need)
            if others and draft.number == asked.number and self._hand_over(conn, draft, seen):
                moved.extend(others)
                others = ()
            withdraw(conn, draft, others)
        return moved

    def title(self, project_type: str, category: str, area: str | None, place: str | None) -> str:
        kind = self._vocabulary.project_types.get(project_type, project_type)
        problem = self._vocabulary.name_of(category)
        return placed_title(self._vocabulary, f"{kind}（{problem}）", area, place)

    def _candidate_at(self, conn: Connection, asked: Proposal, project_type: str) -> Project | None:
        """The oldest candidate of the type in the same estate, near enough or on the same road."""
        found: list[Project] = []
        area = asked.area_path[-1] if asked.area_path else None
        if area is not None and area in self._vocabulary.estates:
            found.extend(candidates_in_area(conn, project_type, area))
        if asked.road is not None:
            found.extend(candidates_on_road(conn, project_type, asked.road))
        lat, _ = degrees(asked.point)
        if asked.point is not None and lat is not None:
            for candidate in candidates_near(conn, project_type, lat):
                place = stored_point(candidate.lat, candidate.long)
                if place is not None and within(place, asked.point, GATHERING_RADIUS):
                    found.append(candidate)
        return min(found, key=lambda candidate: candidate.number, default=None)

    def _open(self, conn: Connection, asked: Proposal, project_type: str, seen: Seen) -> None:
        """Open a draft of the need's own, or its lapsed one again."""
        known = find_project(conn, project_id(asked.number))
        seen.setdefault(project_id(asked.number), known)
        if known is None or known.state == "lapsed":
            save_projects(conn, [_again(self._opened(asked, project_type), known)])
        elif known.is_open and known.project_type == project_type and asked.need not in known.needs:
            # An exited one stays as it was left.
            save_projects(conn, [dataclasses.replace(known, needs=(*known.needs, asked.need))])

    def _opened(self, asked: Proposal, project_type: str) -> Project:
        area = asked.area_path[-1] if asked.area_path else None
        lat, long = degrees(asked.point)
        now = self._clock.now()
        return Project(
            id=project_id(asked.number),
            number=asked.number,
            version=0,
            title=self.title(project_type, asked.category, area, None),
            state="idea",
            candidate=True,
            project_type=project_type,
            category=asked.category,
            group=asked.group,
            area=area,
            area_path=asked.area_path,
            lat=lat,
            long=long,
            people=0,
            needs=(asked.need,),
            published=None,
            created_at=now,
            changed_at=now,
        )

    def _hand_over(self, conn: Connection, draft: Project, seen: Seen) -> bool:
        """Give the other needs of a draft one like it under the number of the first of them
        that has none of its own. False where each of them has."""
        others = [need for need in draft.needs if need_number(need) != draft.number]
        for need in others:
            own = project_id(need_number(need))
            known = find_project(conn, own)
            if known is None or known.state == "lapsed":
                now = self._clock.now()
                heir = dataclasses.replace(
                    draft,
                    id=own,
                    number=need_number(need),
                    version=0,
                    needs=tuple(others),
                    published=None,
                    created_at=now,
                    changed_at=now,
                    titled=False,
                    estimate=None,
                    gates=(),
                    audience=None,
                )
                seen.setdefault(own, known)
                save_projects(conn, [_again(heir, known)])
                return True
        return False


def open_projects(conn: Connection, need: str) -> Sequence[Project]:
    ids = open_projects_of(conn, [need]).get(need, ())
    return list(load_projects(conn, ids).values())


def withdraw(conn: Connection, draft: Project, needs: tuple[str, ...]) -> None:
    """The needs are all that are left of it; without any it lapses."""
    state = draft.state if needs else "lapsed"
    save_projects(conn, [dataclasses.replace(draft, needs=needs, state=state)])


def _is_decided(project: Project) -> bool:
    """Whether a planner has taken it up: then only planners change what it is."""
    return not project.candidate or project.state != "idea"


def _again(opened: Project, lapsed: Project | None) -> Project:
    """What planners had recorded of a draft that lapsed is kept."""
    if lapsed is None:
        return opened
    return dataclasses.replace(
        opened,
        version=lapsed.version,
        created_at=lapsed.created_at,
        title=lapsed.title if lapsed.titled else opened.title,
        titled=lapsed.titled,
        estimate=lapsed.estimate,
        gates=lapsed.gates,
    )
