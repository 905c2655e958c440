"""Builds what staff file for people who cannot."""

from flask import Blueprint

from services.contracts.profile.model import Profile
from services.intake.behalf.file_for import FileFor
from services.intake.behalf.pages import behalf_pages
from services.intake.cases.opening.works_on import works_on
from services.intake.reports.receive import Receive
from services.runtime.clock import Clock
from services.runtime.database import Database


def behalf_page_groups(
    receive: Receive, database: Database, profile: Profile, clock: Clock
) -> list[Blueprint]:
    filing = FileFor(receive, database, profile, clock.now, works_on(profile))
    return [behalf_pages(filing)]
