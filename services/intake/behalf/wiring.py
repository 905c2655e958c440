"""Builds what staff file for people who cannot."""

from flask import Blueprint

from services.contracts.profile.model import Profile
from services.intake.behalf.file_for import FileFor
from services.intake.behalf.pages import behalf_pages
from services.intake.reports.receive import Receive
from services.runtime.clock import Clock
from services.runtime.database import Database


def behalf_page_groups(
    receive: Receive, database: Database, profile: Profile, clock: Clock, public_url: str
) -> list[Blueprint]:
    return [behalf_pages(FileFor(receive, database, profile, clock.now), public_url)]
