"""Builds what the reader of a report's page may do there, and the way back to it."""

from flask import Blueprint

from services.contracts.profile.model import Profile
from services.intake.feedback.say_opinion import SayOpinion
from services.intake.finding.pages import find_pages
from services.intake.finding.wiring import finding_in
from services.intake.following.pages import opinion_pages, wish_pages
from services.intake.notices.channels.port import Kind
from services.intake.reports.dangers.listen import Listening
from services.intake.site.track_view import TrackView
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox


def following_pages(
    saying: SayOpinion,
    database: Database,
    profile: Profile,
    clock: Clock,
    secret: str,
    outbox: Outbox,
    sends: frozenset[Kind],
) -> list[Blueprint]:
    """Opinions, what to be told of, and finding the page again."""
    view = TrackView(database, profile, clock, Listening(profile))
    return [
        opinion_pages(saying, view),
        wish_pages(view),
        find_pages(finding_in(database, secret, clock, outbox), profile, sends),
    ]
