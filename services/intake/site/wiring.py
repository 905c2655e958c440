"""Builds the residents' pages."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.feedback.join_report import JoinReport
from services.intake.photos.wiring import Photos
from services.intake.reports.allowance import Allowance
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.receiving.reporting import Reporting
from services.intake.site.form_view import FormView
from services.intake.site.offline.pages import offline_pages
from services.intake.site.pages import public_pages, site_pages
from services.intake.site.previews import Previews
from services.intake.site.reporting.pages import form_pages, preview_pages
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def site_feature(database: Database, profile: Profile, clock: Clock) -> Feature:
    """What became of a report, and what neighbours reported."""
    return Feature(
        name="site",
        pages=[
            site_pages(database, profile, clock),
            public_pages(database, profile, clock),
        ],
        # Messages that several features say stand beside all of them.
        translations=[Path(__file__).parents[1]],
    )


def form_feature(
    reporting: Reporting,
    database: Database,
    profile: Profile,
    clock: Clock,
    joining: JoinReport,
    photos: Photos,
    secret: str,
    allowance: Allowance,
) -> Feature:
    """The report form, with a connection and without; it asks residents about the category that
    their words suggest."""
    previews = Previews(secret.encode())
    view = FormView(
        reporting.receive, reporting.assessor, profile, clock.now, previews, Listening(profile)
    )
    return Feature(
        name="report form",
        pages=[
            form_pages(view, database, joining, photos.receive, allowance),
            preview_pages(previews, photos.show),
            offline_pages(profile),
        ],
        translations=[Path(__file__).parent / "reporting"],
    )
