"""Builds what the reader of a report's page may do there."""

from flask import Blueprint

from services.contracts.profile.model import Profile
from services.intake.feedback.say_opinion import SayOpinion
from services.intake.following.pages import opinion_pages, wish_pages
from services.intake.site.track_view import TrackView
from services.runtime.clock import Clock
from services.runtime.database import Database


def following_pages(
    saying: SayOpinion, database: Database, profile: Profile, clock: Clock
) -> list[Blueprint]:
    """Opinions, and what to be told of."""
    view = TrackView(database, profile, clock)
    return [opinion_pages(saying, view), wish_pages(view)]
