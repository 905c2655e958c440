"""Builds the feeds of areas."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.feeds.area_feed import AreaFeeds
from services.intake.feeds.pages import feed_pages
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def feed_feature(database: Database, profile: Profile, clock: Clock) -> Feature:
    """What happens in an area, for readers of feeds."""
    return Feature(
        name="feeds",
        pages=[feed_pages(AreaFeeds(database, profile, clock))],
        translations=[Path(__file__).parent],
    )
