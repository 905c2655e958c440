"""The feed of one area, in the reader's language."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.feedback.project_title import title_in
from services.intake.feedback.thread import ProjectNews
from services.intake.feeds import store
from services.intake.feeds.atom import Entry, Feed
from services.intake.feeds.store import Answered
from services.intake.reports.report import Report
from services.intake.site.words import OUTCOME_SENTENCES, PROJECT_STATE_WORDS
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.i18n import gettext, language, language_tag

_MOST: Final = 60
_EXCERPT: Final = 280
_UNDO: Final = timedelta(seconds=30)


class NoSuchArea(Exception):
    """The profile has no area with this code."""


@dataclass(frozen=True, slots=True)
class AreaFeeds:
    """Reads intake's own database only, and of that what everybody may see."""

    database: Database
    profile: Profile
    clock: Clock

    def feed(self, code: str, root: str) -> Feed:
        """The newest of the area and of all that lies in it. Raises NoSuchArea.

        `root` is the installation's address, as readers open it.
        """
        area = self.profile.areas.get(code)
        if area is None:
            raise NoSuchArea(code)
        within = {each for each in self.profile.areas if code in self.profile.area_path(each)}
        entries = self.database.read(lambda conn: self._entries(conn, within, root))
        name, said = area.name.in_language(language()), language()
        return Feed(
            key=f"feed:{self.profile.code}:{code}",
            title=gettext("What is new in %(area)s", area=name),
            author=self.profile.name.in_language(said),
            language=language_tag(),
            address=f"{root}/feeds/{code}.atom?lang={said}",
            page=f"{root}/board?area={code}",
            entries=sorted(entries, key=lambda one: (one.at, one.key), reverse=True)[:_MOST],
        )

    def _entries(self, conn: Connection, within: Collection[str], root: str) -> list[Entry]:
        until = self.clock.now() - _UNDO
        return [
            *(self._report(one, root) for one in store.new_reports(conn, within)),
            *(self._answer(one, root) for one in store.answers(conn, within, until)),
            *(self._project(one, root) for one in store.finished_projects(conn, within)),
        ]

    def _report(self, report: Report, root: str) -> Entry:
        text = " ".join(report.description.split())
        return Entry(
            key=f"report:{report.id}",
            title=gettext("Reported: %(what)s", what=report.subject),
            summary=text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…",
            category=self._kind(report.category.code),
            link=f"{root}/search/report:{report.id}",
            at=report.received_at,
        )

    def _answer(self, answer: Answered, root: str) -> Entry:
        area = self.profile.areas.get(answer.area or "")
        words = (area.name.in_language(language()) if area else "", self._kind(answer.category))
        outcome = str(OUTCOME_SENTENCES[answer.outcome]) if answer.outcome else ""
        return Entry(
            key=f"case:{answer.case}@{answer.version}",
            title=gettext("Answered: %(what)s", what=" · ".join(word for word in words if word)),
            summary=" ".join(part for part in (outcome, answer.note) if part),
            category=words[1],
            link=f"{root}/search/report:{answer.report}",
            at=answer.at,
        )

    def _project(self, project: ProjectNews, root: str) -> Entry:
        return Entry(
            key=f"project:{project.id}:{project.state}",
            title=gettext("Finished: %(what)s", what=title_in(self.profile, project, language())),
            summary=str(PROJECT_STATE_WORDS[project.state]),
            category=None,
            link=f"{root}/projects/{project.id}",
            at=project.changed_at,
        )

    def _kind(self, code: str) -> str:
        return self.profile.type_words(code).in_language(language())
