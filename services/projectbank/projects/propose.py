"""Candidates: what the bank proposes by itself, out of needs that keep recurring at one place."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from services.contracts.catalogue import PROJECT_CHANGED
from services.projectbank.needs.candidates import Proposal
from services.projectbank.needs.counting.store import count_people
from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.need import Need, degrees
from services.projectbank.needs.reports.report import stored_point
from services.projectbank.needs.store import load_needs
from services.projectbank.needs.titles import placed_title
from services.projectbank.needs.vocabulary import Vocabulary
from services.projectbank.projects.audience import audience_of
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
from services.runtime.outbox import Outbox


class Propose:
    """Keeps candidates in step with the needs, in the grouping's transaction."""

    def __init__(self, vocabulary: Vocabulary, outbox: Outbox, clock: Clock) -> None:
        self._vocabulary = vocabulary
        self._outbox = outbox
        self._clock = clock

    def open_of(self, conn: Connection, needs: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        return open_projects_of(conn, needs)

    def follow(
        self,
        conn: Connection,
        *,
        proposals: Sequence[Proposal],
        withdrawn: Sequence[str],
        changed: Sequence[str],
        merged: Mapping[str, str],
    ) -> Mapping[str, tuple[str, ...]]:
        """Answer the proposals in their order, lapse what lost its needs, recount the rest.

        Projects of a merged need follow it, unless it would be the second draft of one need.

        A project is told about once per batch, whatever happened to it.
        """
        before: dict[str, Project | None] = {}
        self._follow_merged(conn, merged, before)
        self._withdraw(conn, withdrawn, before)
        has_one = open_projects_of(conn, merged.values())
        for proposal in proposals:
            if proposal.need not in has_one:
                self._answer(conn, proposal, before)
        answered = open_projects_of(conn, changed)
        touched = {project for projects in answered.values() for project in projects}
        for project in load_projects(conn, touched - before.keys()).values():
            before[project.id] = project
        self._tell(conn, before)
        return answered

    def _follow_merged(
        self, conn: Connection, merged: Mapping[str, str], before: dict[str, Project | None]
    ) -> None:
        for need, into in merged.items():
            has_draft = any(one.candidate for one in self._open_projects(conn, into))
            for project in self._open_projects(conn, need):
                if project.candidate and has_draft:
                    continue
                before.setdefault(project.id, project)
                needs = dict.fromkeys(into if one == need else one for one in project.needs)
                save_projects(conn, [dataclasses.replace(project, needs=tuple(needs))])

    def _open_projects(self, conn: Connection, need: str) -> Sequence[Project]:
        ids = open_projects_of(conn, [need]).get(need, ())
        return list(load_projects(conn, ids).values())

    def _withdraw(
        self, conn: Connection, withdrawn: Sequence[str], before: dict[str, Project | None]
    ) -> None:
        gone = set(withdrawn)
        ids = {one for projects in open_projects_of(conn, gone).values() for one in projects}
        for project in load_projects(conn, ids).values():
            if not project.candidate:
                continue
            before.setdefault(project.id, project)
            needs = tuple(need for need in project.needs if need not in gone)
            state = project.state if needs else "lapsed"
            save_projects(conn, [dataclasses.replace(project, needs=needs, state=state)])

    def _answer(
        self, conn: Connection, proposal: Proposal, before: dict[str, Project | None]
    ) -> None:
        shared = self._candidate_at(conn, proposal)
        if shared is None:
            before.setdefault(project_id(proposal.number), self._found(conn, proposal))
            return
        before.setdefault(shared.id, shared)
        widened = dataclasses.replace(shared, needs=(*shared.needs, proposal.need))
        save_projects(conn, [widened])

    def _candidate_at(self, conn: Connection, proposal: Proposal) -> Project | None:
        """The oldest candidate of the type in the same estate, near enough or on the same road."""
        found: list[Project] = []
        area = proposal.area_path[-1] if proposal.area_path else None
        if area is not None and area in self._vocabulary.estates:
            found.extend(candidates_in_area(conn, proposal.project_type, area))
        if proposal.road is not None:
            found.extend(candidates_on_road(conn, proposal.project_type, proposal.road))
        lat, _ = degrees(proposal.point)
        if proposal.point is not None and lat is not None:
            for candidate in candidates_near(conn, proposal.project_type, lat):
                place = stored_point(candidate.lat, candidate.long)
                if place is not None and within(place, proposal.point, GATHERING_RADIUS):
                    found.append(candidate)
        return min(found, key=lambda candidate: candidate.number, default=None)

    def _found(self, conn: Connection, proposal: Proposal) -> Project | None:
        """Open a candidate, or a lapsed one of the same need again; what was there before.

        What planners had recorded of the lapsed one is kept.
        """
        known = find_project(conn, project_id(proposal.number))
        if known is not None and known.state != "lapsed":
            self._keep(conn, known, proposal)
            return known
        opened = self._opened(proposal)
        if known is not None:
            opened = dataclasses.replace(
                opened,
                version=known.version,
                created_at=known.created_at,
                title=known.title if known.titled else opened.title,
                titled=known.titled,
                estimate=known.estimate,
                gates=known.gates,
            )
        save_projects(conn, [opened])
        return known

    def _opened(self, proposal: Proposal) -> Project:
        area = proposal.area_path[-1] if proposal.area_path else None
        lat, long = degrees(proposal.point)
        now = self._clock.now()
        return Project(
            id=project_id(proposal.number),
            number=proposal.number,
            version=0,
            title=self._title(proposal.project_type, proposal.category, area, None),
            state="idea",
            candidate=True,
            project_type=proposal.project_type,
            category=proposal.category,
            group=proposal.group,
            area=area,
            area_path=proposal.area_path,
            lat=lat,
            long=long,
            people=0,
            needs=(proposal.need,),
            published=None,
            created_at=now,
            changed_at=now,
        )

    def _keep(self, conn: Connection, known: Project, proposal: Proposal) -> None:
        """The project of this need is there already: an exited one stays as it was left."""
        if known.is_open and proposal.need not in known.needs:
            widened = dataclasses.replace(known, needs=(*known.needs, proposal.need))
            save_projects(conn, [widened])

    def _led(self, project: Project, needs: Mapping[str, Need]) -> Project:
        """A draft is called after the kind of problem and the place of the need with most people,
        of those that its type answers.

        The type stays that of the proposal: which needs share a draft hangs on it, and must not
        hang on where one batch ends and the next begins.
        """
        works = self._vocabulary.project_type_of
        if not (project.candidate and project.is_open):
            return project
        answered = [
            need
            for one in project.needs
            if works((need := needs[one]).category) == project.project_type
        ]
        if not answered:
            return project
        lead = max(answered, key=lambda need: (need.people, need.reports, -need.number))
        title = self._title(project.project_type, lead.category, project.area, lead.place)
        return dataclasses.replace(
            project,
            category=lead.category,
            group=lead.group,
            place=lead.place,
            title=project.title if project.titled else title,
        )

    def _title(self, project_type: str, category: str, area: str | None, place: str | None) -> str:
        kind = self._vocabulary.project_types.get(project_type, project_type)
        problem = self._vocabulary.name_of(category)
        return placed_title(self._vocabulary, f"{kind}（{problem}）", area, place)

    def _tell(self, conn: Connection, before: Mapping[str, Project | None]) -> None:
        """Recount the people; where anything differs from before, count up and tell."""
        changed: list[Project] = []
        projects = load_projects(conn, before)
        drafts = [one for one in projects.values() if one.candidate and one.is_open]
        needs = load_needs(conn, {need for one in drafts for need in one.needs})
        for project in projects.values():
            known = before[project.id]
            now = _recounted(conn, self._led(project, needs))
            if now == known:
                continue
            version = known.version if known is not None else 0
            changed.append(
                dataclasses.replace(
                    now,
                    version=version + 1,
                    changed_at=self._clock.now(),
                    audience=audience_of(now, self._vocabulary.drafts),
                )
            )
        save_projects(conn, changed)
        events = [(project.id, project.as_event()) for project in changed]
        self._outbox.put_all(conn, PROJECT_CHANGED, events)


def _recounted(conn: Connection, project: Project) -> Project:
    people, by_messages = count_people(conn, project.needs)
    return dataclasses.replace(
        project,
        people=people.told_apart,
        unknown=people.unknown,
        verified=people.verified,
        by_messages=by_messages,
    )
