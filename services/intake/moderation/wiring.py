"""Builds moderation: the queue and the judgements."""

from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.cases.supporting.works_on import works_on
from services.intake.moderation.answers_to_refusals import MODERATION_REFUSALS
from services.intake.moderation.api import Moderation, moderation_routes
from services.intake.moderation.judge import JudgeItem
from services.intake.moderation.pages import moderation_pages
from services.intake.moderation.read_queue import ReadQueue
from services.intake.reports.masking.masking import mask
from services.intake.reports.publishing import Publishing
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox
from services.runtime.web.feature import Feature
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import MenuEntry


def moderation_of(database: Database, outbox: Outbox, profile: Profile, clock: Clock) -> Moderation:
    publishing = Publishing(profile, mask)
    mine = works_on(profile)
    return Moderation(
        reading=ReadQueue(database, profile, publishing.doubts, mine),
        judging=JudgeItem(database, outbox, publishing.audience, mask, clock, mine),
    )


def moderation_feature(moderation: Moderation, profile: Profile) -> Feature:
    """What is looked at before everybody may see it."""
    return Feature(
        name="moderation",
        routes=[moderation_routes(moderation)],
        pages=[moderation_pages(moderation, profile)],
        refusals=MODERATION_REFUSALS,
        translations=[Path(__file__).parent],
        menu=[MenuEntry("moderation", "/desk/moderation", lazy_gettext("Before publishing"))],
    )
