"""Builds what the reader of a report's page may do there."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.feedback.say_opinion import SayOpinion
from services.intake.following.pages import opinion_pages, wish_pages
from services.intake.reports.dangers.listen import Listening
from services.intake.site.track_view import TrackView
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def following_feature(
    saying: SayOpinion, database: Database, profile: Profile, clock: Clock
) -> Feature:
    """Opinions, and what to be told of."""
    view = TrackView(database, profile, clock, Listening(profile))
    return Feature(
        name="following",
        pages=[opinion_pages(saying, view), wish_pages(view)],
        translations=[Path(__file__).parent],
    )
