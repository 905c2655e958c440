"""Candidates: what the bank proposes by itself, out of needs that keep recurring at one place."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from services.contracts.catalogue import PROJECT_CHANGED
from services.projectbank.needs.candidates import Proposal
from services.projectbank.needs.counting.store import count_people
from services.projectbank.needs.need import Need
from services.projectbank.needs.store import load_needs
from services.projectbank.needs.vocabulary import Vocabulary
from services.projectbank.projects.audience import audience_of
from services.projectbank.projects.drafts import Drafts, Seen, open_projects, withdraw
from services.projectbank.projects.project import Project
from services.projectbank.projects.store import (
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
        self._drafts = Drafts(vocabulary, clock)
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
        before: Seen = {}
        self._follow_merged(conn, merged, before)
        self._withdraw(conn, withdrawn, before)
        moved = self._answer(conn, proposals, before)
        answered = open_projects_of(conn, dict.fromkeys((*changed, *moved)))
        touched = {project for projects in answered.values() for project in projects}
        for project in load_projects(conn, touched - before.keys()).values():
            before[project.id] = project
        self._tell(conn, before)
        return answered

    def _follow_merged(self, conn: Connection, merged: Mapping[str, str], before: Seen) -> None:
        for need, into in merged.items():
            has_draft = any(one.candidate for one in open_projects(conn, into))
            for project in open_projects(conn, need):
                if project.candidate and has_draft:
                    continue
                before.setdefault(project.id, project)
                needs = dict.fromkeys(into if one == need else one for one in project.needs)
                save_projects(conn, [dataclasses.replace(project, needs=tuple(needs))])

    def _withdraw(self, conn: Connection, withdrawn: Sequence[str], before: Seen) -> None:
        gone = set(withdrawn)
        ids = {one for projects in open_projects_of(conn, gone).values() for one in projects}
        for project in load_projects(conn, ids).values():
            if not project.candidate:
                continue
            before.setdefault(project.id, project)
            withdraw(conn, project, tuple(need for need in project.needs if need not in gone))

    def _answer(
        self, conn: Connection, proposals: Sequence[Proposal], before: Seen
    ) -> Sequence[str]:
        """The needs whose draft became another, because the one that opened it left it."""
        has_one = set(open_projects_of(conn, {one.need for one in proposals}))
        moved: dict[str, None] = {}
        for proposal in proposals:
            if proposal.need in has_one:
                parted = self._drafts.part(conn, proposal, before)
                if parted is None:
                    continue
                moved.update(dict.fromkeys(parted))
                has_one.discard(proposal.need)
            if proposal.project_type is not None:
                self._drafts.answer(conn, proposal, proposal.project_type, before)
                has_one.add(proposal.need)
        return list(moved)

    def _led(self, project: Project, needs: Mapping[str, Need]) -> Project:
        """A draft is called after the kind of problem and the place of the need with most people,
        of those that its type answers."""
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
        title = self._drafts.title(project.project_type, lead.category, project.area, lead.place)
        return dataclasses.replace(
            project,
            category=lead.category,
            group=lead.group,
            place=lead.place,
            title=project.title if project.titled else title,
        )

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
