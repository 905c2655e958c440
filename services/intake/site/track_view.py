"""The page of a report: what became of it, and what its reader is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case
from services.intake.cases.splitting.store import KeptPart, parts_of
from services.intake.cases.supporting import store as support_store
from services.intake.feedback import store as feedback_store
from services.intake.feedback.follow_up import Followed, followed_by
from services.intake.feedback.thread import Thread
from services.intake.moderation.queue import is_held, kept_from_all
from services.intake.notices.wishes import Wish, wish_of
from services.intake.photos import store as photo_store
from services.intake.photos.photo import Photo
from services.intake.reports import store as report_store
from services.intake.reports.dangers.first_aid import first_aid
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.report import Report
from services.intake.reports.store import Change, Kept
from services.intake.site.asked import Asked, asked_of
from services.intake.site.case_news import CaseNews, news_of
from services.intake.site.timeline import timeline
from services.intake.site.words import (
    CASE_STEP_WORDS,
    NOTIFY_WORDS,
    OUTCOME_SENTENCES,
    PROJECT_STATE_WORDS,
)
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote into a form of the page that was refused, and why."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()


NOTHING_TYPED: Final = Typed()


@dataclass(frozen=True, slots=True)
class _Story:
    changes: Sequence[Change]
    thread: Thread
    case: Case | None
    news: Sequence[CaseNews]
    asked: Asked
    wish: Wish | None
    photos: Sequence[Photo]
    """Of the report, whether moderation passed them or not."""
    parts: Sequence[KeptPart]
    """What it was split into."""
    held: bool
    """Whether everybody may read it once somebody of ours has looked at it."""
    joined: Report | None
    """What this one says "me too" to, while everybody may read it."""
    after: Sequence[Photo]
    """Of what was done, those that moderation passed."""
    followed: Followed | None
    """What this one was reported again after."""


@dataclass(frozen=True, slots=True)
class TrackView:
    """Reads intake's own database only."""

    database: Database
    profile: Profile
    clock: Clock
    listening: Listening

    def page(self, kept: Kept, typed: Typed = NOTHING_TYPED, *, thanks: bool = False) -> str:
        """The whole page; what was typed stays. `thanks`: it was reported a moment ago."""
        report = kept.report
        story = self.database.read(lambda conn: self._story(conn, kept))
        return render_page(
            "site/track.html",
            report=report,
            category=self.profile.type_words(report.category.code),
            steps=timeline(report, story.changes, story.thread, story.news),
            states=PROJECT_STATE_WORDS,
            case=story.case,
            asked=story.asked,
            wish=story.wish,
            photos=story.photos,
            after=story.after,
            parts=story.parts,
            held=story.held,
            joined=story.joined,
            followed=story.followed,
            thanks=thanks,
            aid=self._aid(story, typed, report if thanks else None),
            notify_words=NOTIFY_WORDS,
            values=typed.values,
            errors=typed.errors,
            token=kept.keeping.tracking_token,
            case_steps=CASE_STEP_WORDS,
            outcomes=OUTCOME_SENTENCES,
            profile=self.profile,
            zone=self.profile.zone,
        )

    def _aid(self, story: _Story, typed: Typed, anew: Report | None) -> Mapping[str, Any] | None:
        """Whom to call, where what was written a moment ago, or what waits for somebody to look
        at it, speaks of a danger."""
        said = story.asked.said
        waiting = said.reason if said is not None and said.waits else ""
        written = [typed.values.get("reason", ""), waiting, anew.description if anew else ""]
        heard = self.listening.in_text("\u3002".join(filter(None, written)))
        found = first_aid(self.profile, heard)
        return found.in_language(language()) if found is not None else None

    def _story(self, conn: Connection, kept: Kept) -> _Story:
        report = kept.report
        case = case_store.by_id(conn, report.case) if report.case else None
        return _Story(
            changes=list(report_store.history(conn, report.id)),
            thread=feedback_store.thread(conn, report.id),
            case=case,
            news=_news(conn, case),
            asked=asked_of(conn, report, case, self.clock),
            wish=wish_of(conn, report.id),
            photos=() if report.erased else photo_store.of_report(conn, report.id),
            parts=parts_of(conn, report.id),
            held=report.audience == "staff"
            and is_held(conn, report.id, kept_from_all(self.profile)),
            joined=_joined(conn, report),
            after=_passed(conn, case),
            followed=None if report.erased else followed_by(conn, kept),
        )


def _joined(conn: Connection, report: Report) -> Report | None:
    kept = report_store.by_id(conn, report.joins) if report.joins else None
    return kept.report if kept is not None and kept.report.audience == "public" else None


def _passed(conn: Connection, case: Case | None) -> Sequence[Photo]:
    if case is None:
        return ()
    return [each for each in photo_store.of_case(conn, case.id) if each.audience == "public"]


def _news(conn: Connection, case: Case | None) -> Sequence[CaseNews]:
    if case is None:
        return ()
    return news_of(case_store.history(conn, case.id), support_store.of_case(conn, case.id))
