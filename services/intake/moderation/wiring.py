"""Builds moderation: the queue and the judgements."""

from services.contracts.profile.model import Profile
from services.intake.cases.opening.works_on import works_on
from services.intake.moderation.api import Moderation
from services.intake.moderation.judge import JudgeItem
from services.intake.moderation.read_queue import ReadQueue
from services.intake.reports.masking.masking import mask
from services.intake.reports.publishing import Publishing
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox


def moderation_of(database: Database, outbox: Outbox, profile: Profile, clock: Clock) -> Moderation:
    publishing = Publishing(profile, mask)
    mine = works_on(profile)
    return Moderation(
        reading=ReadQueue(database, profile, publishing.doubts, mine),
        judging=JudgeItem(database, outbox, publishing.audience, mask, clock, mine),
    )
