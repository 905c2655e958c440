"""Builds what staff file for people who cannot."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.behalf.file_for import FileFor
from services.intake.behalf.pages import behalf_pages
from services.intake.cases.supporting.works_on import works_on
from services.intake.reports.receiving.receive import Receive
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry


def behalf_feature(receive: Receive, database: Database, profile: Profile, clock: Clock) -> Feature:
    """Reports by telephone and in person."""
    filing = FileFor(receive, database, profile, clock.now, works_on(profile))
    return Feature(
        name="behalf",
        pages=[behalf_pages(filing)],
        translations=[Path(__file__).parent],
        menu=[MenuEntry("behalf", "/desk/behalf", lazy_gettext("File for somebody"))],
    )
